import { combine, type UsageAggregate } from '@octroi/hub/rating/usage-aggregate'
import { planWholesale, resoldUsages, type WholesalePlan } from '@octroi/hub/resales/plan-wholesale'
import type { Usage } from '@octroi/hub/usage/usage'
import type { AuthorizationId, DeviceId } from '@octroi/shared/ids/id'
import { oneUnit } from '@octroi/shared/money/quantity'
import type { Zone } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readingMeter, sampleOffer } from '../kit/draft-of-usage.ts'
import { sampleRateCard } from '../kit/sample-price.ts'

const paris = 'Europe/Paris' as Zone
const hourMs = 3_600_000
const startMs = Date.parse('2026-03-28T00:00:00Z')

const bands = 'bands: [{ name: peak, unitPrice: "2", when: [{ from: "16:00", until: "20:00" }] }, { name: rest, unitPrice: "1" }]'
const offer = sampleOffer({
  meters: [
    readingMeter('used', 'used', 'sum'),
    'opened: { service: sample.use, record: opened, aggregation: count, unit: opening }',
  ],
  prices: [
    `sample: { name: Sample, meter: used, model: per_unit, ${bands} }`,
    'opening: { name: Opening, meter: opened, model: per_unit, unitPrice: "3" }',
  ],
  more: 'sale: wholesale',
})
/** In a zone and bands of its own. */
const wholesale = sampleRateCard(offer, 'sample', paris)

interface Told {
  readonly device: DeviceId
  readonly usage: Usage
}

const authorization: AuthorizationId = 'auth_1'
const device = fc.constantFrom<DeviceId[]>('dev_1', 'dev_2', 'dev_3')
const reading = fc.record({ device, hour: fc.nat(90), hours: fc.integer({ min: 1, max: 30 }), units: fc.nat(60) })
const opening = fc.record({ device, hour: fc.nat(90), isGranted: fc.boolean() })
const usages = fc
  .tuple(fc.array(reading, { maxLength: 12 }), fc.array(opening, { maxLength: 6 }))
  .map(([readings, openings]): readonly Told[] => [
    ...readings.map(({ device: of, hour, hours, units }, seq) => {
      const fromMs = startMs + hour * hourMs
      const span = { fromMs, untilMs: fromMs + hours * hourMs, quantity: BigInt(units) * oneUnit }
      return { device: of, usage: { seq: seq + 1, service: 'sample.use', record: 'reading', reading: 'used', ...span } as const }
    }),
    ...openings.map(({ device: of, hour, isGranted }, index) => {
      const fromMs = startMs + hour * hourMs
      const what = { service: 'sample.use', record: 'opened', isOwn: false, fromMs, untilMs: fromMs, quantity: oneUnit } as const
      return { device: of, usage: { seq: 100 + index, ...what, ...(isGranted ? { authorization } : {}) } }
    }),
  ])

/** Batches of one device each, as they come. */
function plansOf(told: readonly Told[], cuts: readonly number[]): readonly WholesalePlan[] {
  const batches = cuts.map((cut, index) => told.slice(cuts[index - 1] ?? 0, cut))
  return [...batches, told.slice(cuts.at(-1) ?? 0)].flatMap((batch) =>
    (['dev_1', 'dev_2', 'dev_3'] as const).map((of) =>
      planWholesale({
        device: of,
        batch: new Uint8Array(32),
        usages: resoldUsages(batch.flatMap((each) => (each.device === of ? [each.usage] : []))),
        rateCards: [wholesale],
      }),
    ),
  )
}

function summed(plans: readonly WholesalePlan[]): ReadonlyMap<string, UsageAggregate> {
  const sums = new Map<string, UsageAggregate>()
  for (const next of plans.flatMap(({ folded }) => folded.aggregates)) {
    const name = `${next.price} ${next.band} ${next.periodFromMs}`
    const before = sums.get(name)
    sums.set(name, before === undefined ? next : { ...next, ...combine(before, next) })
  }
  return sums
}

const total = (all: Iterable<{ price: string; quantity?: bigint }>, price: string): bigint =>
  [...all].reduce((sum, each) => sum + (each.price === price ? (each.quantity ?? 0n) : 0n), 0n)

test('whatever batches tell it in whatever order, a supplier counts all that the devices used, and its sources sum to it', () => {
  fc.assert(
    fc.property(usages, fc.array(fc.nat(18), { maxLength: 5 }), fc.func(fc.integer()), (told, cuts, rank) => {
      const shuffled = told.toSorted((a, b) => rank(a.usage.seq) - rank(b.usage.seq))
      const plans = plansOf(
        shuffled,
        cuts.toSorted((a, b) => a - b),
      )
      const sums = summed(plans)
      expect(sums).toEqual(summed(plansOf(told, [])))
      const used = told.flatMap(({ usage }) => (usage.record === 'reading' ? [usage.quantity] : []))
      expect(total(sums.values(), 'sample')).toBe(used.reduce((sum, quantity) => sum + quantity, 0n))
      const opened = told.filter(({ usage }) => usage.record !== 'reading' && usage.authorization !== undefined)
      expect(total(sums.values(), 'opening')).toBe(BigInt(opened.length) * oneUnit)
      const sources = plans.flatMap((plan) => plan.sources)
      for (const price of ['sample', 'opening']) expect(total(sources, price)).toBe(total(sums.values(), price))
      expect(plans.flatMap(({ folded }) => [...folded.charges, ...folded.sources, ...folded.unrated])).toEqual([])
    }),
    { numRuns: 100 },
  )
})
