import { SeriesSums } from '@octroi/hub/rating/usage-series'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { dayMs } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const line = { subscription: 'sub_1' as SubscriptionId, price: 'energy', band: 'all', periodFromMs: 0 }

test('spreading a quantity over quarters of an hour loses nothing and makes nothing, wherever it begins and ends', () => {
  const use = fc.tuple(fc.integer({ min: 0, max: 10 * dayMs }), fc.integer({ min: 0, max: 2 * dayMs }), fc.bigInt())
  fc.assert(
    fc.property(fc.array(use, { maxLength: 5 }), (uses) => {
      const sums = new SeriesSums()
      for (const [fromMs, lasts, quantity] of uses) sums.add(line, { fromMs, untilMs: fromMs + lasts }, quantity)
      const spread = sums.all().flatMap(({ quarters }) => [...quarters.values()])
      const total = (quantities: readonly bigint[]): bigint => quantities.reduce((sum, quantity) => sum + quantity, 0n)
      expect(total(spread)).toBe(total(uses.map(([, , quantity]) => quantity)))
    }),
    { numRuns: 50 },
  )
})
