import type { Invariant } from './invariant.ts'

/** Told only where nothing came of a permit. */
const unused: readonly string[] = ['authorization.cancelled', 'authorization.expired']

export const revokedIsProven: Invariant = {
  name: 'revoked is proven',
  says: 'What the hub told as taken back is acted on no more from then on, and what it told as cancelled or expired never was and never is.',
  holds: async ({ truth }) => {
    const wrong: string[] = []
    const acts = new Map(truth.admissions.map((admission) => [admission.authorization, admission]))
    for (const [authorization, toldMs] of truth.revoked) {
      const act = truth.admissions.find((each) => each.authorization === authorization && each.atMs > toldMs)
      if (act !== undefined) wrong.push(`${authorization} was told as taken back, and then ${act.device} acted on it`)
    }
    for (const { type, authorization } of truth.confirmations) {
      const act = unused.includes(type) ? acts.get(authorization) : undefined
      if (act !== undefined) wrong.push(`${authorization} was told as ${type}, and ${act.device} acted on it`)
    }
    return wrong
  },
}
