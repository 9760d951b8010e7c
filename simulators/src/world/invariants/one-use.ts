import type { Invariant } from './invariant.ts'

export const oneUse: Invariant = {
  name: 'one use is one use',
  says: 'A permit for one use is granted once, whatever became of its device’s power and disk meanwhile.',
  holds: async ({ truth }) => {
    const uses = new Map<string, number>()
    for (const { authorization } of truth.admissions) uses.set(authorization, (uses.get(authorization) ?? 0) + 1)
    return [...uses]
      .filter(([, count]) => count > 1)
      .map(([authorization, count]) => `${authorization} was granted ${count} times`)
  },
}
