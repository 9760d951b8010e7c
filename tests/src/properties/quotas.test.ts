import { burnDown, isInForceAt, type QuotaGrant } from '@octroi/hub/entitlements/burn-down'
import { type GivenGrant, grantsOf, type LimitedEntitlement, markAt, reckonedFromMs } from '@octroi/hub/entitlements/quota'
import type { Limit } from '@octroi/shared/decisions/limit'
import { calendarMonths } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const instant = fc.integer({ min: 0, max: 40 })
const quantity = fc.bigInt({ min: 0n, max: 12n })

const grant = fc
  .record({
    quantity,
    priority: fc.integer({ min: 0, max: 2 }),
    fromMs: instant,
    lasts: fc.option(fc.integer({ min: 1, max: 30 })),
  })
  .map(({ lasts, ...rest }) => ({ ...rest, ...(lasts === null ? {} : { untilMs: rest.fromMs + lasts }) }))

const grants = fc
  .array(grant, { minLength: 1, maxLength: 6 })
  .map((list) => list.map((each, index): QuotaGrant => ({ ...each, key: `g${index}`, source: 'operator', madeAtMs: index })))

const uses = fc.array(fc.record({ ms: instant, quantity: fc.bigInt({ min: 1n, max: 4n }) }), { maxLength: 25, size: 'max' })

/** Each use by itself, in the order of time: from the grant in force that comes first. */
function replayed(list: readonly QuotaGrant[], used: readonly { readonly ms: number; readonly quantity: bigint }[]) {
  const never = Number.MAX_SAFE_INTEGER
  const left = new Map(list.map(({ key, quantity: all }) => [key, all]))
  let over = 0n
  for (const use of used.toSorted((one, other) => one.ms - other.ms)) {
    for (let unit = 0n; unit < use.quantity; unit++) {
      const [from] = list
        .filter((each) => isInForceAt(each, use.ms) && (left.get(each.key) ?? 0n) > 0n)
        .toSorted(
          (one, other) =>
            one.priority - other.priority || (one.untilMs ?? never) - (other.untilMs ?? never) || one.madeAtMs - other.madeAtMs,
        )
      if (from === undefined) over++
      else left.set(from.key, (left.get(from.key) ?? 0n) - 1n)
    }
  }
  return { left: Object.fromEntries(left), over }
}

/** As it is counted: added up from mark to mark, in the order in which it arrives. */
function summed(list: readonly QuotaGrant[], used: readonly { readonly ms: number; readonly quantity: bigint }[]) {
  const sums = new Map<number, bigint>()
  for (const use of used) {
    const mark = markAt(list, use.ms)
    sums.set(mark, (sums.get(mark) ?? 0n) + use.quantity)
  }
  return [...sums].map(([fromMs, all]) => ({ fromMs, quantity: all }))
}

function told({ grants: list, over }: ReturnType<typeof burnDown>) {
  const left = Object.fromEntries(list.map(({ key, left: rest }) => [key, rest] as const))
  return { left, over: over.reduce((sum, each) => sum + each.quantity, 0n) }
}

describe('a quota burns down', () => {
  test('as if each use were laid on its grants one after another, whatever comes late', () => {
    fc.assert(
      fc.property(grants, uses, fc.infiniteStream(fc.nat()), (list, used, order) => {
        const arrived = used.map((use) => ({ use, at: order.next().value })).toSorted((one, other) => one.at - other.at)
        const sums = summed(
          list,
          arrived.map(({ use }) => use),
        )
        expect(told(burnDown(list, sums, 100))).toEqual(replayed(list, used))
      }),
      { numRuns: 400 },
    )
  })

  test('never below nothing, and all that was used is spent or beyond', () => {
    fc.assert(
      fc.property(grants, uses, (list, used) => {
        const burned = burnDown(list, summed(list, used), 100)
        const spent = burned.grants.reduce((sum, each) => sum + each.spent, 0n)
        expect(burned.grants.every(({ left, quantity: all, spent: gone }) => left >= 0n && left + gone === all)).toBe(true)
        expect(spent + told(burned).over).toBe(used.reduce((sum, each) => sum + each.quantity, 0n))
      }),
    )
  })
})

const utc = 'UTC' as Zone
const [january, dayMs] = [Date.parse('2026-01-01T00:00:00Z'), 86_400_000]
const monthStart = (month: number): number => Date.UTC(2026, month, 1)

const energy = { service: 'sample', unit: 'Wh', record: 'reading', reading: 'energy', aggregation: 'sum' } as const

function limited(limit: Partial<Limit>, more: Partial<LimitedEntitlement> = {}): LimitedEntitlement {
  const counts = { service: 'sample', unit: 'use', record: 'performed', aggregation: 'count' } as const
  const terms = { meter: 'uses', counts, quantity: 10n, kind: 'hard', priority: 100, notices: [] } as const
  return {
    ...{ id: 'ent_1', subscription: 'sub_1', account: 'acct_1', service: 'sample', actions: ['do'], reach: 'own' },
    ...{ fromMs: january, limit: { ...terms, cycle: calendarMonths(utc), ...limit } },
    ...more,
  }
}

