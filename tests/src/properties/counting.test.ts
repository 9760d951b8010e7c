import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import { type DraftInvoice, draftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import { foldUsage } from '@octroi/hub/rating/fold'
import { inOrder, type OrderedEvent } from '@octroi/hub/rating/free-events'
import { combine, type UsageAggregate } from '@octroi/hub/rating/usage-aggregate'
import type { ReadingUsage } from '@octroi/hub/usage/usage'
import type { DeviceId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { oneUnit } from '@octroi/shared/money/quantity'
import { type Month, monthNamed } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readingMeter, sampleOffer } from '../kit/draft-of-usage.ts'
import { sampleRateCard } from '../kit/sample-price.ts'

const paris = 'Europe/Paris' as Zone
/** Its clocks change in it, so that one of its days has 23 hours. */
const period = monthNamed(paris, '2026-03') as Month
const hourMs = 3_600_000
const hours = Math.round((period.untilMs - period.fromMs) / hourMs)

const whenPeak = 'when: [{ from: "16:00", until: "20:00", season: { from: 03-10, through: 03-29 } }]'
const bands = (each: (nth: string) => string): string =>
  `bands: [{ name: peak, ${each('2')}, ${whenPeak} }, { name: north, ${each('3')}, where: { device: [dev_1] } }, { name: rest, ${each('1')} }]`
const perUnit = bands((nth) => `unitPrice: "${nth}"`)
const percentages = bands((nth) => `percent: "${nth}"`)

/** Each of them counts what the same readings tell in its own way. */
const counters: readonly (readonly [meter: string, fields: string])[] = [
  [readingMeter('used', 'used', 'sum'), `model: per_unit, ${perUnit}`],
  [readingMeter('used', 'used', 'sum'), `model: per_unit, ${perUnit}, step: "7", minimumStep: "3"`],
  [readingMeter('used', 'used', 'sum'), `model: per_unit, ${perUnit}, free: { events: 3, quantity: "40" }`],
  [
    readingMeter('used', 'used', 'sum'),
    `model: percentage, ${percentages}, perEvent: { fixed: "0.1", minimum: "0.3", maximum: "1" }`,
  ],
  [
    readingMeter('used', 'used', 'sum'),
    `model: percentage, ${percentages}, perEvent: { minimum: "0.3", maximum: "1" }, free: { events: 4, quantity: "30" }`,
  ],
  [readingMeter('used', 'used', 'duration'), `model: per_unit, ${perUnit}, step: "5000"`],
  [readingMeter('used', 'used', 'count'), `model: graduated, tiers: [{ upTo: "3", unitPrice: "2" }, { unitPrice: "1" }]`],
  [readingMeter('used', 'used', 'max', 'window: day'), `model: per_unit, ${perUnit}, step: "10"`],
  [readingMeter('used', 'used', 'max', 'window: hour, scope: subscription'), `model: per_unit, ${perUnit}`],
  [readingMeter('used', 'used', 'latest'), `model: per_unit, ${perUnit}`],
  [readingMeter('used', 'used', 'latest', 'scope: subscription'), `model: per_unit, ${perUnit}`],
  [readingMeter('used', 'used', 'unique', 'of: device, window: day, scope: subscription'), `model: per_unit, ${perUnit}`],
]

interface Told {
  readonly device: DeviceId
  readonly usage: ReadingUsage
}

const readings = fc
  .array(
    fc.record({
      device: fc.constantFrom<DeviceId[]>('dev_1', 'dev_2'),
      hour: fc.integer({ min: -4, max: hours + 3 }),
      hours: fc.integer({ min: 1, max: 9 }),
      units: fc.integer({ min: 0, max: 60 }),
    }),
    { maxLength: 14 },
  )
  .map((list) =>
    list.map(({ device, hour, hours: lasting, units }, seq): Told => {
      const fromMs = period.fromMs + hour * hourMs
      const span = { fromMs, untilMs: fromMs + lasting * hourMs }
      return {
        device,
        usage: { seq, service: 'sample.use', record: 'reading', reading: 'used', ...span, quantity: BigInt(units) * oneUnit },
      }
    }),
  )

/** The draft after the usage came in batches, each of one device, as a hub keeps it between them. */
function drafted(catalogue: string, batches: readonly (readonly Told[])[]): DraftInvoice {
  const card = sampleRateCard(catalogue, 'sample', paris)
  const owner = { rateCards: [card], ownerSubscriptions: new Set(['sub_1'] as const), payers: new Map() } as const
  const cells = new Map<string, UsageAggregate>()
  const events: OrderedEvent[] = []
  for (const batch of batches) {
    for (const device of ['dev_1', 'dev_2'] as const) {
      const usages = batch.filter((each) => each.device === device).map(({ usage }) => usage)
      const folded = foldUsage(usages, { ...owner, origin: device })
      events.push(...(folded.events ?? []))
      for (const next of folded.aggregates) {
        const name = `${next.periodFromMs} ${next.band} ${next.cell ?? '-'}`
        const before = cells.get(name)
        cells.set(name, before === undefined ? next : { ...next, ...combine(before, next) })
      }
    }
  }
  const isInPeriod = ({ periodFromMs }: { readonly periodFromMs: number }): boolean => periodFromMs === period.fromMs
  const aggregates = [...cells.values()].filter(isInPeriod)
  return draftInvoice({
    card,
    period,
    aggregates,
    firstEvents: events.filter(isInPeriod).toSorted(inOrder),
    asOfMs: period.untilMs,
  })
}

const limits =
  'discounts: { part: { name: Part, percent: "33.3" }, less: { name: Less, amount: "2.5" } }, spend: { minimum: "5", maximum: "40" }'
const moved = fc.constantFrom('', limits)

test.each(counters)('%s counts the same in any order and any batches: %s', (meter, fields) => {
  const offer = (more: string): string =>
    sampleOffer({ meters: [meter], prices: [`sample: { name: Sample, meter: used, ${fields} }`], more })
  fc.assert(
    fc.property(readings, fc.nat({ max: 14 }), fc.func(fc.integer()), moved, (told, cut, rank, more) => {
      const shuffled = told.toSorted((a, b) => rank(a.usage.seq) - rank(b.usage.seq))
      const figures = ({ lines, total }: DraftInvoice): unknown => [
        lines.map(({ exact, amount, explanation }) => [formatExact(exact), amount.minor, explanation]),
        total.minor,
      ]
      const once = drafted(offer(more), [told])
      expect(figures(drafted(offer(more), [shuffled.slice(0, cut), shuffled.slice(cut)]))).toEqual(figures(once))
      expect(once.lines.reduce((minor, { amount }) => minor + amount.minor, 0n)).toBe(once.total.minor)
      const { minor } = once.total
      const [least, most] = more === '' ? [minor, minor] : [500n, 4000n]
      expect(minor).toBeGreaterThanOrEqual(least)
      expect(minor).toBeLessThanOrEqual(most)
    }),
    { numRuns: 25 },
  )
})

test.each(counters)('a catalogue comes back through YAML: %s %s', (meter, fields) => {
  const source = sampleOffer({ meters: [meter], prices: [`sample: { name: Sample, meter: used, ${fields} }`], more: limits })
  const once = parseCatalogue(source)
  if (!once.ok) throw new Error(once.error.map(({ detail }) => detail).join('; '))
  expect(parseCatalogue(JSON.stringify(once.value, undefined, 2))).toEqual(once)
})
