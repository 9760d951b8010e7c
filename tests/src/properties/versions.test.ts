import { type DraftInvoice, draftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import { foldUsage } from '@octroi/hub/rating/fold'
import { inOrder, type OrderedEvent } from '@octroi/hub/rating/free-events'
import type { RateCard } from '@octroi/hub/rating/rate-card'
import { cardOfSteps, ratesWithin } from '@octroi/hub/rating/rate-cards'
import { combine, type UsageAggregate } from '@octroi/hub/rating/usage-aggregate'
import type { ReadingUsage } from '@octroi/hub/usage/usage'
import { versionScopes } from '@octroi/shared/api/vocabulary'
import { oneUnit } from '@octroi/shared/money/quantity'
import { rational, sum } from '@octroi/shared/money/rational'
import { type Month, monthNamed } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sampleRateCards } from '../kit/sample-price.ts'

const paris = 'Europe/Paris' as Zone
const months = ['2026-03', '2026-04'].map((name) => monthNamed(paris, name) as Month)
const [fromMs, untilMs] = [months[0]?.fromMs ?? 0, months[1]?.untilMs ?? 0]

const peak = 'when: [{ days: [mon, tue, wed, thu, fri], from: "16:00", until: "20:15" }]'
const bands = (price: string): string =>
  `bands: [{ name: peak, unitPrice: "${price}", ${peak} }, { name: rest, unitPrice: "0.${price}" }]`
/** Prices on a sum, of every kind: with bands and without, and such as cannot change within a month. */
const summed = [
  'model: per_unit, unitPrice: "1.25"',
  `model: per_unit, ${bands('3')}`,
  `model: per_unit, includedQuantity: "20", ${bands('4')}`,
  'model: per_unit, unitPrice: "2", minimum: "50", maximum: "90"',
  'model: graduated, tiers: [{ upTo: "30", unitPrice: "3", flatFee: "1" }, { unitPrice: "1" }]',
  'model: package, packageSize: "7", packagePrice: "5"',
]
const others = [
  'model: per_unit, unitPrice: "2", step: "7"',
  'model: per_unit, unitPrice: "2", free: { events: 3, quantity: "9" }',
]
const counted = ['max', 'latest', 'unique', 'count', 'duration'] as const
const fees = ['every: day', 'every: month, proration: day', 'every: month, proration: second', 'every: month']

const steps = [
  '',
  '    discounts: { part: { name: Part, percent: "33.3" } }',
  '    discounts: { less: { name: Less, amount: "2.5" } }\n    spend: { maximum: "80" }',
]

function catalogue(price: string, aggregation: string, fee: string, ofOffer = ''): string {
  return `
services: { sample.use: { name: Sample use } }
meters: { used: { service: sample.use, record: reading, reading: used, aggregation: ${aggregation}, unit: unit${aggregation === 'unique' ? ', of: device' : ''} } }
offers:
  sample:
    name: Sample
    currency: EUR
    prices:
      used: { name: Used, meter: used, ${price} }
      fee: { model: flat, name: Fee, amount: "3", timing: arrears, ${fee} }
${ofOffer}
`
}

const minuteMs = 60_000
const usage = fc
  .record({
    minute: fc.integer({ min: 0, max: (untilMs - fromMs) / minuteMs - 1 }),
    lasts: fc.integer({ min: 1, max: 3000 }),
    units: fc.integer({ min: 0, max: 60 }),
  })
  .map(({ minute, lasts, units }): Omit<ReadingUsage, 'seq'> => {
    const startMs = fromMs + minute * minuteMs
    const endMs = Math.min(startMs + lasts * minuteMs, untilMs)
    return {
      service: 'sample.use',
      record: 'reading',
      reading: 'used',
      fromMs: startMs,
      untilMs: endMs,
      quantity: BigInt(units) * oneUnit,
    }
  })
const usages = fc.array(usage, { maxLength: 14 }).map((list) => list.map((each, seq): ReadingUsage => ({ ...each, seq })))
const change = fc.record({
  minute: fc.integer({ min: 1, max: (untilMs - fromMs) / minuteMs - 1 }),
  touches: fc.constantFrom(...versionScopes),
})

