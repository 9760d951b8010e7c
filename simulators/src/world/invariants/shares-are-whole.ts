import { compare, sum } from '@octroi/shared/money/rational'
import type { Invariant } from './invariant.ts'

export const sharesAreWhole: Invariant = {
  name: 'shares are whole',
  says: 'The shares of every charge sum to the charge, exactly.',
  holds: async ({ hub, business }, { charges }) =>
    hub.storage.read(business.tenant, async ({ settlement }) => {
      const wrong: string[] = []
      for (const { authorization, exact } of charges) {
        const shares = await settlement.sharesOf(authorization)
        const whole = sum(shares.map((share) => share.exact))
        if (compare(whole, exact) !== 0)
          wrong.push(`the shares of ${authorization} sum to ${whole.n}/${whole.d} of ${exact.n}/${exact.d}`)
      }
      return wrong
    }),
}
