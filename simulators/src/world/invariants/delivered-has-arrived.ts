import type { Invariant } from './invariant.ts'

export const deliveredHasArrived: Invariant = {
  name: 'delivered has arrived',
  says: 'What the hub shows as delivered has arrived at the partner.',
  holds: async ({ truth }, { deliveries }) =>
    deliveries
      .filter(({ id, state }) => state === 'delivered' && !truth.heard.has(id))
      .map(({ id, type }) => `${type} shows as delivered by ${id}, which nobody heard`),
}
