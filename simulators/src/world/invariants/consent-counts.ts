import { consentRight } from '../actors/owner.ts'
import type { Invariant } from './invariant.ts'

export const consentCounts: Invariant = {
  name: 'consent counts',
  says: 'Nothing is granted on the things of an owner who took the consent back before it was asked for, and gave none since; an end that a clock was ahead for comes by as much later.',
  holds: async ({ truth, hub }) =>
    [...truth.grants.values()]
      .filter(({ requester, askedMs, answeredMs }) =>
        truth.right(consentRight(requester)).wasGone(askedMs - hub.farthestOffMs, answeredMs),
      )
      .map(({ authorization }) => `${authorization} was granted without consent`),
}
