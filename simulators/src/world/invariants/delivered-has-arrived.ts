import type { Invariant } from './invariant.ts'

export const deliveredHasArrived: Invariant = {
  name: 'delivered has arrived',
  says: 'An outcome that the hub shows as delivered has arrived at the partner.',
  holds: async ({ truth }, { deliveries }) => {
    const arrived = new Set(truth.confirmations.map(({ message }) => message))
    return deliveries
      .filter(({ id, type, state }) => type.startsWith('authorization.') && state === 'delivered' && !arrived.has(id))
      .map(({ id, type }) => `${type} shows as delivered by ${id}, which nobody heard`)
  },
}