/** What is left of a month's grants, by the month: what was granted, and what rolled over. */
function leftIn(month: number, entitlements: readonly LimitedEntitlement[], used: readonly { ms: number; quantity: bigint }[]) {
  const list = grantsOf(entitlements, [], { fromMs: january, untilMs: monthStart(12) })
  const { grants: all } = burnDown(list, summed(list, used), monthStart(month))
  return all
    .filter((each) => isInForceAt(each, monthStart(month) + dayMs * 20))
    .map(({ source, left }) => [source, left] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
}

describe('what is left of a month', () => {
  const at = (month: number, all: bigint) => ({ ms: monthStart(month) + dayMs, quantity: all })

  test.each([
    ['nothing goes on without a rollover', {}, [at(0, 3n)], [['period', 10n]]],
    [
      'the rest goes on',
      { rollover: { atMost: 50n } },
      [at(0, 3n)],
      [
        ['period', 10n],
        ['rollover', 7n],
      ],
    ],
    [
      'up to a maximum',
      { rollover: { atMost: 4n } },
      [at(0, 3n)],
      [
        ['period', 10n],
        ['rollover', 4n],
      ],
    ],
    [
      'what rolled over is used first',
      { rollover: { atMost: 50n } },
      [at(0, 3n), at(1, 2n)],
      [
        ['period', 8n],
        ['rollover', 7n],
      ],
    ],
    ['nothing goes on where all was used', { rollover: { atMost: 50n } }, [at(0, 12n)], [['period', 10n]]],
  ] as const)('%s', (_what, limit, used, expected) => {
    const found = leftIn(1, [limited(limit)], [...used])
    expect(found.reduce((sum, [, left]) => sum + Number(left), 0)).toBe(expected.reduce((sum, [, left]) => sum + Number(left), 0))
    expect(found.map(([source]) => source)).toEqual(expected.map(([source]) => source))
  })

  test('rolls over again with what rolled over before, up to the maximum, and late use takes it back', () => {
    const [entitlement] = [limited({ rollover: { atMost: 25n } })]
    expect(leftIn(2, [entitlement], [])).toEqual([
      ['period', 10n],
      ['rollover', 20n],
    ])
    expect(leftIn(3, [entitlement], [])).toEqual([
      ['period', 10n],
      ['rollover', 25n],
    ])
    expect(leftIn(2, [entitlement], [at(0, 6n)])).toEqual([
      ['period', 10n],
      ['rollover', 14n],
    ])
  })

  test('is no more for who changes within it: what was spent stays spent', () => {
    const middle = monthStart(0) + 14 * dayMs
    const changed = (after: bigint) => [
      limited({}, { untilMs: middle }),
      limited({ quantity: after }, { id: 'ent_2', fromMs: middle }),
    ]
    expect(leftIn(0, changed(10n), [at(0, 4n)])).toEqual([['period', 6n]])
    expect(leftIn(0, changed(30n), [at(0, 4n)])).toEqual([['period', 26n]])
    expect(leftIn(0, changed(3n), [at(0, 4n)])).toEqual([['period', 0n]])
    const upgraded = limited({ quantity: 30n, replaces: 'sub_1' }, { id: 'ent_2', subscription: 'sub_2', fromMs: middle })
    expect(leftIn(0, [limited({}, { untilMs: middle }), upgraded], [at(0, 4n)])).toEqual([['period', 26n]])
  })
})

test('a quota is reckoned from the beginning of what is in force, and of what was in force with it', () => {
  const at = monthStart(5) + dayMs
  expect(reckonedFromMs([limited({})], [], at)).toBe(monthStart(5))
  expect(reckonedFromMs([limited({ rollover: { atMost: 1n } })], [], at)).toBe(january)
  const given: GivenGrant = {
    ...{ id: 'grt_1', account: 'acct_1', meter: 'uses', quantity: 5n, priority: 0, fromMs: monthStart(2) + dayMs },
    ...{ reason: 'sample', madeAtMs: monthStart(2) + dayMs, by: 'opr_1' },
  }
  expect(reckonedFromMs([limited({})], [given], at)).toBe(monthStart(2))
})

/** How many there are on each day of January, none in a pause, and what a limit of 31 on the whole month comes to day by day. */
const daysOfJanuary = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 31, maxLength: 31 })

test('what falls to part of a period comes to what each of its days grants, however often quantities change and pauses begin', () => {
  fc.assert(
    fc.property(daysOfJanuary, fc.integer({ min: 0, max: 86_399_999 }), (quantities, intoDayMs) => {
      const dayStart = (day: number): number => january + day * dayMs + (day === 0 ? 0 : intoDayMs)
      const perQuantity = quantities.map((count, day) => ({ fromMs: dayStart(day), quantity: Math.max(1, count) }))
      const terms = { quantity: 31n, proration: 'day', perQuantity, counts: energy } as const
      const begins = (day: number): boolean => quantities[day] !== 0 && (day === 0 || quantities[day - 1] === 0)
      const spans = quantities.flatMap((_, day) => {
        if (!begins(day)) return []
        const end = quantities.findIndex((count, later) => later > day && count === 0)
        // A span ends with the day before the pause: what ends within a day still has all of it.
        return [limited(terms, { fromMs: dayStart(day), untilMs: end < 0 ? monthStart(1) : january + end * dayMs })]
      })
      const granted = grantsOf(spans, [], { fromMs: january, untilMs: monthStart(1) })
      const last = granted.toSorted((one, other) => other.fromMs - one.fromMs)[0]
      expect(last?.quantity ?? 0n).toBe(quantities.reduce((sum, count) => sum + BigInt(count), 0n))
    }),
  )
})
