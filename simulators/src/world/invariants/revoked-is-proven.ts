import type { Invariant } from './invariant.ts'

export const revokedIsProven: Invariant = {
  name: 'revoked is proven',
  says: 'What the hub told as taken back is acted on no more from then on, and what it told as cancelled never was and never is, nor what it told as expired by a clock that was right, unless a clone of its device said so with its key.',
  holds: async ({ truth, hub }) => {
    const wrong: string[] = []
    const acts = new Map(truth.admissions.map((admission) => [admission.authorization, admission]))
    for (const [authorization, toldMs] of truth.revoked) {
      const act = truth.admissions.find((each) => each.authorization === authorization && each.atMs > toldMs)
      if (act === undefined || truth.wasCloned(act.device, toldMs)) continue
      wrong.push(`${authorization} was told as taken back, and then ${act.device} acted on it`)
    }
    // A clock that was ahead ends windows that are open by the right one: a use that comes to light then outranks it.
    const unused = ['authorization.cancelled', ...(hub.farthestOffMs === 0 ? ['authorization.expired'] : [])]
    for (const { type, authorization, atMs } of truth.confirmations) {
      const act = unused.includes(type) ? acts.get(authorization) : undefined
      if (act === undefined || truth.wasCloned(act.device, atMs)) continue
      wrong.push(`${authorization} was told as ${type}, and ${act.device} acted on it`)
    }
    return wrong
  },
}
