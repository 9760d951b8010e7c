import type { Offer } from '@octroi/hub/catalogue/catalogue'
import type { FlatPrice } from '@octroi/hub/catalogue/flat-price'
import { flatLines } from '@octroi/hub/invoicing/flat-line'
import { billingPeriodsIn } from '@octroi/hub/rating/billing-period'
import { type RateCard, rateCard } from '@octroi/hub/rating/rate-card'
import { type Change, endsSubscription } from '@octroi/hub/subscriptions/change'
import type { Held } from '@octroi/hub/subscriptions/held'
import { phaseAt, phasesOf } from '@octroi/hub/subscriptions/phase'
import { planChange } from '@octroi/hub/subscriptions/plan-change'
import type { Subscription } from '@octroi/hub/subscriptions/subscription'
import type { Currency } from '@octroi/shared/money/currency'
import { divide, multiply, type Rational, rational, sum } from '@octroi/shared/money/rational'
import { type PeriodLength, periodAt, periodLengths } from '@octroi/shared/time/period'
import { dayMs, localDate, offsetSpans, startOfDay, type Zone } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { expect, test } from 'vitest'

/** Sequences of changes of one subscription after another, and what all their bills come to. */
const hourMs = 3_600_000
const amounts = { one: '7', other: '11' } as const
type Key = keyof typeof amounts

interface Fees extends Pick<FlatPrice, 'timing' | 'proration' | 'perQuantity'> {
  readonly every: PeriodLength
  readonly billed: PeriodLength
  readonly starts: 'calendar' | 'anniversary'
}

function catalogueOf({ every, billed, starts, timing, proration, perQuantity }: Fees) {
  const offer = (key: Key): Offer => ({
    ...{ name: key, currency: 'EUR' as Currency, entitlements: [], billing: { every: billed } },
    prices: { fee: { model: 'flat', name: 'Fee', amount: amounts[key], every, starts, timing, proration, perQuantity } },
  })
  return { services: {}, meters: {}, offers: { one: offer('one'), other: offer('other') } }
}

interface Step {
  readonly atMs: number
  readonly change: Change
}

/** All subscriptions that come of an order and its changes, in their order; a change that is refused changes nothing. */
function subscriptionsAfter(fees: Fees, zone: Zone, fromMs: number, steps: readonly Step[]): readonly Subscription[] {
  const catalogue = catalogueOf(fees)
  const version = { version: 1, effectiveFromMs: 0, publishedAtMs: 0, touches: 'new', source: '', catalogue } as const
  let made = 0
  const next = (): string => String(++made).padStart(4, '0')
  const ids = {
    nextChange: () => `chg_${next()}` as const,
    nextEntitlement: () => `ent_${next()}` as const,
    nextSubscription: () => `sub_${next()}` as const,
  }
  const heldOf = (subscription: Subscription, changes: Held['changes'] = []): Held => {
    return { subscription, offer: catalogue.offers[subscription.offer as Key], changes, entitlements: [] }
  }
  const bought = { id: 'sub_0', account: 'acct_1', order: 'ord_1', offer: 'one', catalogueVersion: 1 } as const
  let held = heldOf({ ...bought, zone, fromMs })
  const before: Subscription[] = []
  for (const { atMs: nowMs, change } of steps) {
    const plan = planChange({ held, others: [], periodEndsMs: nowMs, version, nowMs, ids }, { change, at: 'now' })
    if (!plan.ok) continue
    const { writes, begun } = plan.value
    const [subscription = held.subscription] = writes.subscriptions
    const changes = held.changes.concat(writes.added)
    if (begun !== undefined) before.push(subscription)
    held = begun === undefined ? heldOf(subscription, changes) : heldOf(begun.subscription)
  }
  return [...before, held.subscription]
}

const priceOf = (card: RateCard): FlatPrice => card.offer.prices.fee as FlatPrice
const cardOf = (fees: Fees, subscription: Subscription): RateCard => rateCard(subscription, catalogueOf(fees))

/** What each bill asks that ends by an instant, by its subscription and period. */
function billsUntil(fees: Fees, subscriptions: readonly Subscription[], untilMs: number): ReadonlyMap<string, Rational> {
  const bills = subscriptions.flatMap((subscription) => {
    const card = cardOf(fees, subscription)
    return billingPeriodsIn(card, { fromMs: 0, untilMs }).flatMap((period) => {
      if (period.untilMs > untilMs) return []
      const lines = flatLines('fee', priceOf(card), { card, period, asOfMs: untilMs + 800 * dayMs })
      return [[`${subscription.offer} ${subscription.fromMs} ${period.name}`, sum(lines.map(({ exact }) => exact))] as const]
    })
  })
  return new Map(bills)
}

