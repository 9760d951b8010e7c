import { rational } from '@octroi/shared/money/rational'
import { expect, test } from 'vitest'
import { rateFlat } from './flat.ts'

test.each([
  [31, 'day', '31 days × 0.2347 = 7.2757'],
  [1, 'month', '1 month × 0.2347 = 0.2347'],
  [0, 'day', '0 days × 0.2347 = 0'],
] as const)('%i per %s', (times, every, explanation) => {
  expect(rateFlat({ times, every, amount: rational(2347n, 10_000n) }).explanation).toEqual([explanation])
})
