import { invariant } from '@octroi/shared/errors/invariant'
import type { DeviceId } from '@octroi/shared/ids/id'
import { monthOf } from '@octroi/shared/time/month'
import { readSigned, signMessage } from '@octroi/shared/wire/message'
import { type Lease, leaseMessage } from '@octroi/shared/wire/messages/lease'
import type { Device } from '../devices/device.ts'
import type { Allotment } from '../entitlements/allotment.ts'
import { allotmentsFor } from '../entitlements/allotments-for.use-case.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { unsealKey } from '../tenants/signer.ts'
import type { IssuedLease } from './lease.store.ts'
import { type CountedSoFar, type LeaseFacts, planLease, saysTheSame } from './plan-lease.ts'

type Needs = Pick<Stores, 'tenants' | 'accounts' | 'devices' | 'entitlements' | 'leases' | 'usage' | 'quotas' | 'authorizations'>

export interface GivenLease {
  readonly lease: Lease
  readonly signed: Uint8Array
  /** When it should be looked at again, whether the device has to renew it by then or not: something begins or ends. */
  readonly lookAtMs: number
}

/**
 * The lease a device should hold now: the one it was given, while that says the same and is not to be renewed, or a new
 * one. Undefined where its account has nothing for it and never had. A device that goes by a lease of a greater number
 * than was given has it from before the hub was restored: it gets one of a number beyond.
 */
export async function giveLease(
  stores: Needs,
  environment: Environment,
  id: DeviceId,
  goesBySeq = 0,
): Promise<GivenLease | undefined> {
  const device = await stores.devices.get(id)
  if (device === undefined) return undefined
  const newest = await stores.leases.newest(id)
  const held = newest && readLease(newest)
  const nowMs = environment.nowMs()
  const facts = await leaseFacts(stores, device, nowMs)
  const givenSeq = held?.leaseSeq ?? 0
  if (held === undefined && goesBySeq === 0 && facts.entitlements.length === 0) return undefined
  const planned = planLease(facts)
  if (newest !== undefined && held !== undefined && goesBySeq <= givenSeq && isStillGood(held, planned, nowMs))
    return { lease: held, signed: newest.signed, lookAtMs: Math.min(held.renewAt, planned.renewAt) * 1000 }
  const lease = { ...planned, leaseSeq: Math.max(givenSeq, goesBySeq) + 1 }
  const keys = unsealKey(environment.sealer, await stores.tenants.signingKey('leases'))
  const signed = signMessage(environment.crypto, leaseMessage, lease, keys)
  await stores.leases.insert({ device: id, leaseSeq: lease.leaseSeq, signed, issuedAtMs: nowMs })
  await stores.quotas.insertAllotments(handedBy(lease, facts))
  return { lease, signed, lookAtMs: lease.renewAt * 1000 }
}

/** The lease a device would get at an instant; undefined where its account has nothing for it then. */
export async function plannedLease(stores: Needs, device: Device, atMs: number): Promise<Omit<Lease, 'leaseSeq'> | undefined> {
  const facts = await leaseFacts(stores, device, atMs)
  return facts.entitlements.length === 0 ? undefined : planLease(facts)
}

/** What the lease says is in the hands of the device until it tells of another one, or of its end. */
function handedBy({ leaseSeq, services, expiresAt }: Lease, { allotted = [] }: LeaseFacts): readonly Allotment[] {
  return allotted.flatMap((planned) => {
    const leased = services.find(({ service }) => service === planned.service)
    if (leased?.ceilings.some(({ counter }) => counter === planned.counter) !== true) return []
    return [{ ...planned, leaseSeq, ...(leased.afterExpiry === 'keep' ? {} : { endsAtMs: expiresAt * 1000 }) }]
  })
}

/**
 * One that allows nothing allows nothing after its end either. One that would last beyond what it rests on, because an end was
 * scheduled since, is good no more.
 */
function isStillGood(held: Lease, planned: Omit<Lease, 'leaseSeq'>, nowMs: number): boolean {
  if (!saysTheSame(held, planned)) return false
  return held.services.length === 0 || (nowMs < held.renewAt * 1000 && held.expiresAt <= planned.expiresAt)
}

/** Our own bytes, written by {@link giveLease}. */
export function readLease({ signed }: Pick<IssuedLease, 'signed'>): Lease {
  const read = readSigned(leaseMessage, signed)
  invariant(read.ok, 'a kept lease can be read')
  return read.value.claimed
}

async function leaseFacts(stores: Needs, device: Device, nowMs: number): Promise<LeaseFacts> {
  const tenant = await stores.tenants.get()
  const owner = await stores.accounts.get(device.owner)
  invariant(tenant !== undefined && owner !== undefined, 'a device has its tenant and its owner')
  const entitlements = await stores.entitlements.leased(device.owner, device.id, { fromMs: nowMs })
  const month = monthOf(owner.zone, nowMs)
  const counted = new Map<string, CountedSoFar>()
  const allotted = entitlements.some(({ limit }) => limit?.offline !== undefined)
    ? await allotmentsFor(stores, device, nowMs)
    : []
  for (const { service, counter } of allotted) {
    counted.set(`${service} ${counter}`, await stores.usage.counted(device.id, service, counter, month.fromMs))
  }
  for (const { service, lease } of entitlements) {
    for (const { counter } of lease?.quotas ?? []) {
      counted.set(`${service} ${counter}`, await stores.usage.counted(device.id, service, counter, month.fromMs))
    }
  }
  const nothing: CountedSoFar = { beforePeriod: 0n, total: 0n }
  return {
    device,
    standing: owner.standing.standing,
    entitlements,
    allotted,
    counted: (service, counter) => counted.get(`${service} ${counter}`) ?? nothing,
    periodEndsAtMs: month.untilMs,
    maxOpenSeconds: tenant.policy.maxOpenSeconds,
    nowMs,
  }
}
