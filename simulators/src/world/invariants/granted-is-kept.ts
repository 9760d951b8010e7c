import type { Invariant } from './invariant.ts'

export const grantedIsKept: Invariant = {
  name: 'granted is kept',
  says: 'What the hub answered as granted it still holds as granted.',
  holds: async ({ truth }, { granted }) => {
    const held = new Set(granted.map(({ id }) => id))
    return [...truth.grants.keys()]
      .filter((id) => !held.has(id))
      .map((id) => `${id} was granted, and the hub knows nothing of it`)
  },
}
