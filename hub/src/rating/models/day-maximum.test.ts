import { rational } from '@octroi/shared/money/rational'
import { expect, test } from 'vitest'
import { holdDays } from './day-maximum.ts'

const part = (exact: bigint) => ({ exact: rational(exact), explanation: [] })
const day = (...parts: bigint[]) => parts.map((exact) => rational(exact))

test.each([
  ['below the maximum every day', [day(4n), day(10n)], [part(14n)], ['14']],
  ['one day above it', [day(4n), day(13n)], [part(17n)], ['14', '1 of 2 days at the maximum 10: 17 less 3 = 14']],
  [
    'two parts give back pro rata to that day',
    [day(15n, 5n), day(0n, 10n)],
    [part(15n), part(15n)],
    ['7.5', '1 of 2 days at the maximum 10: 15 less 7.5 = 7.5', '12.5', '1 of 2 days at the maximum 10: 15 less 2.5 = 12.5'],
  ],
  [
    'a part without use on the day keeps what it has',
    [day(0n, 12n)],
    [part(0n), part(12n)],
    ['0', '10', '1 of 1 day at the maximum 10: 12 less 2 = 10'],
  ],
])('%s', (_what, days, parts, expected) => {
  const held = holdDays(parts, days, rational(10n))
  expect(held.flatMap(({ exact, explanation }) => [String(Number(exact.n) / Number(exact.d)), ...explanation])).toEqual(expected)
})
