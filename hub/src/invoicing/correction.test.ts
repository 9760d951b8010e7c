import { formatAmount } from '@octroi/shared/money/amount'
import { formatExact, parseExact } from '@octroi/shared/money/decimal'
import { type Rational, rational } from '@octroi/shared/money/rational'
import { expect, test } from 'vitest'
import { correction, type IssuedDocument } from './correction.ts'
import type { DraftInvoice, InvoiceLine } from './draft-invoice.ts'

const currency = 'EUR' as DraftInvoice['total']['currency']

function exactly(text: string): Rational {
  const read = parseExact(text)
  if (read === undefined) throw new Error(`${text} is no number`)
  return read
}

/** `energy peak 2 kWh × 0.3 = 0.6 (0.60)`, written as a table can hold it. */
function line(price: string, quantity: string, exact: string, minor: bigint, more: Partial<InvoiceLine> = {}): InvoiceLine {
  const figures = { quantity: exactly(quantity), exact: exactly(exact), amount: { minor, currency } }
  return { price, name: price, version: 1, unit: 'kWh', ...figures, explanation: [], ...more }
}

function draft(...lines: readonly InvoiceLine[]): DraftInvoice {
  const minor = lines.reduce((sum, { amount }) => sum + amount.minor, 0n)
  return { lines, total: { minor, currency } } as unknown as DraftInvoice
}

const invoice = (...lines: readonly InvoiceLine[]): IssuedDocument => ({ kind: 'invoice', lines })
const words = ({ price, band, quantity, unit, unitPrice, exact, amount }: InvoiceLine): string =>
  [
    ...[price, ...(band === undefined ? [] : [band]), formatExact(quantity), unit],
    ...(unitPrice === undefined ? [] : ['×', formatExact(unitPrice)]),
    `= ${formatExact(exact)} (${formatAmount(amount)})`,
  ].join(' ')

const priced = { unitPrice: rational(3n, 10n) }
const peak = { band: 'peak' }

test.each<[string, readonly InvoiceLine[], readonly IssuedDocument[], readonly string[]]>([
  ['nothing changed', [line('a', '2', '0.6', 60n)], [invoice(line('a', '2', '0.6', 60n))], []],
  [
    'more at the same price',
    [line('a', '5', '1.5', 150n, priced)],
    [invoice(line('a', '2', '0.6', 60n, priced))],
    ['a 3 kWh × 0.3 = 0.9 (0.90)'],
  ],
  [
    'less at the same price, below nothing in its quantity',
    [line('a', '1', '0.3', 30n, priced)],
    [invoice(line('a', '2', '0.6', 60n, priced))],
    ['a -1 kWh × 0.3 = -0.3 (-0.30)'],
  ],
  [
    'more of what makes the whole cheaper',
    [line('volume', '101', '151.5', 15_150n)],
    [invoice(line('volume', '100', '200', 20_000n))],
    ['volume -100 kWh = -200 (-200.00)', 'volume 101 kWh = 151.5 (151.50)'],
  ],
  [
    'another price for the same',
    [line('a', '2', '0.5', 50n)],
    [invoice(line('a', '2', '0.6', 60n))],
    ['a -2 kWh = -0.6 (-0.60)', 'a 2 kWh = 0.5 (0.50)'],
  ],
  [
    'a minimum that nothing was used for',
    [line('a', '0', '3', 300n)],
    [invoice(line('a', '0', '5', 500n))],
    ['a -1 fee = -5 (-5.00)', 'a 0 kWh = 3 (3.00)'],
  ],
  [
    'a line that is gone, and one that is new',
    [line('b', '1', '1', 100n, peak)],
    [invoice(line('a', '1', '1', 100n, peak))],
    ['b peak 1 kWh = 1 (1.00)', 'a peak -1 kWh = -1 (-1.00)'],
  ],
  [
    'earlier corrections and prices taken back count, goodwill does not',
    [line('a', '10', '10', 1000n)],
    [
      invoice(line('a', '4', '4', 400n)),
      { kind: 'correction', lines: [line('a', '3', '3', 300n)] },
      { kind: 'price', lines: [line('a', '-1', '-1', -100n)] },
      { kind: 'goodwill', lines: [line('a', '-2', '-2', -200n)] },
    ],
    ['a 4 kWh = 4 (4.00)'],
  ],
])('%s', (_what, rated, issued, expected) => {
  expect(correction(draft(...rated), issued).lines.map(words)).toEqual(expected)
})

/** A third each time: 0.33, then to 0.67, then to 1.00, and never 0.33 three times. */
test('rounded sums, and not rounded differences, are what is booked', () => {
  const third = (nth: bigint): InvoiceLine => line('a', String(nth), formatExact(rational(nth, 3n)), (200n * nth + 3n) / 6n)
  const issued: IssuedDocument[] = []
  const booked: string[] = []
  for (const nth of [1n, 2n, 3n]) {
    const { lines, total } = correction(draft(third(nth)), issued)
    booked.push(formatAmount(total))
    issued.push({ kind: 'correction', lines })
  }
  expect(booked).toEqual(['0.33', '0.34', '0.33'])
})

test('a line says how it came about', () => {
  const [only] = correction(draft(line('a', '5', '1.5', 150n)), [invoice(line('a', '2', '0.6', 60n))]).lines
  expect(only?.explanation).toEqual(['1.5 for 5 kWh less 0.6 invoiced for 2 = 0.9', 'rounded 1.50 less 0.60 invoiced = 0.90'])
})
