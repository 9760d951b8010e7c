import type { Invariant } from './invariant.ts'

export const answeredOnce: Invariant = {
  name: 'answered once',
  says: 'Asked again under the same key, the hub answers what it answered, and decides nothing anew.',
  holds: async ({ truth }) =>
    [...truth.answers]
      .filter(([, answers]) => answers.size > 1)
      .map(([key, answers]) => `${key} was answered ${[...answers].join(' and ')}`),
}
