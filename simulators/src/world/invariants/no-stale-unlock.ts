import type { Invariant } from './invariant.ts'
import { movesWithinMs } from './moves-within.ts'

/** From the first word of a session to the device that knows it is in it. */
const momentMs = 1000

/** From a window to a device that goes by a clock of its own. */
const toleranceMs = 10_000

export const noStaleUnlock: Invariant = {
  name: 'no stale unlock',
  says: 'Nothing moves for what was granted before the device lost its power, for a permit whose window is over or has not begun, or for a command of an earlier session of its device.',
  holds: async ({ truth, hub }) => {
    const wrong: string[] = []
    // Windows go by the hub’s clock, and so do devices, each as it was when they heard of it.
    const offMs = 2 * hub.farthestOffMs + toleranceMs
    for (const { device, authorization, atMs, sessionFromMs = 0 } of truth.admissions) {
      const grant = truth.grants.get(authorization)
      if (grant !== undefined && sessionFromMs > grant.answeredMs + momentMs) {
        wrong.push(`${device} obeyed ${authorization} in a session that began after it was granted`)
      }
      if (grant !== undefined && (atMs < grant.fromMs - offMs || atMs > grant.untilMs + offMs)) {
        wrong.push(`${device} took ${authorization} outside its window`)
      }
    }
    const begun = [...truth.admissions, ...truth.pressed, ...truth.thefts]
    for (const { device, how, atMs } of truth.movements) {
      if (how !== 'unlatched' && how !== 'heated') continue
      const dark = truth.powered.findLast((each) => each.device === device && each.atMs < atMs && !each.isOn)
      const from = dark?.atMs ?? 0
      const isOfThisRun = begun.some((one) => {
        return one.device === device && one.atMs >= from && one.atMs <= atMs && atMs - one.atMs <= movesWithinMs
      })
      if (!isOfThisRun) wrong.push(`${device} ${how} for what was granted before it lost its power`)
    }
    return wrong
  },
}