function timesOf({ perQuantity }: Fees, subscription: Subscription, ms: number): bigint {
  const { isPaused, quantity } = phaseAt(subscription, ms)
  return isPaused ? 0n : perQuantity === true ? BigInt(quantity) : 1n
}

/** What a moment asks of the time of its fee: the amount, so many times over, by how long that time is. */
function shareOf(
  fees: Fees,
  subscription: Subscription,
  ms: number,
  part: bigint,
  lengthOf: (cycleMs: readonly [number, number]) => bigint,
) {
  const cycle = { ...cardOf(fees, subscription).cycle, every: fees.every }
  const whole = periodAt(
    fees.starts === 'calendar' ? { ...cycle, anchor: calendarAnchor(fees.every) } : ownCycle(cycle, subscription),
    ms,
  )
  const amount = rational(BigInt(amounts[subscription.offer as Key]) * timesOf(fees, subscription, ms))
  return divide(multiply(amount, rational(part)), rational(lengthOf([whole.fromMs, whole.untilMs])))
}

const calendarAnchor = (every: PeriodLength) =>
  every === 'week' ? { year: 1970, month: 1, day: 5 } : { year: 1970, month: 1, day: 1 }

function ownCycle<C extends RateCard['cycle']>(cycle: C, { zone, fromMs }: Subscription): C {
  const [year = 0, month = 0, day = 0] = localDate(zone, fromMs).split('-').map(Number)
  return { ...cycle, anchor: { year, month, day } }
}

/** Every local day goes to what was in force in it last. */
function dayByDay(fees: Fees, zone: Zone, subscriptions: readonly Subscription[], endMs: number): Rational {
  const [first] = subscriptions
  const shares: Rational[] = []
  for (let ms = first?.fromMs ?? endMs; ms < endMs; ) {
    const nextMs = nextDay(zone, ms)
    const lastMs = Math.min(nextMs, endMs) - 1
    const last = subscriptions.findLast(({ fromMs, untilMs = endMs }) => fromMs <= lastMs && fromMs < untilMs)
    if (last !== undefined) shares.push(shareOf(fees, last, lastMs, 1n, ([from, until]) => daysIn(zone, from, until)))
    ms = nextMs
  }
  return sum(shares)
}

const following = new Map<string, number>()

function nextDay(zone: Zone, ms: number): number {
  const key = `${zone} ${ms}`
  const known = following.get(key) ?? dayAfter(zone, ms)
  following.set(key, known)
  return known
}

function dayAfter(zone: Zone, ms: number): number {
  const today = localDate(zone, ms)
  let next = startOfDay(zone, ms) + 20 * hourMs
  while (localDate(zone, next) === today) next += hourMs
  return startOfDay(zone, next)
}

const counted = new Map<string, bigint>()

function daysIn(zone: Zone, fromMs: number, untilMs: number): bigint {
  const key = `${zone} ${fromMs} ${untilMs}`
  const known = counted.get(key)
  if (known !== undefined) return known
  let days = 0n
  for (let ms = fromMs; ms < untilMs; ms = nextDay(zone, ms)) days++
  counted.set(key, days)
  return days
}

/** Between all moments at which anything changes. */
function secondBySecond(fees: Fees, subscriptions: readonly Subscription[], endMs: number): Rational {
  const shares = subscriptions.flatMap((subscription) => {
    const untilMs = Math.min(subscription.untilMs ?? endMs, endMs)
    const cuts = new Set([subscription.fromMs, untilMs, ...phasesOf(subscription).map(({ fromMs }) => fromMs)])
    for (let ms = subscription.fromMs; ms < untilMs; ) {
      const cycle = { ...cardOf(fees, subscription).cycle, every: fees.every }
      ms = periodAt(
        fees.starts === 'calendar' ? { ...cycle, anchor: calendarAnchor(fees.every) } : ownCycle(cycle, subscription),
        ms,
      ).untilMs
      cuts.add(ms)
    }
    const marks = [...cuts].filter((ms) => ms >= subscription.fromMs && ms <= untilMs).toSorted((left, right) => left - right)
    return marks.slice(1).map((mark, index) => {
      const fromMs = marks[index] ?? mark
      return shareOf(fees, subscription, fromMs, BigInt(mark - fromMs), ([from, until]) => BigInt(until - from))
    })
  })
  return sum(shares)
}

