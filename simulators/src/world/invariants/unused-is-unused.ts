import type { Invariant } from './invariant.ts'

const unused = new Set(['authorization.expired', 'authorization.cancelled'])

export const unusedIsUnused: Invariant = {
  name: 'unused is unused',
  says: 'What a partner hears as expired or cancelled was granted by no device before, unless its disk went back in time.',
  holds: async ({ truth }) => {
    const wrong: string[] = []
    for (const { type, authorization, atMs } of truth.confirmations) {
      if (!unused.has(type)) continue
      const used = truth.admissions.find((each) => each.authorization === authorization && each.atMs <= atMs)
      if (used === undefined || truth.restored.has(used.device)) continue
      wrong.push(`${type} of ${authorization}, which ${used.device} had granted`)
    }
    return wrong
  },
}
