import type { Entitlement } from '@octroi/shared/decisions/action'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import { entitledBy } from '../entitlements/entitled-by.ts'
import type { Change, ChangeTime, SubscriptionChange } from './change.ts'
import type { Held, SubscriptionWrites } from './held.ts'
import { type ChangePlan, planChange } from './plan-change.ts'
import { planTakeBack } from './plan-take-back.ts'
import type { Subscription } from './subscription.ts'

const source = `
services: { sample.use: { name: Sample use, actions: [use, more, extra] } }
meters: { uses: { service: sample.use, record: performed, aggregation: count, unit: use } }
offers:
  small: { name: Small, currency: EUR, minimumTerm: { months: 3 }, entitlements: [{ service: sample.use, actions: [use], reach: own }] }
  big: { name: Big, currency: EUR, entitlements: [{ service: sample.use, actions: [use, more], reach: own }] }
  seats:
    name: Seats
    currency: EUR
    entitlements: [{ service: sample.use, actions: [use], reach: own, limit: { meter: uses, quantity: "10", every: month, perQuantity: true } }]
  dollars: { name: Dollars, currency: USD }
  extra: { name: Extra, currency: EUR, requires: [small], entitlements: [{ service: sample.use, actions: [extra], reach: own }] }
  extra-of-extra: { name: More, currency: EUR, requires: [extra] }
`
const parsed = parseCatalogue(source)
if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join())
const { value: catalogue } = parsed
const version: CatalogueVersion = { version: 1, effectiveFromMs: 0, publishedAtMs: 0, touches: 'new', source, catalogue }

const day = (n: number): number => Date.parse('2026-01-01T00:00:00Z') + (n - 1) * 86_400_000

/** The rows of one account as a database would keep them. */
class World {
  nowMs = day(1)
  private made = 0
  private held: Held[] = []

  private next = (): string => String(++this.made).padStart(4, '0')

  private ids = {
    nextChange: () => `chg_${this.next()}` as const,
    nextEntitlement: () => `ent_${this.next()}` as const,
    nextSubscription: () => `sub_${this.next()}` as const,
  }

  order(offer: string, fromMs = this.nowMs): Subscription {
    const id = this.ids.nextSubscription()
    const subscription: Subscription = {
      ...{ id, account: 'acct_1', order: 'ord_1', offer, catalogueVersion: 1, zone: 'UTC' as Zone, fromMs },
    }
    this.add({ subscription, entitlements: entitledBy(subscription, catalogue, this.ids.nextEntitlement) })
    return subscription
  }

  private add({ subscription, entitlements }: Pick<Held, 'subscription' | 'entitlements'>): void {
    const offer = catalogue.offers[subscription.offer]
    if (offer === undefined) throw new Error(subscription.offer)
    this.held.push({ subscription, offer, entitlements, changes: [] })
  }

  change(id: Subscription['id'], change: Change, at: ChangeTime = 'now') {
    const held = this.of(id)
    const others = this.held.filter((each) => each !== held)
    const planned = planChange({ held, others, periodEndsMs: day(32), version, nowMs: this.nowMs, ids: this.ids }, { change, at })
    if (planned.ok) {
      this.write(planned.value.writes)
      if (planned.value.begun !== undefined) this.add(planned.value.begun)
    }
    return planned
  }

  takeBack({ subscription, id }: SubscriptionChange) {
    const held = this.of(subscription)
    const others = this.held.filter((each) => each !== held)
    const planned = planTakeBack({ held, others, nowMs: this.nowMs, ids: this.ids }, id)
    if (planned.ok) this.write(planned.value)
    return planned
  }

  of(id: Subscription['id']): Held {
    const held = this.held.find(({ subscription }) => subscription.id === id)
    if (held === undefined) throw new Error(id)
    return held
  }

  /** What the account may do on a day, and how often the subscription counts. */
  actionsOn(n: number): readonly string[] {
    const isInForce = ({ fromMs, untilMs = Number.POSITIVE_INFINITY }: Entitlement) => fromMs <= day(n) && day(n) < untilMs
    return this.held.flatMap(({ entitlements }) => entitlements.filter(isInForce).flatMap(({ actions }) => actions)).toSorted()
  }

  private write({ subscriptions, added, takenBack, ended, begun, limited }: SubscriptionWrites): void {
    const limits = new Map(limited.map((each) => [each.id, each]))
    const ends = new Map(ended.map((each) => [each.id, each]))
    const gone = new Set(takenBack.map(({ id }) => id))
    this.held = this.held.map((held) => {
      const { id } = held.subscription
      return {
        ...held,
        subscription: subscriptions.find((each) => each.id === id) ?? held.subscription,
        changes: [...held.changes.filter((each) => !gone.has(each.id)), ...added.filter((each) => each.subscription === id)],
        entitlements: [
          ...held.entitlements.map((row) => {
            const { untilMs: _, ...open } = { ...row, ...limits.get(row.id) }
            const end = ends.get(row.id)
            return end === undefined ? { ...row, ...limits.get(row.id) } : { ...open, ...end }
          }),
          ...begun.filter((each) => each.subscription === id),
        ],
      }
    })
  }
}

