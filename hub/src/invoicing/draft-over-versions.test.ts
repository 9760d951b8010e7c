import { formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { oneUnit } from '@octroi/shared/money/quantity'
import { type Month, monthNamed } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import { cardOfSteps, rateCards, ratesWithin } from '../rating/rate-cards.ts'
import { type DraftInvoice, draftInvoice } from './draft-invoice.ts'

const paris = 'Europe/Paris' as Zone
const switchMs = Date.parse('2026-02-10T12:00:00Z')

function versionOf(offer: string, index: number) {
  const source = `
services: { sample.use: { name: Sample use } }
meters: { used: { service: sample.use, record: reading, reading: used, aggregation: sum, unit: unit } }
offers: { sample: { name: Sample ${index + 1}, currency: EUR, ${offer} } }
`
  const parsed = parseCatalogue(source)
  if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join())
  const touches = index === 0 ? 'new' : 'date'
  return {
    version: index + 1,
    touches,
    effectiveFromMs: index === 0 ? 0 : switchMs,
    publishedAtMs: 0,
    source,
    catalogue: parsed.value,
  } as const
}

interface Asked {
  readonly month?: string
  readonly fromMs?: number
  readonly asOfMs?: number
  /** Units by version. */
  readonly used?: readonly number[]
}

function drafted(offers: readonly string[], { month = '2026-02', fromMs = 0, asOfMs, used = [] }: Asked = {}): DraftInvoice {
  const period = monthNamed(paris, month) as Month
  const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1 } as const
  const cards = rateCards({ ...ids, zone: paris, fromMs }, offers.map(versionOf))
  const aggregates = used.map((units, index) => ({
    ...({ subscription: 'sub_1', price: 'used', version: index + 1, band: 'all', periodFromMs: period.fromMs } as const),
    ...{ quantity: BigInt(units) * oneUnit, records: 1 },
  }))
  const inForce = cards.filter((card) => ratesWithin(card, period) || used.length >= card.version)
  return draftInvoice({ card: cardOfSteps(cards, period), cards: inForce, period, aggregates, asOfMs: asOfMs ?? period.untilMs })
}

const lines = (draft: DraftInvoice): readonly string[] =>
  draft.lines.map(({ price, version, exact }) => `${price} ${version} ${formatExact(exact)}`)

const fee = (amount: string, how: string) => `fee: { model: flat, name: Fee, amount: "${amount}", timing: arrears, ${how} }`
const used = (unitPrice: string) => `used: { model: per_unit, name: Used, meter: used, unitPrice: "${unitPrice}" }`
const prices = (...each: readonly string[]) => `prices: { ${each.join(', ')} }`

describe('a fee that changes on the 10th of 28 days, at one in the afternoon,', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['by days, each of them whole and to the later', 'every: month, proration: day', ['fee 1 9', 'fee 2 38']],
    ['of every day', 'every: day', ['fee 1 252', 'fee 2 1064']],
    ['by seconds', 'every: month, proration: second', ['fee 1 229/24', 'fee 2 443/12']],
    ['that is not divided: with the month', 'every: month', ['fee 1 28']],
    ['that is asked once: as it was bought', 'every: once', ['fee 1 28']],
  ])('%s', (_what, how, expected) => {
    const fromMs = Date.parse('2026-02-01T00:00:00+01:00')
    expect(lines(drafted([prices(fee('28', how)), prices(fee('56', how))], { fromMs }))).toEqual(expected)
  })

  test('of which a trial takes the first days, asks from its end on', () => {
    const how = 'every: day, trialDays: 12'
    const fromMs = Date.parse('2026-02-01T00:00:00+01:00')
    expect(lines(drafted([prices(fee('1', how)), prices(fee('2', how))], { fromMs }))).toEqual(['fee 1 0', 'fee 2 32'])
  })

  test('is due as time comes', () => {
    const asked = [prices(fee('28', 'every: day')), prices(fee('56', 'every: day'))]
    expect(lines(drafted(asked, { asOfMs: switchMs - 86_400_000 }))).toEqual(['fee 1 252', 'fee 2 0'])
  })

  test('is one line in the months before and after', () => {
    const asked = [prices(fee('1', 'every: day')), prices(fee('2', 'every: day'))]
    expect(lines(drafted(asked, { month: '2026-01' }))).toEqual(['fee 1 31'])
    expect(lines(drafted(asked, { month: '2026-03' }))).toEqual(['fee 2 62'])
  })
})

test('lines stand by price, and say their version where there are several', () => {
  const two = [prices(used('1'), fee('1', 'every: month')), prices(used('2'), fee('1', 'every: month'))]
  const draft = drafted(two, { used: [3, 4] })
  expect(lines(draft)).toEqual(['used 1 3', 'used 2 8', 'fee 1 1'])
  expect(draft.lines.map(({ explanation }) => explanation[0])).toEqual([
    'at version 1 of the catalogue',
    'at version 2 of the catalogue',
    '1 month × 1 = 1',
  ])
  expect(draft.lines.map(({ isOneOfVersions = false }) => isOneOfVersions)).toEqual([true, true, false])
  expect([draft.offerName, formatAmount(draft.total)]).toEqual(['Sample 2', '12.00'])
})

test('each version takes its own parts off', () => {
  const off = (percent: string) => `discounts: { part: { name: Part, percent: "${percent}" } }`
  const two = [`${prices(used('1'))}, ${off('50')}`, `${prices(used('1'))}, ${off('10')}`]
  expect(lines(drafted(two, { used: [10, 10] }))).toEqual(['used 1 5', 'used 2 9'])
})

test('limits of an offer keep it at one version through the month', () => {
  const two = [`${prices(used('1'))}, spend: { minimum: "20" }`, `${prices(used('2'))}, spend: { minimum: "30" }`]
  expect(lines(drafted(two, { used: [10] }))).toEqual(['used 1 10', 'spend-minimum 1 10'])
  expect(lines(drafted(two, { month: '2026-03' }))).toContain('spend-minimum 2 30')
})

test('what was counted by a version is asked by it, whatever is in force', () => {
  const two = [`${prices(used('1'))}, spend: { minimum: "0" }`, prices(used('2'))]
  expect(lines(drafted(two, { used: [10, 3] }))).toEqual(['used 1 10', 'used 2 6'])
})
