import { type CorrectionLine, correction, type IssuedDocument } from '@octroi/hub/invoicing/correction'
import type { DraftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import { add, type Rational, rational } from '@octroi/shared/money/rational'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draftOfUsage, readingMeter, sampleOffer } from '../kit/draft-of-usage.ts'

/** Models whose totals rise and fall, bands, limits of the price and of the offer, and a discount that lines share. */
const catalogue = sampleOffer({
  meters: [readingMeter('use', 'use', 'sum'), readingMeter('peak', 'use', 'max', 'window: day')],
  prices: [
    'volume: { model: volume, name: Volume, meter: use, tiers: [{ upTo: "5", unitPrice: "2.005" }, { unitPrice: "0.3333" }] }',
    'banded: { model: per_unit, name: Banded, meter: use, minimum: "1", maximum: "9", bands: [{ name: early, unitPrice: "0.335", when: [{ from: "00:00", until: "12:00" }] }, { name: late, unitPrice: "0.1" }] }',
    'plain: { model: per_unit, name: Plain, meter: use, unitPrice: "0.125" }',
    'fed: { model: per_unit, name: Fed in, meter: peak, unitPrice: "0.07", credit: true }',
    'fee: { model: flat, name: Fee, amount: "3", every: month, timing: arrears }',
  ],
  more: 'discounts: { less: { name: Less, amount: "1.01", prices: [volume, banded, fee] } }, spend: { minimum: "7", maximum: "30" }',
})

const event = fc.record({
  hour: fc.integer({ min: 0, max: 24 * 30 }),
  quantity: fc.integer({ min: 1, max: 9000 }).map((thousandths) => String(thousandths / 1000)),
})

type Used = { readonly hour: number; readonly quantity: string }

const at = (hour: number): string => new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000).toISOString()

function draftAfter(usage: readonly Used[]): DraftInvoice {
  return draftOfUsage(
    catalogue,
    usage.map(({ hour, quantity }) => ({ meter: 'use', start: at(hour), end: at(hour + 1), quantity })),
  )
}

/** What stands on each line after all that was issued. */
function standing(documents: readonly IssuedDocument[]): Record<string, readonly [Rational, bigint]> {
  const lines: Record<string, readonly [Rational, bigint]> = {}
  for (const { price, band = 'all', exact, amount } of documents.flatMap((document) => document.lines)) {
    const [sum, minor] = lines[`${price} ${band}`] ?? [rational(0n), 0n]
    lines[`${price} ${band}`] = [add(sum, exact), minor + amount.minor]
  }
  return Object.fromEntries(Object.entries(lines).filter(([, [sum, minor]]) => sum.n !== 0n || minor !== 0n))
}

function asksBelowNothing({ quantity, amount: { minor } }: CorrectionLine): boolean {
  return minor < 0n ? quantity.n >= 0n : minor > 0n && quantity.n < 0n
}

test('whatever comes late, and however often it is corrected, all that was issued comes to the bill of one run', () => {
  fc.assert(
    fc.property(fc.array(fc.array(event, { maxLength: 4 }), { minLength: 1, maxLength: 5 }), (parts) => {
      const issued: IssuedDocument[] = []
      const usage: Used[] = []
      for (const part of parts) {
        usage.push(...part)
        const { lines, total } = correction(draftAfter(usage), issued)
        expect(lines.reduce((sum, { amount }) => sum + amount.minor, 0n)).toBe(total.minor)
        // Nothing in a correction asks a price below nothing.
        expect(issued.length === 0 ? [] : lines.filter(asksBelowNothing)).toEqual([])
        issued.push({ kind: issued.length === 0 ? 'invoice' : 'correction', lines })
        // Forgiveness changes nothing that is owed.
        issued.push({ kind: 'goodwill', lines })
      }
      const counted = issued.filter(({ kind }) => kind !== 'goodwill')
      const whole = draftAfter(usage)
      expect(standing(counted)).toEqual(standing([{ kind: 'invoice', lines: whole.lines }]))
      expect(correction(whole, issued)).toEqual({ lines: [], total: { minor: 0n, currency: 'EUR' } })
    }),
    { numRuns: 60 },
  )
})
