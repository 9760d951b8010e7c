import { standingRight } from '../actors/operator.ts'
import { ownRight } from '../actors/owner.ts'
import { trunk } from '../field/thing.ts'
import { leaseSeconds } from '../terms.ts'
import type { Truth } from '../truth.ts'
import type { Invariant } from './invariant.ts'

/** Of the time under power, as much may not be kept when a device loses it. */
const savedEveryMs = 60_000
const toleranceMs = 10_000

export const leasesEnd: Invariant = {
  name: 'leases end',
  says: 'Where what was bought has ended or its owner was suspended, a device acts for the owner no longer than the lease lasts that it may hold: by the clock, or where that is gone, by its time under power.',
  holds: async ({ truth, hub }) =>
    truth.pressed
      .filter(({ device, service, atMs }) => {
        const livedMs = 1000 * leaseSeconds + 2 * hub.farthestOffMs + toleranceMs + stretchedMs(truth, device, atMs)
        const rights = service === trunk ? [ownRight, standingRight] : [standingRight]
        return rights.some((right) => truth.right(right).wasGone(atMs - livedMs, atMs))
      })
      .map(({ device, atMs }) => `${device} acted for its owner at ${new Date(atMs).toISOString()} by what had ended`),
}

/** By how much darkness, and what a disk forgot, may have stretched a lease. */
function stretchedMs(truth: Truth, device: string, atMs: number): number {
  let stretched = 0
  let darkFromMs: number | undefined
  for (const each of truth.powered) {
    if (each.device !== device || each.atMs > atMs) continue
    if (!each.isOn) {
      darkFromMs = each.atMs
      stretched += savedEveryMs
    } else if (darkFromMs !== undefined) {
      stretched += each.atMs - darkFromMs
      darkFromMs = undefined
    }
  }
  const setBack = truth.setBack.filter((each) => each.device === device)
  return setBack.reduce((sum, { backMs }) => sum + backMs, stretched)
}
