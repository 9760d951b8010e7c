import * as nodeCrypto from 'node:crypto'
import { draftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import type { FoldedUsage } from '@octroi/hub/rating/fold'
import { inOrder } from '@octroi/hub/rating/free-events'
import { mergeFolded } from '@octroi/hub/rating/merge-folded'
import type { RateCard } from '@octroi/hub/rating/rate-card'
import { arrivedEvent } from '@octroi/hub/usage-events/arrived-event'
import { type EventReceipt, hashName, planEvents } from '@octroi/hub/usage-events/plan-events'
import type { AcceptedEvent, RejectedEvent } from '@octroi/hub/usage-events/usage-event.store'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Month, monthNamed } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '../contracts/storage/samples.ts'
import { readingMeter, sampleOffer } from '../kit/draft-of-usage.ts'
import { sampleRateCard } from '../kit/sample-price.ts'

const crypto = nativeCrypto(nodeCrypto)
const paris = 'Europe/Paris' as Zone
/** Its clocks change in it. */
const period = monthNamed(paris, '2026-03') as Month
const minuteMs = 60_000
const account = newId('account')

const bands =
  'bands: [{ name: north, unitPrice: "3", where: { region: [north] } }, { name: peak, unitPrice: "2", when: [{ from: "16:00", until: "20:00" }] }, { name: rest, unitPrice: "1" }]'
const percentages =
  'bands: [{ name: north, percent: "3", where: { region: [north] } }, { name: rest, percent: "1" }], perEvent: { fixed: "0.1", minimum: "0.3", maximum: "1" }'

/** Each of them counts the same events in its own way. */
const counters: readonly (readonly [meter: string, price: string])[] = [
  [readingMeter('used', 'used', 'sum', 'from: events'), `model: per_unit, ${bands}`],
  [readingMeter('used', 'used', 'sum', 'from: events, where: { region: [north] }'), 'model: per_unit, unitPrice: "1"'],
  [readingMeter('used', 'used', 'sum', 'from: events'), `model: per_unit, ${bands}, free: { events: 3, quantity: "40" }`],
  [readingMeter('used', 'used', 'sum', 'from: events'), `model: percentage, ${percentages}, free: { events: 2 }`],
  [
    readingMeter('used', 'used', 'count', 'from: events'),
    'model: graduated, tiers: [{ upTo: "3", unitPrice: "2" }, { unitPrice: "1" }]',
  ],
  [readingMeter('used', 'used', 'duration', 'from: events'), `model: per_unit, ${bands}, step: "600"`],
  [readingMeter('used', 'used', 'max', 'from: events, window: day'), `model: per_unit, ${bands}`],
  [readingMeter('used', 'used', 'latest', 'from: events'), `model: per_unit, ${bands}`],
  [readingMeter('used', 'used', 'unique', 'from: events, of: user, window: day'), `model: per_unit, ${bands}`],
]

const minutes = Math.round((period.untilMs - period.fromMs) / minuteMs)
const told = fc
  .record({
    id: fc.integer({ min: 1, max: 6 }),
    source: fc.constantFrom('urn:one', 'urn:other'),
    // Few moments, so that events meet in time and only their names tell their order.
    minute: fc.constantFrom(0, 7 * 24 * 60 + 930, 28 * 24 * 60 + 50, minutes - 40),
    lasting: fc.integer({ min: 0, max: 30 }),
    units: fc.integer({ min: 0, max: 60 }),
    region: fc.constantFrom('north', 'south'),
    user: fc.constantFrom('a', 'b', 'c'),
  })
  .map(({ id, source, minute, lasting, units, ...attributes }) => {
    const fromMs = period.fromMs + minute * minuteMs
    const span = { start: formatInstant(fromMs), end: formatInstant(fromMs + lasting * minuteMs) }
    const data = { service: 'sample.use', meter: 'used', ...span, quantity: `${units}`, attributes }
    return JSON.stringify({ specversion: '1.0', type: 'octroi.usage', source, id: `${id}`, subject: account, data })
  })
