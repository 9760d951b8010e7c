import { startToleranceMs } from '@octroi/shared/decisions/permit'
import type { Lease } from '@octroi/shared/wire/messages/lease'
import type { TimeReading } from '../clock/device-time.ts'

/**
 * Whether a lease that just came is one of just now: begun, and not to be renewed yet. Where it is not, the clock of the hub or
 * of the device was set since they spoke of the time, and leases would end here before the hub renews them.
 */
export function fitsClock(
  { notBefore, renewAt }: Pick<Lease, 'notBefore' | 'renewAt'>,
  { nowMs, uncertaintyMs }: Omit<TimeReading, 'state'>,
): boolean {
  const hasBegun = notBefore * 1000 <= nowMs + uncertaintyMs + startToleranceMs
  return hasBegun && nowMs < renewAt * 1000
}
