import type { Standing } from '@octroi/shared/api/vocabulary'
import type { Entitlement, LeaseTerms } from '@octroi/shared/decisions/action'
import { ownEntry } from '@octroi/shared/own-entry'
import type { AfterExpiry, Lease, LeasedService } from '@octroi/shared/wire/messages/lease'
import type { Device } from '../devices/device.ts'
import { counterOf, type PlannedAllotment } from '../entitlements/allotments-for.use-case.ts'

/** What a device has counted, as far as the hub knows. In 1e-9 of the counter's unit. */
export interface CountedSoFar {
  readonly beforePeriod: bigint
  readonly total: bigint
}

export interface LeaseFacts {
  readonly device: Device
  readonly standing: Standing
  /** Of the device's owner, on these terms, in force now or later. */
  readonly entitlements: readonly Entitlement[]
  readonly counted: (service: string, counter: string) => CountedSoFar
  /** What is handed to the device of quotas that it shares with others. */
  readonly allotted?: readonly PlannedAllotment[]
  /** The calendar month that quotas are for ends here. */
  readonly periodEndsAtMs: number
  readonly maxOpenSeconds: number
  readonly nowMs: number
}

/** Boots in a row that may pass without the hub's time before a lease ends. */
const unsyncedBoots = 20
/** Of a lease that allows nothing. */
const emptyLeaseSeconds = 7 * 86_400

/** What a device may do for its own account from now on, everything but its number decided. */
export function planLease(facts: LeaseFacts): Omit<Lease, 'leaseSeq'> {
  const { device, nowMs, periodEndsAtMs, maxOpenSeconds } = facts
  const mayAct = device.state === 'enrolled' && device.suspension === undefined
  const leased = facts.entitlements.filter(({ service, lease }) => mayAct && lease !== undefined && offers(device, service))
  const inForce = leased.filter(({ fromMs }) => fromMs <= nowMs)
  const terms = inForce.flatMap(({ lease }) => lease ?? [])
  const validSeconds = terms.length === 0 ? emptyLeaseSeconds : Math.min(...terms.map((each) => each.validSeconds))
  const endsAtMs = Math.min(nowMs + validSeconds * 1000, ...inForce.map(endOf))
  const nextBeginsAtMs = Math.min(...leased.map(({ fromMs }) => fromMs).filter((fromMs) => fromMs > nowMs))
  const hasQuotas = terms.some(({ quotas }) => quotas.length > 0) || (facts.allotted ?? []).length > 0
  // Half-way there is still time to be offline for a while; a new month or a beginning brings other contents.
  const renewAtMs = Math.min((nowMs + endsAtMs) / 2, nextBeginsAtMs, hasQuotas ? periodEndsAtMs : endsAtMs)
  return {
    device: device.id,
    notBefore: Math.floor(nowMs / 1000),
    expiresAt: Math.ceil(endsAtMs / 1000),
    renewAt: Math.ceil(renewAtMs / 1000),
    poweredSeconds: Math.max(1, Math.ceil((endsAtMs - nowMs) / 1000)),
    unsyncedBoots,
    maxOpenSeconds,
    services: distinct(inForce.map(({ service }) => service)).map((service) =>
      leasedService(
        service,
        inForce.filter((each) => each.service === service),
        facts,
      ),
    ),
  }
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}

function endOf({ untilMs }: Entitlement): number {
  return untilMs ?? Number.MAX_SAFE_INTEGER
}

function offers({ services }: Device, service: string): boolean {
  return ownEntry(services, service) !== undefined
}

/** Two entitlements to one service add up: what either allows is allowed, on the better terms. */
function leasedService(service: string, entitlements: readonly Entitlement[], facts: LeaseFacts): LeasedService {
  const offered = ownEntry(facts.device.services, service) ?? []
  const terms = entitlements.flatMap(({ lease }) => lease ?? [])
  const allows = (names: readonly string[]): readonly string[] => offered.filter((action) => names.includes(action))
  return {
    service,
    standing: facts.standing,
    actions: allows(entitlements.flatMap(({ actions }) => actions)),
    essential: allows(terms.flatMap(({ essential }) => essential)),
    afterExpiry: kindest(terms),
    ceilings: ceilingsOf(service, entitlements, facts),
  }
}

const fromKindest = ['keep', 'degrade', 'refuse'] as const satisfies readonly AfterExpiry[]

function kindest(terms: readonly LeaseTerms[]): AfterExpiry {
  return fromKindest.find((kind) => terms.some(({ afterExpiry }) => afterExpiry === kind)) ?? 'refuse'
}

/** A counter has a ceiling only where every entitlement bounds it: one without a bound leaves it open. */
function ceilingsOf(
  service: string,
  entitlements: readonly Entitlement[],
  { counted, allotted = [] }: LeaseFacts,
): LeasedService['ceilings'] {
  const quotas = entitlements.flatMap(({ lease }) => lease?.quotas ?? [])
  const handed = allotted.filter((each) => each.service === service)
  return distinct([...quotas, ...handed].map(({ counter }) => counter)).flatMap((counter) => {
    if (!entitlements.every((entitlement) => isBound(entitlement, counter))) return []
    const { beforePeriod, total } = counted(service, counter)
    const bounds = quotas.filter((quota) => quota.counter === counter)
    const included = bounds.length === 0 ? [] : [bounds.reduce((sum, { quantity }) => sum + quantity, beforePeriod)]
    const ceilings = [...included, ...handed.filter((each) => each.counter === counter).map(({ ceiling }) => ceiling)]
    return [{ counter, counted: total, ceiling: ceilings.reduce((most, each) => (each > most ? each : most), 0n) }]
  })
}

function isBound({ lease, limit }: Entitlement, counter: string): boolean {
  const isHanded = limit?.offline !== undefined && counterOf(limit) === counter
  return isHanded || lease?.quotas.some((quota) => quota.counter === counter) === true
}

/** Whether a lease still says what a device should hold. What was counted meanwhile, the device knows itself. */
export function saysTheSame(held: Lease, planned: Omit<Lease, 'leaseSeq'>): boolean {
  const content = ({ services, maxOpenSeconds }: Omit<Lease, 'leaseSeq'>): string =>
    JSON.stringify([
      maxOpenSeconds,
      services.map(({ ceilings, ...service }) => [
        service,
        ceilings.map(({ counter, ceiling }) => [counter, ceiling.toString()]),
      ]),
    ])
  return content(held) === content(planned)
}
