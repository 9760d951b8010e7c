import type { Invariant } from './invariant.ts'

/** From the answer to the latch, and a moment. */
const latchesWithinMs = 1000
/** How far the hub’s clock, by which windows and devices go, may be off, and a device’s from it. */
const clockOffMs = 2 * 240_000 + 10_000

export const openedIsPermitted: Invariant = {
  name: 'opened is permitted',
  says: 'No latch moves but for a permit that the hub issued for this device and this moment, shown unchanged by its holder.',
  holds: async ({ truth }) => {
    const wrong: string[] = []
    const admitted = [...truth.admissions]
    for (const { device, how, atMs } of truth.movements) {
      if (how !== 'unlatched') continue
      const place = admitted.findIndex((one) => one.device === device && one.atMs <= atMs && atMs - one.atMs <= latchesWithinMs)
      if (place < 0) wrong.push(`${device} unlatched at ${new Date(atMs).toISOString()} for nobody`)
      else admitted.splice(place, 1)
    }
    for (const { device, authorization, permit, isHolder, atMs } of truth.admissions) {
      const grant = truth.grants.get(authorization)
      if (grant === undefined) wrong.push(`${device} granted ${authorization}, which nobody was given`)
      else if (grant.permit !== permit) wrong.push(`${device} took a changed permit of ${authorization}`)
      else if (grant.device !== device) wrong.push(`${device} took ${authorization}, which is for ${grant.device}`)
      else if (!isHolder) wrong.push(`${device} took ${authorization} from somebody who does not hold it`)
      else if (atMs < grant.fromMs - clockOffMs || atMs > grant.untilMs + clockOffMs) {
        wrong.push(`${device} took ${authorization} outside its window`)
      }
    }
    return wrong
  },
}
