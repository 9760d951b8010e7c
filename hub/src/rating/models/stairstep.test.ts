import { formatExact } from '@octroi/shared/money/decimal'
import { expect, test } from 'vitest'
import { exactPrice } from '../exact-price.ts'
import { rateStairstep } from './stairstep.ts'

const steps = [
  { upTo: exactPrice('10'), amount: exactPrice('5') },
  { upTo: exactPrice('20.5'), amount: exactPrice('8') },
  { amount: exactPrice('9.99') },
]

test.each([
  ['no use pays the first step', '0', '5', 'up to 10: 0 scene cost 5 together'],
  ['the end belongs to the step', '10', '5', 'up to 10: 10 scene cost 5 together'],
  ['right after it', '10.000000001', '8', 'above 10 to 20.5: 10.000000001 scene cost 8 together'],
  ['the last step', '1000', '9.99', 'above 20.5: 1000 scene cost 9.99 together'],
])('%s', (_what, units, exact, explanation) => {
  const rated = rateStairstep({ units: exactPrice(units), unitName: 'scene' }, steps)
  expect(formatExact(rated.exact)).toBe(exact)
  expect(rated.explanation).toEqual([explanation])
})
