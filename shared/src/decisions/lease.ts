import type { Lease, LeasedService } from '../wire/messages/lease.ts'
import type { TimeState } from '../wire/messages/record.ts'
import { actionName } from './action-name.ts'
import { startToleranceMs } from './permit.ts'
import type { RefusalCode } from './refusals.ts'

/** What a device knows when something is asked of it for its own account. */
export interface LeaseFacts {
  /** The newest it took, already verified. */
  readonly lease: Lease | undefined
  readonly time: { readonly state: TimeState; readonly nowMs: number; readonly uncertaintyMs: number }
  /** How long the device has been under power since it took the lease. */
  readonly heldSeconds: number
  /** Boots in a row in which the hub's time was never heard. */
  readonly unsyncedBoots: number
  /** `service:action` of everything the driver can do. */
  readonly actions: ReadonlySet<string>
  /** In 1e-9 of the counter's unit. */
  readonly counted: (service: string, counter: string) => bigint
  readonly hindrance: (action: string) => 'busy' | 'not_ready' | undefined
}

export type LeaseDecision =
  | { readonly granted: true; readonly leaseSeq: number }
  /** `leaseSeq` is 0 where the device has no lease at all. */
  | { readonly granted: false; readonly code: RefusalCode; readonly leaseSeq: number }

/**
 * Decides offline whether a device may act for its own account now. A lease that has ended, a standing that is
 * restricted and a ceiling that is reached each leave the essential actions; a suspended standing leaves none.
 */
export function decideLeased(
  { service, action }: { readonly service: string; readonly action: string },
  facts: LeaseFacts,
): LeaseDecision {
  const { lease } = facts
  if (lease === undefined) return { granted: false, code: 'lease_missing', leaseSeq: 0 }
  const { leaseSeq } = lease
  const code = refusedByLease(lease, service, action, facts) ?? facts.hindrance(actionName(service, action))
  return code === undefined ? { granted: true, leaseSeq } : { granted: false, code, leaseSeq }
}

function refusedByLease(lease: Lease, service: string, action: string, facts: LeaseFacts): RefusalCode | undefined {
  const leased = lease.services.find((each) => each.service === service)
  if (hasNotBegun(lease, facts)) return 'lease_not_yet_valid'
  if (leased?.actions.includes(action) !== true || !facts.actions.has(actionName(service, action))) return 'not_in_lease'
  const isEssential = leased.essential.includes(action)
  if (hasEnded(lease, facts)) {
    if (leased.afterExpiry === 'refuse') return 'lease_expired'
    if (leased.afterExpiry === 'degrade' && !isEssential) return 'lease_expired'
  }
  if (leased.standing === 'suspended') return 'standing_suspended'
  if (isEssential) return undefined
  if (leased.standing === 'restricted') return 'standing_restricted'
  return isAtCeiling(leased, facts) ? 'ceiling_reached' : undefined
}

/**
 * By the clock where there is one, by its lower bound where there is none, and by what no clock can undo: time under
 * power and boots. So neither a pulled battery nor a wrong clock makes a lease live for ever.
 */
function hasEnded(
  { expiresAt, poweredSeconds, unsyncedBoots }: Lease,
  facts: Pick<LeaseFacts, 'time' | 'heldSeconds' | 'unsyncedBoots'>,
): boolean {
  const { time } = facts
  if (time.state !== 'unknown' && time.nowMs + time.uncertaintyMs >= expiresAt * 1000) return true
  return facts.heldSeconds >= poweredSeconds || facts.unsyncedBoots > unsyncedBoots
}

/** Only a clock that was set can say so. */
function hasNotBegun({ notBefore }: Lease, { time }: LeaseFacts): boolean {
  return time.state === 'synced' && time.nowMs + time.uncertaintyMs + startToleranceMs < notBefore * 1000
}

function isAtCeiling({ service, ceilings }: LeasedService, { counted }: LeaseFacts): boolean {
  return ceilings.some(({ counter, counted: known, ceiling }) => {
    const own = counted(service, counter)
    return (own > known ? own : known) >= ceiling
  })
}
