import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { actionName } from '@octroi/shared/decisions/action-name'
import { decideLeased, type LeaseDecision } from '@octroi/shared/decisions/lease'
import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import type { Lease } from '@octroi/shared/wire/messages/lease'
import type { Account } from '../accounts/account.ts'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { type Quoted, quote } from './authorize.use-case.ts'
import { type CheckedAction, checkAction } from './check-action.use-case.ts'
import { plannedLease, readLease } from './give-lease.use-case.ts'
import type { Untold } from './untold.ts'

/** How whoever stands at the device would show what was granted. */
export const shownAs = ['bound', 'bearer', 'passcode'] as const
export type ShownAs = (typeof shownAs)[number]

export interface AskedMay {
  readonly account: AccountId
  readonly device: DeviceId
  readonly service: string
  readonly action: string
  readonly atMs: number
  readonly shownAs: ShownAs
}

/** What the device would decide by itself, by one lease. */
export interface ByLease {
  readonly decision: LeaseDecision
  readonly untilMs: number
  /** The device wrote in its journal that it acts by it. */
  readonly isApplied: boolean
}

export interface MayAnswer {
  readonly account: Account
  readonly device: Device
  /** Whose device it is. */
  readonly owner: Account
  readonly policy: Tenant['policy']
  readonly window: { readonly fromMs: number; readonly untilMs: number }
  /** What the hub would answer to somebody who asks for it. */
  readonly asked: Decided
  /** Of the past: it was decided by what was in force and known then, but for this. */
  readonly past?: { readonly untold: readonly Untold[] }
  /** What the device of this very account would do without asking: by the lease it was given, and by the one it would get. */
  readonly byItself?: { readonly held?: ByLease; readonly next?: ByLease }
}

type Decided =
  | Pick<Extract<Quoted, { decision: 'refused' }>, 'decision' | 'reasons'>
  | Pick<Extract<Quoted, { decision: 'granted' }>, 'decision' | 'reasons' | 'quote' | 'subscription'>

type Needs = Parameters<typeof quote>[0] & Pick<Stores, 'leases' | 'usage'>

/** A form that is filled in by the minute, or a while ago, asks about now. */
const pastAfterMs = 120_000

/** Long enough to walk to the device. */
const windowSeconds = 600

/** "May this account do that on this device, then?": the decision as it would be made, with nothing kept or granted. */
export async function mayAct(
  stores: Needs,
  environment: Environment,
  { account: id, device: deviceId, service, action, atMs, shownAs: form }: AskedMay,
): Promise<Result<MayAnswer, Failure>> {
  const [account, device, tenant] = [
    await stores.accounts.get(id),
    await stores.devices.get(deviceId),
    await stores.tenants.get(),
  ]
  invariant(tenant !== undefined, 'a signed-in operator has a tenant')
  if (account === undefined) return err(notFound('account', id))
  if (device === undefined) return err(notFound('device', deviceId))
  const owner = await stores.accounts.get(device.owner)
  invariant(owner !== undefined, 'a device has its owner')
  const { policy } = tenant
  const parties = { account, device, owner, policy }
  if (atMs < environment.nowMs() - pastAfterMs) {
    const asked = { account: id, device: deviceId, service, action, atMs }
    const checked = await checkAction(stores, environment.nowMs(), asked)
    return checked.ok ? ok({ ...parties, ...decidedThen(checked.value) }) : checked
  }
  const window = { fromMs: atMs, untilMs: atMs + Math.min(policy.windowSecondsAtMost, windowSeconds) * 1000 }
  const asked = { requester: id, device: deviceId, service, action, ...window, ...shown(environment, form) }
  const quoted = await quote(stores, environment, asked)
  if (!quoted.ok) return quoted
  const own = device.owner === id ? { byItself: await byLeases(stores, device, { service, action, atMs }) } : {}
  return ok({ ...parties, window, asked: quoted.value, ...own })
}

function decidedThen({ atMs, decision, priced, untold }: CheckedAction): Pick<MayAnswer, 'window' | 'asked' | 'past'> {
  const { reasons } = decision
  const asked: Decided = priced === undefined ? { decision: 'refused', reasons } : { decision: 'granted', reasons, ...priced }
  return { window: { fromMs: atMs, untilMs: atMs }, asked, past: { untold } }
}

/** The key of a holder who does not exist: whoever comes will bring one of their own. */
function shown({ crypto, randomBytes }: Environment, form: ShownAs) {
  if (form === 'passcode') return { form } as const
  return form === 'bound' ? { holderKey: keyPairOf(crypto, randomBytes(32)).publicKey } : {}
}

type AskedHere = Pick<AskedMay, 'service' | 'action' | 'atMs'>

async function byLeases(stores: Needs, device: Device, asked: AskedHere): Promise<NonNullable<MayAnswer['byItself']>> {
  const newest = await stores.leases.newest(device.id)
  const planned = await plannedLease(stores, device, asked.atMs)
  const held = newest && readLease(newest)
  const next = planned && { ...planned, leaseSeq: (held?.leaseSeq ?? 0) + 1 }
  return {
    ...(held === undefined || newest === undefined
      ? {}
      : { held: await byLease(stores, device, asked, held, { isApplied: newest.appliedSeq !== undefined }) }),
    ...(next === undefined ? {} : { next: await byLease(stores, device, asked, next, { isApplied: false }) }),
  }
}

/** As the device would decide with a clock that is right and with what the hub knows it has counted. */
async function byLease(
  { usage }: Needs,
  device: Device,
  { service, action, atMs }: AskedHere,
  lease: Lease,
  { isApplied }: Pick<ByLease, 'isApplied'>,
): Promise<ByLease> {
  const counted = new Map<string, bigint>()
  for (const { counter } of lease.services.find((each) => each.service === service)?.ceilings ?? []) {
    counted.set(counter, (await usage.counted(device.id, service, counter, 0)).total)
  }
  const offered = Object.entries(device.services).flatMap(([name, actions]) => actions.map((each) => actionName(name, each)))
  const decision = decideLeased(
    { service, action },
    {
      lease,
      time: { state: 'synced', nowMs: atMs, uncertaintyMs: 0 },
      heldSeconds: Math.max(0, atMs / 1000 - lease.notBefore),
      unsyncedBoots: 0,
      actions: new Set(offered),
      counted: (_service, counter) => counted.get(counter) ?? 0n,
      hindrance: () => undefined,
    },
  )
  return { decision, untilMs: lease.expiresAt * 1000, isApplied }
}
