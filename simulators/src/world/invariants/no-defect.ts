import type { Invariant } from './invariant.ts'

export const noDefect: Invariant = {
  name: 'no defect',
  says: 'No part of hub or agent fails in a way that nobody expected.',
  holds: async ({ hub, truth }) => [...hub.defects.map((defect) => defect.split('\n', 1)[0] ?? ''), ...truth.failures],
}
