import type { AccountId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { type Rational, rational } from '@octroi/shared/money/rational'
import { describe, expect, test } from 'vitest'
import { agreementFaults, type Share } from './share-agreement.ts'
import { splitCharge } from './split-charge.ts'

const percent = (value: number, of: 'gross' | 'rest' = 'gross'): Share['take'] => ({
  kind: 'part',
  part: rational(BigInt(value), 100n),
  of,
})
const fee = (cents: number): Share['take'] => ({ kind: 'fee', amount: rational(BigInt(cents), 100n) })
const share = (account: AccountId, take: Share['take'], ...shares: Share[]): Share => ({ account, take, shares })
const split = (exact: Rational, ...shares: readonly Share[]): Record<string, string> =>
  Object.fromEntries(splitCharge(exact, 'acct_root', shares).map(({ account, exact: part }) => [account, formatExact(part)]))
const opening = rational(24n, 10n)
const fine: Share['take'] = { kind: 'part', part: rational(1n, 10n ** 8n), of: 'rest' }

describe('a charge of 2.40', () => {
  test.each<[string, readonly Share[], Record<string, string>]>([
    ['without an agreement stays with the operator', [], { acct_root: '2.4' }],
    ['with a partner', [share('acct_maker', percent(40))], { acct_maker: '0.96', acct_root: '1.44' }],
    [
      'over two levels: the dealer takes of what the car maker got',
      [share('acct_maker', percent(40), share('acct_dealer', percent(25)))],
      { acct_dealer: '0.24', acct_maker: '0.72', acct_root: '1.44' },
    ],
    [
      'of the gross, and of the rest',
      [share('acct_one', percent(50)), share('acct_two', percent(50, 'rest'))],
      { acct_one: '1.2', acct_two: '0.6', acct_root: '0.6' },
    ],
    [
      'with a fixed fee first',
      [share('acct_one', fee(30)), share('acct_two', percent(10, 'rest'))],
      { acct_one: '0.3', acct_two: '0.21', acct_root: '1.89' },
    ],
    [
      'with a fee above it leaves the operator less than nothing',
      [share('acct_one', fee(300))],
      { acct_one: '3', acct_root: '-0.6' },
    ],
    [
      'with a partner in two places',
      [share('acct_one', percent(10)), share('acct_one', percent(10))],
      { acct_one: '0.48', acct_root: '1.92' },
    ],
  ])('%s', (_what, shares, expected) => {
    expect(split(opening, ...shares)).toEqual(expected)
  })

  test('in thirds is exact', () => {
    const third: Share['take'] = { kind: 'part', part: rational(1n, 3n), of: 'gross' }
    expect(split(rational(1n), share('acct_one', third))).toEqual({ acct_one: '1/3', acct_root: '2/3' })
  })
})

test.each<[string, readonly Share[], readonly [string, string][]]>([
  ['parts above the whole', [share('acct_one', percent(60)), share('acct_two', percent(50))], [['shares', 'above_the_whole']]],
  [
    'parts of the gross after parts of the rest that come to more than the whole',
    [share('acct_one', percent(60)), share('acct_two', percent(50, 'rest')), share('acct_three', percent(40))],
    [['shares', 'above_the_whole']],
  ],
  [
    'parts of parts of parts too fine to be added up',
    Array.from({ length: 20 }, (_, index) => share(`acct_${index}`, fine)),
    [['shares[7]', 'too_fine']],
  ],
  ['a part above the whole', [share('acct_one', percent(101, 'rest'))], [['shares[0].percent', 'above_the_whole']]],
  ['the operator below itself', [share('acct_root', percent(1))], [['shares[0].account', 'cycle']]],
  [
    'a partner below itself, and too much below it',
    [
      share(
        'acct_one',
        percent(1),
        share('acct_two', percent(70), share('acct_one', percent(1))),
        share('acct_three', percent(40)),
      ),
    ],
    [
      ['shares[0].shares', 'above_the_whole'],
      ['shares[0].shares[0].shares[0].account', 'cycle'],
    ],
  ],
])('an agreement with %s is refused with the path that is wrong', (_what, shares, expected) => {
  expect(agreementFaults('acct_root', shares).map(({ path, code }) => [path, code])).toEqual(expected)
})
