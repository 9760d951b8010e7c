import type { AuthorizationId, SubscriptionId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { Usage } from '../usage/usage.ts'
import { type FoldFacts, foldUsage } from './fold.ts'
import { rateCard } from './rate-card.ts'

const catalogue = published(`
services:
  trunk.access: { name: Trunk access, actions: [open] }
  energy.supply: { name: Energy }
meters:
  openings: { service: trunk.access, record: opened, aggregation: count, unit: opening }
  import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh }
offers:
  access:
    name: Access
    currency: EUR
    prices:
      opening: { model: per_unit, name: Opening, meter: openings, unitPrice: "2.40" }
  supply:
    name: Supply
    currency: GBP
    prices:
      energy:
        model: per_unit
        name: Energy
        meter: import
        unit: { name: kWh, size: "1000" }
        bands:
          - { name: peak, unitPrice: "0.2", when: [{ from: "16:00", until: "20:00" }] }
          - { name: rest, unitPrice: "0.1" }
`)

const at = (text: string): number => Date.parse(text)
const january = at('2013-01-01T00:00:00Z')
const wh = 10n ** 9n

function subscription(id: SubscriptionId, offer: string, more: Partial<Subscription> = {}): Subscription {
  return {
    id,
    account: 'acct_owner',
    order: 'ord_1',
    offer,
    catalogueVersion: 1,
    zone: 'Europe/London' as Zone,
    fromMs: january,
    ...more,
  }
}

function facts(subscriptions: readonly Subscription[], more: Partial<FoldFacts> = {}): FoldFacts {
  return {
    origin: 'dev_meter',
    rateCards: subscriptions.map((each) => rateCard(each, catalogue)),
    ownerSubscriptions: new Set(subscriptions.map(({ id }) => id)),
    payers: new Map(),
    ...more,
  }
}

function reading(from: string, until: string, quantity: bigint, seq = 1): Usage {
  return { seq, service: 'energy.supply', record: 'reading', reading: 'energy', fromMs: at(from), untilMs: at(until), quantity }
}

const opened = (authorization: AuthorizationId, seq = 1): Usage => ({
  seq,
  service: 'trunk.access',
  record: 'opened',
  isOwn: false,
  fromMs: at('2013-01-05T12:00:00Z'),
  untilMs: at('2013-01-05T12:00:00Z'),
  quantity: wh,
  authorization,
})

const sums = (usages: readonly Usage[], given: FoldFacts): string[] =>
  foldUsage(usages, given).aggregates.map(({ band, periodFromMs, quantity, records }) => {
    return `${new Date(periodFromMs).toISOString().slice(0, 10)} ${band} ${quantity} ${records}`
  })

describe('readings', () => {
  const supply = facts([subscription('sub_supply', 'supply')])

  test('are summed by band and period', () => {
    const usages = [
      reading('2013-01-05T15:30:00Z', '2013-01-05T16:00:00Z', 100n),
      reading('2013-01-05T16:00:00Z', '2013-01-05T16:30:00Z', 7n),
      reading('2013-01-05T16:30:00Z', '2013-01-05T17:00:00Z', 8n),
    ]
    expect(sums(usages, supply)).toEqual(['2013-01-01 rest 100 1', '2013-01-01 peak 15 2'])
  })

  test('are split where a band or a month ends inside them', () => {
    expect(sums([reading('2013-01-05T15:45:00Z', '2013-01-05T16:15:00Z', 11n)], supply)).toEqual([
      '2013-01-01 rest 6 1',
      '2013-01-01 peak 5 0',
    ])
    expect(sums([reading('2013-01-31T23:00:00Z', '2013-02-01T01:00:00Z', 10n)], supply)).toEqual([
      '2013-01-01 rest 5 1',
      '2013-02-01 rest 5 0',
    ])
  })

  test('give the same sums in any order, in one run or many', () => {
    const usages = Array.from({ length: 96 }, (_, index) => {
      const fromMs = january + index * 2_700_000
      return {
        ...reading('2013-01-01T00:00:00Z', '2013-01-01T00:00:00Z', BigInt(index * 37)),
        seq: index,
        fromMs,
        untilMs: fromMs + 2_700_000,
      }
    })
    const total = (runs: readonly (readonly Usage[])[]): Map<string, bigint> => {
      const all = new Map<string, bigint>()
      for (const { band, quantity } of runs.flatMap((run) => foldUsage(run, supply).aggregates))
        all.set(band, (all.get(band) ?? 0n) + quantity)
      return all
    }
    const once = total([usages])
    expect(total([usages.toReversed()])).toEqual(once)
    expect(total([usages.slice(50), usages.slice(0, 50)])).toEqual(once)
    expect([...once.values()].reduce((sum, quantity) => sum + quantity, 0n)).toBe(
      usages.reduce((sum, { quantity }) => sum + quantity, 0n),
    )
  })
})

describe('usage that nobody pays for is counted, not dropped', () => {
  test.each<[string, readonly Subscription[]]>([
    ['without a subscription', []],
    ['before it begins', [subscription('sub_supply', 'supply', { fromMs: at('2014-01-01T00:00:00Z') })]],
    ['after it ended', [subscription('sub_supply', 'supply', { untilMs: at('2013-01-02T00:00:00Z') })]],
    ['on another device than the subscription is for', [subscription('sub_supply', 'supply', { device: 'dev_other' })]],
    ['of a service the offer does not price', [subscription('sub_access', 'access')]],
  ])('%s', (_when, subscriptions) => {
    const folded = foldUsage([reading('2013-01-05T12:00:00Z', '2013-01-05T12:30:00Z', 5n)], facts(subscriptions))
    expect(folded.aggregates).toEqual([])
    expect(folded.unrated).toEqual([
      { service: 'energy.supply', meter: 'energy', reason: 'no_subscription', quantity: 5n, records: 1 },
    ])
  })

  test('a reading over the beginning of a subscription is rated from there', () => {
    const begins = subscription('sub_supply', 'supply', { fromMs: at('2013-01-05T12:15:00Z') })
    const folded = foldUsage([reading('2013-01-05T12:00:00Z', '2013-01-05T12:30:00Z', 10n)], facts([begins]))
    expect(folded.aggregates).toMatchObject([{ band: 'rest', quantity: 5n, records: 1 }])
    expect(folded.unrated).toMatchObject([{ quantity: 5n, records: 0 }])
  })

  test('a reading over the change from one subscription to the next is rated whole', () => {
    const change = at('2013-01-05T12:15:00Z')
    const given = facts([
      subscription('sub_first', 'supply', { untilMs: change }),
      subscription('sub_second', 'supply', { fromMs: change }),
    ])
    const folded = foldUsage([reading('2013-01-05T12:00:00Z', '2013-01-05T12:30:00Z', 11n)], given)
    expect(folded.aggregates.map(({ subscription: id, quantity }) => [id, quantity])).toEqual([
      ['sub_first', 6n],
      ['sub_second', 5n],
    ])
    expect(folded.unrated).toEqual([])
  })
})

describe('an authorized opening', () => {
  const access = subscription('sub_merchant', 'access', { account: 'acct_merchant' })
  const payers = new Map<AuthorizationId, SubscriptionId>([['auth_1', 'sub_merchant']])
  const given = facts([access], { ownerSubscriptions: new Set(), payers })

  test('is charged to who asked for it, one row with its explanation', () => {
    const { aggregates, charges, unrated } = foldUsage([opened('auth_1', 9)], given)
    expect(unrated).toEqual([])
    expect(aggregates).toMatchObject([{ subscription: 'sub_merchant', price: 'opening', quantity: wh, records: 1 }])
    expect(charges).toMatchObject([
      {
        subscription: 'sub_merchant',
        device: 'dev_meter',
        seq: 9,
        authorization: 'auth_1',
        explanation: ['1 opening × 2.4 = 2.4'],
      },
    ])
    expect(charges.map(({ exact }) => formatExact(exact))).toEqual(['2.4'])
  })

  test('at a time the device did not know, is rated in the cheapest band it may have fallen in', () => {
    const banded = published(bandedAccess)
    const card = rateCard(access, banded)
    const doubtful = { ...opened('auth_1'), fromMs: at('2013-01-05T17:00:00Z'), untilMs: at('2013-01-05T21:00:00Z') }
    const { charges, aggregates } = foldUsage([doubtful], { ...given, rateCards: [card] })
    expect(aggregates).toMatchObject([{ band: 'night', quantity: wh, records: 1 }])
    expect(charges.map(({ exact }) => formatExact(exact))).toEqual(['1'])
    expect(charges[0]?.explanation.at(-1)).toBe(
      'at a time the device did not know, between 2013-01-05T17:00:00.000Z and 2013-01-05T21:00:00.000Z',
    )
  })

  test('is charged to nobody where the authorization is unknown', () => {
    const { charges, unrated } = foldUsage([opened('auth_2')], given)
    expect(charges).toEqual([])
    expect(unrated).toMatchObject([{ meter: 'opened', quantity: wh }])
  })
})

const bandedAccess = `
services:
  trunk.access: { name: Trunk access, actions: [open] }
meters:
  openings: { service: trunk.access, record: opened, aggregation: count, unit: opening }
offers:
  access:
    name: Access
    currency: EUR
    prices:
      opening:
        model: per_unit
        name: Opening
        meter: openings
        bands:
          - { name: day, unitPrice: "2", when: [{ from: "06:00", until: "20:00" }] }
          - { name: night, unitPrice: "1" }
`

function published(source: string): Catalogue {
  const parsed = parseCatalogue(source)
  if (!parsed.ok) throw new Error(parsed.error.map(({ detail }) => detail).join())
  return parsed.value
}
