import { formatAmount, parseAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { formatExact, parseExact } from '@octroi/shared/money/decimal'
import { rational } from '@octroi/shared/money/rational'
import { expect, test } from 'vitest'
import type { InvoiceLine } from '../invoicing/draft-invoice.ts'
import { lessCoupon } from './less-coupon.ts'

const euro = 'EUR' as Currency
const nothing = { minor: 0n, currency: euro }

function line(price: string, amount: string, exact = amount): InvoiceLine {
  const told = { price, version: 1, name: price, unit: 'fee', quantity: rational(1n), explanation: [] }
  return { ...told, exact: parseExact(exact) ?? rational(0n), amount: parseAmount(amount, euro) ?? nothing }
}

const part = (percent: bigint) => ({ name: 'Sample', part: rational(percent, 100n) })
const sum = (amount: string) => ({ name: 'Sample', left: parseAmount(amount, euro) ?? nothing })

test.each([
  ['an amount, pro rata', sum('10.00'), ['30.00', '10.00'], ['22.50', '7.50'], '10.00'],
  ['an amount, its odd cent off the first among equals', sum('1.00'), ['1.00', '1.00', '1.00'], ['0.66', '0.67', '0.67'], '1.00'],
  ['an amount, no more than there is', sum('50.00'), ['30.00', '10.00'], ['0.00', '0.00'], '40.00'],
  ['an amount, nothing off what is below nothing', sum('5.00'), ['20.00', '-4.00'], ['15.00', '-4.00'], '5.00'],
  ['an amount, no bill below nothing', sum('18.00'), ['20.00', '-4.00'], ['4.00', '-4.00'], '16.00'],
  ['an amount, nothing off a bill below nothing', sum('5.00'), ['2.00', '-4.00'], ['2.00', '-4.00'], '0.00'],
  ['a part, rounded once over all lines', part(15n), ['0.10', '0.10', '0.10'], ['0.08', '0.08', '0.09'], '0.05'],
  ['the whole', part(100n), ['12.34', '0.01'], ['0.00', '0.00'], '12.35'],
])('%s', (_what, reduction, amounts, left, taken) => {
  const less = lessCoupon(
    amounts.map((amount, index) => line(`price-${index}`, amount)),
    reduction,
    nothing,
  )
  expect(less.lines.map(({ amount }) => formatAmount(amount))).toEqual(left)
  expect(formatAmount(less.taken)).toBe(taken)
})

test('only the prices it is for', () => {
  const { lines } = lessCoupon([line('a', '10.00'), line('b', '10.00')], { ...sum('4.00'), prices: ['b'] }, nothing)
  expect(lines.map(({ amount }) => formatAmount(amount))).toEqual(['10.00', '6.00'])
})

test('says how, from the rounded line on', () => {
  const { lines } = lessCoupon([line('a', '33.33', '33.333'), line('b', '10.00')], part(20n), nothing)
  expect(lines.map(({ exact }) => formatExact(exact))).toEqual(['26.664', '8'])
  expect(lines.map(({ explanation }) => explanation)).toEqual([
    ['rounded 33.33', 'less Sample 20 %: 33.33 - 6.666 = 26.664'],
    ['less Sample 20 %: 10 - 2 = 8'],
  ])
})