/** The drafts of both months after the usage came in batches, as a hub keeps it between them. */
function drafted(cards: readonly RateCard[], batches: readonly (readonly ReadingUsage[])[]): readonly DraftInvoice[] {
  const sums = new Map<string, UsageAggregate>()
  const events: OrderedEvent[] = []
  for (const batch of batches) {
    const owner = { rateCards: cards, ownerSubscriptions: new Set(['sub_1'] as const), payers: new Map() } as const
    const folded = foldUsage(batch, { ...owner, device: 'dev_1' })
    expect(folded.unrated).toEqual([])
    events.push(...(folded.events ?? []))
    for (const next of folded.aggregates) {
      const name = JSON.stringify([next.version, next.periodFromMs, next.band, next.cell])
      const known = sums.get(name)
      sums.set(name, known === undefined ? next : { ...next, ...combine(known, next) })
    }
  }
  return months.map((period) => {
    const isOf = (each: { readonly periodFromMs: number }): boolean => each.periodFromMs === period.fromMs
    return draftInvoice({
      card: cardOfSteps(cards, period),
      cards: cards.filter((card) => ratesWithin(card, period)),
      period,
      aggregates: [...sums.values()].filter(isOf),
      firstEvents: events.filter(isOf).toSorted(inOrder),
      asOfMs: untilMs,
    })
  })
}

const price = fc.constantFrom(...summed, ...others)
const ofSum = fc.record({ before: price, after: price, aggregation: fc.constant('sum') })
const ofCount = fc.record({
  before: fc.constant('model: per_unit, unitPrice: "1"'),
  after: fc.constant('model: per_unit, unitPrice: "2"'),
  aggregation: fc.constantFrom(...counted),
})
const fee = fc.constantFrom(...fees)
const step = fc.constantFrom(...steps)

function cardsOf(
  before: string,
  after: string,
  { minute, touches }: { minute: number; touches: (typeof versionScopes)[number] },
) {
  return sampleRateCards(
    [
      { source: before, touches: 'new', effectiveFromMs: 0 },
      { source: after, touches, effectiveFromMs: fromMs + minute * minuteMs },
    ],
    { zone: paris },
  )
}

test('over a change of version, one run comes to the same as many in any order', () => {
  fc.assert(
    fc.property(
      fc.oneof(ofSum, ofCount),
      fc.tuple(fee, fee),
      fc.tuple(step, step),
      change,
      usages.chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.integer({ min: 1, max: 5 })),
      ),
      ({ before, after, aggregation }, [fee1, fee2], [step1, step2], changed, [list, shuffled, size]) => {
        const cards = cardsOf(catalogue(before, aggregation, fee1, step1), catalogue(after, aggregation, fee2, step2), changed)
        const batches = Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
          shuffled.slice(at * size, (at + 1) * size),
        )
        expect(drafted(cards, batches)).toEqual(drafted(cards, [list]))
      },
    ),
    { numRuns: 60 },
  )
})

test('over a change of version, nothing of a sum is lost or counted twice', () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.constantFrom(...summed), fc.constantFrom(...summed)),
      change,
      usages,
      ([before, after], changed, list) => {
        const cards = cardsOf(catalogue(before, 'sum', 'every: day'), catalogue(after, 'sum', 'every: day'), changed)
        const lines = drafted(cards, [list]).flatMap((draft) => draft.lines)
        const used = lines.filter((line) => line.price === 'used').map(({ quantity }) => quantity)
        expect(sum(used)).toEqual(
          rational(
            list.reduce((total, { quantity }) => total + quantity, 0n),
            oneUnit,
          ),
        )
      },
    ),
    { numRuns: 60 },
  )
})

const quarterOn = [...months, ...['2026-05', '2026-06'].map((name) => monthNamed(paris, name) as Month)]
const anyFee = fc.constantFrom(
  ...fees,
  'every: week',
  'every: week, proration: day',
  'every: quarter, proration: second',
  'every: quarter, starts: anniversary, proration: day',
  'every: year',
)

test('a version that changes nothing moves nothing of a fee, whenever it begins: each time of it is asked once', () => {
  fc.assert(
    fc.property(anyFee, fc.constantFrom('arrears', 'advance'), change, (how, timing, changed) => {
      const same = catalogue('model: per_unit, unitPrice: "1"', 'sum', how).replace('timing: arrears', `timing: ${timing}`)
      const asked = (touches: 'new' | (typeof changed)['touches']) =>
        quarterOn.map((period) => {
          const cards = cardsOf(same, same, { ...changed, touches })
          const inForce = cards.filter((card) => ratesWithin(card, period))
          const facts = { card: cardOfSteps(cards, period), cards: inForce, period, aggregates: [], asOfMs: period.untilMs }
          return sum(
            draftInvoice(facts)
              .lines.filter((line) => line.price === 'fee')
              .map(({ exact }) => exact),
          )
        })
      expect(sum(asked(changed.touches))).toEqual(sum(asked('new')))
    }),
    { numRuns: 60 },
  )
})