/** One event for each name: what says something else under a taken name depends on which came first, and says so. */
const events = fc.uniqueArray(told, {
  maxLength: 9,
  selector: (body) => {
    const { source, id } = JSON.parse(body) as { source: string; id: string }
    return `${source} ${id}`
  },
})

/** A hub that keeps what the plan says in memory, and adds it up as storage does. */
class Taken {
  readonly receipts: EventReceipt[] = []
  private readonly known = new Map<AcceptedEvent['event'], AcceptedEvent>()
  private readonly rejected = new Map<string, RejectedEvent>()
  private folded: FoldedUsage = mergeFolded([])

  private readonly cards: readonly RateCard[]

  constructor(cards: readonly RateCard[]) {
    this.cards = cards
  }

  receive(bodies: readonly string[]): void {
    const plan = planEvents(
      bodies.map((body) => arrivedEvent(crypto, body)),
      {
        receivedAtMs: period.untilMs,
        nowMs: period.untilMs,
        receivedFrom: 'key_sample',
        known: this.known,
        rejectedBefore: this.rejected,
        payers: new Map([[account, { account, rateCards: this.cards }]]),
        owners: new Map(),
        nextRejected: () => newId('rejectedEvent'),
      },
    )
    for (const event of plan.accepted) this.known.set(event.event, event)
    for (const event of plan.rejected) this.rejected.set(hashName(event.bodyHash), event)
    this.folded = mergeFolded([this.folded, plan.folded])
    this.receipts.push(...plan.receipts)
  }

  bill(): readonly string[] {
    return this.cards.flatMap((card) => {
      const { aggregates, events: ordered = [] } = this.folded
      const firstEvents = ordered.filter(({ periodFromMs }) => periodFromMs === period.fromMs).toSorted(inOrder)
      const ofPeriod = aggregates.filter(({ periodFromMs }) => periodFromMs === period.fromMs)
      const draft = draftInvoice({ card, period, aggregates: ofPeriod, firstEvents, asOfMs: period.untilMs })
      return draft.lines.map(({ band, quantity, exact }) => `${band} ${formatExact(quantity)} ${formatExact(exact)}`)
    })
  }

  sums(): readonly string[] {
    const { aggregates, series, sources } = this.folded
    const keyed = aggregates.map(({ cell, keep, quantity, records, ...line }) => [line, cell ?? '', keep, `${quantity}`, records])
    const days = series.map(({ quarters, ...day }) => [
      day,
      [...quarters].map(([at, quantity]) => `${at} ${quantity}`).toSorted(),
    ])
    return [...keyed, ...days, ...sources].map((each) => JSON.stringify(each)).toSorted()
  }
}

test.each(counters)('%s with %s: any order, any batches and any repetition come to the same', (meter, price) => {
  const catalogue = sampleOffer({ meters: [meter], prices: [`used: { name: Used, meter: used, ${price} }`] })
  const card = sampleRateCard(catalogue, 'sample', paris)
  fc.assert(
    fc.property(events, fc.infiniteStream(fc.nat()), (bodies, random) => {
      const next = (below: number): number => (random.next().value ?? 0) % below
      const [once, again] = [new Taken([card]), new Taken([card])]
      once.receive(bodies)
      const left = [...bodies, ...bodies]
      while (left.length > 0) {
        const batch = Array.from({ length: Math.min(1 + next(4), left.length) }, () => left.splice(next(left.length), 1)[0] ?? '')
        again.receive(batch)
      }
      const accepted = ({ receipts }: Taken): number => receipts.filter(({ status }) => status === 'accepted').length
      expect(accepted(again)).toBe(accepted(once))
      expect(again.bill()).toEqual(once.bill())
      expect(again.sums()).toEqual(once.sums())
    }),
    { numRuns: 25 },
  )
})
