import { describe, expect, test } from 'vitest'
import { formatAmount, parseAmount, roundToAmount } from './amount.ts'
import { type Currency, currencyExponent, isCurrency } from './currency.ts'
import { formatExact, formatScaled, parseExact, parseScaled } from './decimal.ts'
import { shareOut } from './largest-remainder.ts'
import { formatQuantity, parseQuantity } from './quantity.ts'
import {
  add,
  ceiling,
  compare,
  divide,
  floor,
  multiply,
  type Rational,
  rational,
  roundHalfAwayFromZero,
  subtract,
  sum,
} from './rational.ts'
import { parseUnitPrice } from './unit-price.ts'

const eur = 'EUR' as Currency

describe('rational', () => {
  test('is kept in lowest terms with a positive denominator', () => {
    expect(rational(6n, -4n)).toEqual({ n: -3n, d: 2n })
    expect(rational(0n, 5n)).toEqual({ n: 0n, d: 1n })
  })

  test('thirds add up to a whole', () => {
    const third = rational(1n, 3n)
    expect(sum([third, third, third])).toEqual(rational(1n))
    expect(subtract(add(third, third), multiply(third, rational(2n)))).toEqual(rational(0n))
    expect(compare(third, rational(1n, 2n))).toBe(-1)
  })

  test.each<[Rational, number, bigint]>([
    [rational(5n, 1000n), 2, 1n],
    [rational(-5n, 1000n), 2, -1n],
    [rational(4999n, 1_000_000n), 2, 0n],
    [rational(25n, 10n), 0, 3n],
    [rational(-25n, 10n), 0, -3n],
    [rational(1n, 3n), 3, 333n],
    [rational(2n, 3n), 3, 667n],
  ])('%o rounds at %i digits to %s', (value, digits, expected) => {
    expect(roundHalfAwayFromZero(value, digits)).toBe(expected)
  })
})

test.each<[Rational, bigint, bigint]>([
  [rational(5n, 2n), 2n, 3n],
  [rational(-5n, 2n), -3n, -2n],
  [rational(4n), 4n, 4n],
  [rational(-4n), -4n, -4n],
  [rational(0n), 0n, 0n],
])('%o lies between %s and %s', (value, below, above) => {
  expect([floor(value), ceiling(value)]).toEqual([below, above])
})

test('dividing undoes multiplying, also by what is negative', () => {
  const [a, b] = [rational(7n, 3n), rational(-2n, 5n)]
  expect(divide(multiply(a, b), b)).toEqual(a)
})

test.each<[string, Rational[], bigint[]]>([
  ['thirds of ten, the odd cent to the first', [rational(10n, 3n), rational(10n, 3n), rational(10n, 3n)], [334n, 333n, 333n]],
  ['the larger remainder before the lower part', [rational(1004n, 1000n), rational(1006n, 1000n)], [100n, 101n]],
  ['one part alone', [rational(1005n, 1000n)], [101n]],
  ['a negative part', [rational(-1n, 3n), rational(4n, 3n)], [-33n, 133n]],
  ['nothing', [], []],
])('shared out: %s', (_what, parts, expected) => {
  expect(shareOut(parts, eur).map(({ minor }) => minor)).toEqual(expected)
})

describe('decimal', () => {
  test.each([
    ['1.4529999', 9, 1_452_999_900n],
    ['-0.5', 2, -50n],
    ['0', 2, 0n],
    ['1000', 0, 1000n],
  ])('reads %s at %i digits', (text, digits, expected) => {
    expect(parseScaled(text, digits)).toBe(expected)
    expect(formatScaled(expected, digits)).toBe(text)
  })

  test.each(['', '1.', '.5', '1e3', '+1', '01', '1,5', ' 1', 'NaN', 'Infinity', '1.005', '-', '0x10', '9'.repeat(31)])(
    'refuses %j at 2 digits',
    (text) => expect(parseScaled(text, 2)).toBeUndefined(),
  )

  test.each<[Rational, string]>([
    [rational(5n, 4n), '1.25'],
    [rational(-1n, 8n), '-0.125'],
    [rational(7n), '7'],
    [rational(1n, 3n), '1/3'],
    [rational(-22n, 7n), '-22/7'],
  ])('writes %o as %s and reads it back', (value, text) => {
    expect(formatExact(value)).toBe(text)
    expect(parseExact(text)).toEqual(value)
  })

  test('reads every exact number it writes, however many digits it takes', () => {
    const fine = rational(1n, 7n ** 300n)
    const long = rational(1n, 10n ** 900n)
    expect([parseExact(formatExact(fine)), parseExact(formatExact(long))]).toEqual([fine, long])
    expect(parseExact('9'.repeat(5000))).toBeUndefined()
  })

  test.each(['1/0', '1/-3', 'a', '1/3/5', ''])('refuses %j as an exact number', (text) => {
    expect(parseExact(text)).toBeUndefined()
  })
})

describe('amount', () => {
  test.each([
    ['EUR', 2],
    ['JPY', 0],
    ['TND', 3],
    ['GBP', 2],
  ])('%s has %i digits', (code, digits) => {
    expect(isCurrency(code) && currencyExponent(code)).toBe(digits)
  })

  test.each(['eur', 'EURO', 'XYZ', 'CLF', ''])('%j is no currency here', (code) => expect(isCurrency(code)).toBe(false))

  test('shows all digits of the minor unit and reads them back', () => {
    expect(formatAmount({ minor: 240n, currency: eur })).toBe('2.40')
    expect(formatAmount({ minor: -5n, currency: eur })).toBe('-0.05')
    expect(formatAmount({ minor: 240n, currency: 'JPY' as Currency })).toBe('240')
    expect(parseAmount('2.4', eur)).toEqual({ minor: 240n, currency: eur })
    expect(parseAmount('2.405', eur)).toBeUndefined()
  })

  test('rounds an exact number once', () => {
    expect(roundToAmount(rational(2405n, 1000n), eur).minor).toBe(241n)
  })
})

test('quantities keep nine digits, also above 2^53', () => {
  expect(parseQuantity('9007199254.740993')).toBe(9_007_199_254_740_993_000n)
  expect(formatQuantity(9_007_199_254_740_993_000n)).toBe('9007199254.740993')
  expect(parseQuantity('0.0000000001')).toBeUndefined()
})

test('unit prices keep twelve digits', () => {
  expect(parseUnitPrice('0.000000000001')).toEqual(rational(1n, 10n ** 12n))
  expect(parseUnitPrice('0.0000000000001')).toBeUndefined()
})