const zones = ['Europe/Paris', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia'].map((name) => name as Zone)
const feesOf = fc.record({
  every: fc.constantFrom(...periodLengths),
  billed: fc.constantFrom(...periodLengths),
  starts: fc.constantFrom('calendar' as const, 'anniversary' as const),
  timing: fc.constantFrom('advance' as const, 'arrears' as const),
  proration: fc.constantFrom('day' as const, 'second' as const),
  perQuantity: fc.boolean(),
})
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.integer({ min: 1, max: 4 }).map((quantity) => ({ kind: 'quantity' as const, quantity })),
  fc.constantFrom({ kind: 'pause' as const }, { kind: 'resume' as const }, { kind: 'end' as const }),
  fc.constantFrom('one', 'other').map((offer) => ({ kind: 'offer' as const, offer })),
)
/** Often several on one day, and some on the first of a month. */
const stepsOf = fc.array(
  fc.record({ hours: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 1500 })), change }),
  {
    maxLength: 9,
  },
)
const lives = fc.record({
  zone: fc.constantFrom(...zones),
  fromMs: fc.integer({ min: Date.UTC(2011, 0, 1) / hourMs, max: Date.UTC(2012, 0, 1) / hourMs }).map((hours) => hours * hourMs),
  fees: feesOf,
  steps: stepsOf,
})

function timed(fromMs: number, steps: readonly { readonly hours: number; readonly change: Change }[]): readonly Step[] {
  let atMs = fromMs
  return steps.map((step) => ({ atMs: (atMs += step.hours * hourMs), change: step.change }))
}

test('all bills of a life come to each day once, or each second', () => {
  fc.assert(
    fc.property(lives, ({ zone, fromMs, fees, steps }) => {
      const end: Step = { atMs: fromMs + 9000 * hourMs, change: { kind: 'end' } }
      const done = [...timed(fromMs, steps), end].toSorted((left, right) => left.atMs - right.atMs)
      const subscriptions = subscriptionsAfter(fees, zone, fromMs, done)
      const endMs = subscriptions.at(-1)?.untilMs ?? end.atMs
      const billed = sum([...billsUntil(fees, subscriptions, endMs + 800 * dayMs).values()])
      const naive =
        fees.proration === 'day' ? dayByDay(fees, zone, subscriptions, endMs) : secondBySecond(fees, subscriptions, endMs)
      expect(billed).toEqual(naive)
    }),
    { numRuns: 30 },
  )
})

test('a change leaves every bill as it was whose period is over', () => {
  fc.assert(
    fc.property(lives, ({ zone, fromMs, fees, steps }) => {
      const done = timed(fromMs, steps)
      for (const [index, { atMs, change }] of done.entries()) {
        // An end at the very instant at which a period ends is still told on that period's bill: there is no later one.
        const overMs = endsSubscription(change) ? atMs - 1 : atMs
        const [before, after] = [index, index + 1].map((count) => {
          return billsUntil(fees, subscriptionsAfter(fees, zone, fromMs, done.slice(0, count)), overMs)
        })
        expect(after).toEqual(before)
      }
    }),
    { numRuns: 15 },
  )
})

test('an end at the very instant at which a period ends gives back on its bill what was asked in advance', () => {
  const zone = 'America/New_York' as Zone
  const terms = { every: 'week', billed: 'week', starts: 'anniversary', timing: 'advance', proration: 'day' } as const
  const [fromMs, mondayMs] = [Date.UTC(2011, 6, 10, 21), Date.UTC(2011, 6, 11, 4)]
  const ended = subscriptionsAfter({ ...terms, perQuantity: false }, zone, fromMs, [{ atMs: mondayMs, change: { kind: 'end' } }])
  const bills = billsUntil({ ...terms, perQuantity: false }, ended, mondayMs)
  expect([...bills.values()]).toEqual([rational(1n)])
})

test('clocks of these zones change while they are looked at', () => {
  const changes = zones.map((zone) => offsetSpans(zone, Date.UTC(2011, 0, 1), Date.UTC(2012, 0, 1)).length)
  expect(changes).toEqual([3, 3, 1, 4])
})
