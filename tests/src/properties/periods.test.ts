import type { Offer } from '@octroi/hub/catalogue/catalogue'
import type { FlatPrice } from '@octroi/hub/catalogue/flat-price'
import { flatLines } from '@octroi/hub/invoicing/flat-line'
import { billingPeriodsIn } from '@octroi/hub/rating/billing-period'
import { localDays } from '@octroi/hub/rating/models/prorate'
import { type RateCard, rateCard } from '@octroi/hub/rating/rate-card'
import type { Subscription } from '@octroi/hub/subscriptions/subscription'
import type { Currency } from '@octroi/shared/money/currency'
import { rational, sum } from '@octroi/shared/money/rational'
import { type Cycle, type PeriodLength, periodAt, periodLengths } from '@octroi/shared/time/period'
import { dayMs, offsetSpans, type Zone } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const zones = Intl.supportedValuesOf('timeZone').map((name) => name as Zone)
const zone = fc.constantFrom(...zones)
const anchored = (at: Zone, every: PeriodLength, day: number): Cycle => ({
  zone: at,
  every,
  anchor: { year: 2000, month: 1, day },
})

/** What is wrong where a period does not hold its instant, or does not end where the next one begins. */
function faultAt(cycle: Cycle, ms: number): string | undefined {
  const { fromMs, untilMs } = periodAt(cycle, ms)
  const isWhole = fromMs <= ms && ms < untilMs
  const isJoined = periodAt(cycle, untilMs).fromMs === untilMs && periodAt(cycle, fromMs - 1).untilMs === fromMs
  return isWhole && isJoined ? undefined : `${cycle.zone} ${cycle.every} ${new Date(ms).toISOString()}`
}

describe('in every zone', () => {
  test('around every change of its clocks an instant lies in exactly one period', () => {
    // A year in which many zones changed their clocks and one left a day out.
    const [from, until] = [Date.UTC(2011, 3, 1), Date.UTC(2012, 0, 15)]
    const faults = zones.flatMap((at, index) => {
      const every = periodLengths[index % periodLengths.length] ?? 'month'
      return offsetSpans(at, from, until).flatMap(({ fromMs }) => faultAt(anchored(at, every, 1), fromMs + 1_800_000) ?? [])
    })
    expect(faults).toEqual([])
  })

  test('at any time too, whatever the length and the anchor', () => {
    const instant = fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2060, 0, 1) })
    fc.assert(
      fc.property(
        zone,
        fc.constantFrom(...periodLengths),
        fc.integer({ min: 1, max: 31 }),
        instant,
        (at, every, day, ms) => faultAt(anchored(at, every, day), ms) === undefined,
      ),
      { numRuns: 150 },
    )
  })
})

test('a period begins on the day of its anchor, or on the last day of a shorter month', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 0, max: 2400 }), (day, months) => {
      const [year, month] = [2000 + Math.floor(months / 12), months % 12]
      const last = new Date(Date.UTC(year, month + 1, 0))
      const { firstDay } = periodAt(anchored('UTC' as Zone, 'month', day), last.getTime())
      expect(firstDay).toBe(new Date(Date.UTC(year, month, Math.min(day, last.getUTCDate()))).toISOString().slice(0, 10))
    }),
    { numRuns: 200 },
  )
})

describe('over all bills of a subscription', () => {
  const billing = fc.record({
    every: fc.constantFrom(...periodLengths),
    starts: fc.constantFrom('calendar' as const, 'anniversary' as const),
  })
  const spans = fc
    .tuple(fc.integer({ min: Date.UTC(2009, 0, 1), max: Date.UTC(2012, 0, 1) }), fc.integer({ min: 1, max: 500 * 24 }))
    .map(([fromMs, hours]) => ({ fromMs, untilMs: fromMs + hours * 3_600_000 }))

  function cardOf(
    at: Zone,
    offer: Pick<Offer, 'billing' | 'minimumTerm'>,
    span: Pick<Subscription, 'fromMs' | 'untilMs'>,
  ): RateCard {
    const whole: Offer = { name: 'Sample', currency: 'EUR' as Currency, prices: {}, entitlements: [], ...offer }
    const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1 } as const
    return rateCard({ ...ids, zone: at, ...span }, { services: {}, meters: {}, offers: { sample: whole } })
  }

  const billsOf = (card: RateCard, price: FlatPrice, untilMs: number) =>
    billingPeriodsIn(card, { fromMs: 0, untilMs }).flatMap((period) =>
      flatLines('fee', price, { card, period, asOfMs: untilMs + 800 * dayMs }),
    )

  const fee = { model: 'flat', name: 'Fee', amount: '7' } as const

  test('a fee of every day asks each local day once', () => {
    fc.assert(
      fc.property(zone, billing, spans, fc.constantFrom('advance' as const, 'arrears' as const), (at, offer, span, timing) => {
        const lines = billsOf(cardOf(at, { billing: offer }, span), { ...fee, every: 'day', timing }, span.untilMs)
        expect(sum(lines.map(({ quantity }) => quantity))).toEqual(rational(BigInt(localDays(at, span))))
      }),
      { numRuns: 60 },
    )
  })

  const term = fc.option(
    fc.integer({ min: 1, max: 18 }).map((months) => ({ months })),
    { nil: undefined },
  )
  const dues = fc.record({
    proration: fc.constantFrom('none' as const, 'day' as const, 'second' as const),
    trialDays: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
  })

  test('a fee in advance, less what is given back, comes to what it is in arrears', () => {
    fc.assert(
      fc.property(zone, billing, billing, dues, term, spans, (at, offer, own, due, minimumTerm, span) => {
        const card = cardOf(at, { billing: offer, minimumTerm }, span)
        const untilMs = span.untilMs + 600 * dayMs
        const [advance, arrears] = (['advance', 'arrears'] as const).map((timing) =>
          sum(billsOf(card, { ...fee, ...own, ...due, timing }, untilMs).map(({ exact }) => exact)),
        )
        expect(advance).toEqual(arrears)
      }),
      { numRuns: 80 },
    )
  })
})