function planned(result: ReturnType<World['change']>): ChangePlan {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const codes = (result: ReturnType<World['change']>): readonly string[] =>
  result.ok ? [] : (result.error.faults ?? []).map(({ path, code }) => `${path} ${code}`.trim())

const quantity = (count: number): Change => ({ kind: 'quantity', quantity: count })
const to = (offer: string): Change => ({ kind: 'offer', offer })

describe('a change', () => {
  test('of the quantity begins a phase', () => {
    const world = new World()
    const { id } = world.order('small')
    world.nowMs = day(5)
    world.change(id, quantity(3))
    world.change(id, quantity(7), day(20))
    expect(world.of(id).subscription.phases).toEqual([
      { fromMs: day(1), quantity: 1, isPaused: false },
      { fromMs: day(5), quantity: 3, isPaused: false },
      { fromMs: day(20), quantity: 7, isPaused: false },
    ])
    expect(world.actionsOn(30)).toEqual(['use'])
  })

  test('of the quantity moves limits per quantity, and taking it back brings them back', () => {
    const world = new World()
    const { id } = world.order('seats')
    world.nowMs = day(5)
    planned(world.change(id, quantity(3)))
    const later = planned(world.change(id, quantity(7), day(20)))
    const limits = () => world.of(id).entitlements.map(({ limit }) => limit?.perQuantity)
    const now = [
      { fromMs: day(1), quantity: 1 },
      { fromMs: day(5), quantity: 3 },
    ]
    expect(limits()).toEqual([[...now, { fromMs: day(20), quantity: 7 }]])
    expect(world.takeBack(later.change).ok).toBe(true)
    expect(limits()).toEqual([now])
    planned(world.change(id, { kind: 'pause' }, day(10)))
    planned(world.change(id, quantity(2), day(12)))
    planned(world.change(id, { kind: 'resume' }, day(14)))
    // Each span that is to come knows when there are how many.
    expect(limits().slice(1)).toEqual([[...now, { fromMs: day(12), quantity: 2 }]])
  })

  test('pauses and resumes what it entitles to', () => {
    const world = new World()
    const { id } = world.order('small')
    world.nowMs = day(5)
    world.change(id, { kind: 'pause' })
    world.change(id, { kind: 'resume' }, day(10))
    world.change(id, { kind: 'pause' }, day(20))
    expect([4, 5, 9, 10, 19, 20].map((n) => world.actionsOn(n).length)).toEqual([1, 0, 0, 1, 1, 0])
  })

  test('ends with the period, and says until when fees are asked', () => {
    const world = new World()
    const { id } = world.order('small')
    const { feesUntilMs, change } = planned(world.change(id, { kind: 'end' }, 'period_end'))
    expect([change.atMs, feesUntilMs]).toEqual([day(32), Date.parse('2026-04-01T00:00:00Z')])
    expect([31, 32].map((n) => world.actionsOn(n).length)).toEqual([1, 0])
  })

  test('of the offer begins another subscription, which goes on with the term', () => {
    const world = new World()
    const { id } = world.order('small')
    world.nowMs = day(5)
    world.change(id, quantity(4))
    const { begun } = planned(world.change(id, to('big'), day(10)))
    expect(world.of(id).subscription).toMatchObject({ untilMs: day(10), replacedBy: begun?.subscription.id })
    expect(begun?.subscription).toMatchObject({
      ...{ fromMs: day(10), offer: 'big', quantity: 4 },
      replaces: { subscription: id, offer: 'small', sinceMs: day(1), termUntilMs: Date.parse('2026-04-01T00:00:00Z') },
    })
    expect([9, 10].map((n) => world.actionsOn(n))).toEqual([['use'], ['more', 'use']])
  })

  test.each<[string, readonly [Change, ChangeTime][], Change, ChangeTime, readonly string[]]>([
    ['of nothing', [], quantity(1), 'now', ['change unchanged']],
    ['to itself', [], to('small'), 'now', ['offer unchanged']],
    ['to what is not there', [], to('none'), 'now', ['offer offer_not_found']],
    ['to another currency', [], to('dollars'), 'now', ['offer other_currency']],
    ['to an add-on', [], to('extra'), 'now', ['offer add_on_alone']],
    ['of the past', [], quantity(2), day(1), ['at in_the_past']],
    ['too far ahead', [], quantity(2), day(9999), ['at too_far']],
    ['while paused', [[{ kind: 'pause' }, 'now']], { kind: 'pause' }, 'now', ['change already_paused']],
    ['of the offer while paused', [[{ kind: 'pause' }, 'now']], to('big'), day(9), ['change subscription_paused']],
    ['without a pause', [], { kind: 'resume' }, 'now', ['change not_paused']],
    ['without a pin', [], { kind: 'unpin' }, 'now', ['change not_pinned']],
    ['after the end', [[{ kind: 'end' }, day(9)]], quantity(2), day(9), ['at already_ended']],
    ['a later end', [[{ kind: 'end' }, day(9)]], { kind: 'end' }, day(12), ['at already_ended']],
    ['of what ended', [[{ kind: 'end' }, 'now']], quantity(2), 'now', ['already_ended']],
    ['that what is scheduled rests on', [[{ kind: 'pause' }, day(9)]], { kind: 'pause' }, 'now', ['change clashes']],
  ])('%s is refused', (_, before, change, at, expected) => {
    const world = new World()
    const { id } = world.order('small')
    world.nowMs = day(5)
    for (const [earlier, when] of before) planned(world.change(id, earlier, when))
    expect(codes(world.change(id, change, at))).toEqual(expected)
  })

  test('that ends it sooner makes moot what was scheduled', () => {
    const world = new World()
    const { id } = world.order('small')
    world.nowMs = day(5)
    planned(world.change(id, quantity(2), day(8)))
    const later = [world.change(id, quantity(3), day(20)), world.change(id, { kind: 'end' }, day(25))].map(planned)
    const { writes } = planned(world.change(id, { kind: 'end' }, day(10)))
    expect(writes.takenBack.map((each) => each.id)).toEqual(later.map(({ change }) => change.id))
    expect(world.of(id).subscription).toMatchObject({ untilMs: day(10), phases: [{ quantity: 1 }, { quantity: 2 }] })
  })
})

describe('an add-on', () => {
  test('pauses, goes on and ends with what it adds to', () => {
    const world = new World()
    const { id } = world.order('small')
    const addOn = world.order('extra')
    const addOnOfAddOn = world.order('extra-of-extra')
    world.change(id, { kind: 'pause' }, day(5))
    world.change(id, { kind: 'resume' }, day(10))
    world.change(id, { kind: 'end' }, day(20))
    expect([4, 5, 10, 20].map((n) => world.actionsOn(n))).toEqual([['extra', 'use'], [], ['extra', 'use'], []])
    expect(world.of(addOn.id).subscription.untilMs).toBe(day(20))
    expect(world.of(addOnOfAddOn.id).subscription.untilMs).toBe(day(20))
  })

  test('stays with another one that holds it up', () => {
    const world = new World()
    const [{ id }] = [world.order('small'), world.order('small'), world.order('extra')]
    world.change(id, { kind: 'end' }, day(5))
    expect(world.actionsOn(5)).toEqual(['extra', 'use'])
  })

  test('paused for itself stays paused', () => {
    const world = new World()
    const [{ id }, { id: addOn }] = [world.order('small'), world.order('extra')]
    world.change(addOn, { kind: 'pause' }, day(3))
    world.change(id, { kind: 'pause' }, day(5))
    world.change(id, { kind: 'resume' }, day(10))
    expect(world.actionsOn(10)).toEqual(['use'])
  })
})

describe('taking back', () => {
  test('a scheduled change of the offer leaves everything as it was, add-ons too', () => {
    const world = new World()
    const [{ id }, { id: addOn }] = [world.order('small'), world.order('extra')]
    const before = [1, 10, 40].map((n) => world.actionsOn(n))
    const { change, begun } = planned(world.change(id, to('big'), day(10)))
    expect(world.of(addOn).subscription.untilMs).toBe(day(10))
    if (begun !== undefined) planned(world.change(begun.subscription.id, quantity(9), day(12)))
    expect(world.takeBack(change).ok).toBe(true)
    expect([1, 10, 40].map((n) => world.actionsOn(n))).toEqual(before)
    expect([world.of(id), world.of(addOn)].map(({ subscription }) => subscription.untilMs)).toEqual([undefined, undefined])
    expect(begun && world.of(begun.subscription.id).subscription.untilMs).toBe(day(10))
  })

  test.each<[string, number, string]>([
    ['took effect', 6, 'already_in_effect'],
    ['another rests on', 5, 'others_rest_on_it'],
  ])('a change that %s is refused', (_, n, code) => {
    const world = new World()
    const { id } = world.order('small')
    const { change } = planned(world.change(id, { kind: 'pause' }, day(6)))
    planned(world.change(id, { kind: 'resume' }, day(8)))
    world.nowMs = day(n)
    const result = world.takeBack(change)
    expect(result.ok ? undefined : result.error.code).toBe(code)
  })
})
