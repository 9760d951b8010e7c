import { listOpenings } from '@octroi/hub/authorizations/list-openings.use-case'
import { draftInvoices } from '@octroi/hub/invoicing/draft-invoices.use-case'
import { lineOf, readLine } from '@octroi/hub/invoicing/line-reference'
import { type LineRecord, lineUsage } from '@octroi/hub/invoicing/line-usage.use-case'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import type { AccountId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { oneUnit } from '@octroi/shared/money/quantity'
import { rational, sum } from '@octroi/shared/money/rational'
import { monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pagesOf } from '../contracts/storage/open-storage.ts'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { energyReading } from '../kit/sample-records.ts'

let world: OpeningWorld
beforeEach(async () => {
  world = await OpeningWorld.open()
})
afterEach(() => world.close())

const hourMs = 3_600_000
const banded = `
services: { energy.supply: { name: Energy } }
meters: { import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh } }
offers:
  banded:
    name: Banded
    currency: GBP
    prices:
      energy:
        model: per_unit
        name: Energy
        meter: import
        unit: { name: kWh, size: "1000" }
        bands:
          - { name: day, unitPrice: "0.3", when: [{ from: "06:30", until: "22:00" }] }
          - { name: night, unitPrice: "0.1" }
      fee: { model: flat, name: Fee, amount: "2", every: month, timing: arrears }
`

async function orderBanded(): Promise<void> {
  const { hub, owner: account } = world
  await hub.catalogue(banded)
  const order = { account, offer: 'banded', startsAtMs: nowMs - 40 * 24 * hourMs, mayBackdate: true }
  value(await hub.write((stores) => placeOrder(stores, hub.environment, order)))
}

/** Every line of the account's drafts of this month, with every record behind it, read in pages of some size. */
async function linesOf(account: AccountId, limit: number) {
  const { hub } = world
  const drafts = value(await hub.read((stores) => draftInvoices(stores, hub.environment, { account })))
  return Promise.all(
    drafts.flatMap(({ subscription, period, lines }) =>
      lines.map(async (line) => {
        const reference = readLine(lineOf(subscription, line))
        const show = (page: { limit: number; after?: string }) =>
          hub.read(async (stores) =>
            value(await lineUsage(stores, hub.environment, { account, reference, month: period.name, page })),
          )
        const { kind, records, isComplete } = await show({ limit: 1 })
        const pages = await pagesOf(limit, async (page) => (await show(page)).page)
        return { line, kind, records, isComplete, pages, items: pages.flat() }
      }),
    ),
  )
}

const places = (records: readonly LineRecord[]) => records.map(({ seq }) => seq)

describe('behind a line of readings', () => {
  test('stand the records that the device signed, split as they were rated, in pages that meet', async () => {
    const { car } = world
    await orderBanded()
    const midnight = Date.parse('2026-11-20T00:00:00Z')
    const hours = Array.from({ length: 12 }, (_, hour) =>
      energyReading(midnight + hour * hourMs, midnight + (hour + 1) * hourMs, 1_000_000_000n),
    )
    await world.ingest(car.journal.batch(...hours.slice(0, 5)).envelope)
    // A device that tells time again: those records are set apart, and count on no line.
    await world.ingest(car.journal.batch(...hours.slice(3, 7)).envelope)
    car.journal.reboot()
    await world.ingest(car.journal.batch(...hours.slice(7)).envelope)

    const [day, night, fee] = await linesOf(world.owner, 3)
    expect(day).toMatchObject({ kind: 'readings', isComplete: true, records: 5, line: { band: 'day' } })
    expect(places(day?.items ?? [])).toEqual([9, 10, 11, 12, 13, 14])
    expect(day?.pages.map(({ length }) => length)).toEqual([3, 3])
    expect(day?.items.map(({ quantity }) => formatExact(quantity))).toEqual([
      '0.0005',
      '0.001',
      '0.001',
      '0.001',
      '0.001',
      '0.001',
    ])
    expect(places(night?.items ?? [])).toEqual([1, 2, 3, 4, 5, 8, 9])
    expect(night).toMatchObject({ kind: 'readings', isComplete: true, records: 7 })
    const boots = new Set([...(day?.items ?? []), ...(night?.items ?? [])].map(({ seq, boot }) => `${seq > 9} ${boot[0]}`))
    expect([...boots].toSorted()).toEqual(['false 1', 'true 2'])
    for (const { line, items } of [day, night].flatMap((each) => each ?? [])) {
      expect(formatExact(sum(items.map(({ quantity }) => quantity)))).toBe(formatExact(line.quantity))
    }
    expect(fee).toMatchObject({ kind: 'flat', isComplete: true, records: 0, items: [] })
  })

  test('the records sum to the line, however they lie over bands and however they are paged', async () => {
    await orderBanded()
    const longest = { minLength: 1, maxLength: 6 }
    const readings = fc.array(fc.tuple(fc.integer({ min: 1, max: 20_000 }), fc.bigInt({ min: 0n, max: 10n ** 12n })), longest)
    let [at, whole] = [nowMs, 0n]
    await fc.assert(
      fc.asyncProperty(readings, fc.integer({ min: 4, max: 9 }), async (told, limit) => {
        const records = told.map(([seconds, quantity]) => {
          const fromMs = at
          at += seconds * 1000
          whole += quantity
          return energyReading(fromMs, at, quantity)
        })
        world.hub.pass(at - world.hub.environment.nowMs())
        await world.ingest(world.car.journal.batch(...records).envelope)
        const metered = (await linesOf(world.owner, limit)).filter(({ kind }) => kind === 'readings')
        for (const { line, items, isComplete } of metered) {
          expect(isComplete).toBe(true)
          expect(sum(items.map(({ quantity }) => quantity))).toEqual(line.quantity)
        }
        expect(sum(metered.map(({ line }) => line.quantity))).toEqual(rational(whole, oneUnit * 1000n))
      }),
      { numRuns: 10 },
    )
  })
})

test('what was rated before its records were noted is counted, and said to be missing from the list', async () => {
  const { hub, car, owner } = world
  const subscription = await world.order(owner, 'supply')
  const { fromMs: periodFromMs } = monthOf('Europe/London' as Zone, nowMs)
  const before = { subscription, price: 'energy', version: 1, band: 'all', periodFromMs, quantity: 7n * oneUnit, records: 3 }
  await hub.write(({ rating }) =>
    rating.fold(car.device, { aggregates: [before], charges: [], sources: [], unrated: [], series: [] }),
  )
  await world.ingest(car.journal.batch(energyReading(nowMs, nowMs + 1000, oneUnit)).envelope)
  const [line] = await linesOf(owner, 5)
  expect(line).toMatchObject({ records: 4, isComplete: false })
  expect([formatExact(line?.line.quantity ?? sum([])), line?.items.length]).toEqual(['8', 1])
})

test('behind a line of openings stand the openings, with the authorization each was done under', async () => {
  const authorization = await world.granted()
  await world.ingest(world.car.journal.batch(...world.wholeOpening(authorization)).envelope)
  const [line] = await linesOf(world.merchant, 10)
  expect(line).toMatchObject({ kind: 'openings', records: 1, isComplete: true })
  expect(line?.items).toMatchObject([{ device: world.car.device, seq: 3, authorization, fromMs: nowMs, untilMs: nowMs }])
  expect(formatExact(line?.items[0]?.quantity ?? line?.line.exact ?? sum([]))).toBe('1')
})

describe('openings', () => {
  const list = (owner?: AccountId) =>
    world.hub.read((stores) => listOpenings(stores, world.hub.environment, { page: { limit: 10 }, owner }))

  test('tell who asked, on whose behalf, and that it was closed again', async () => {
    const authorization = await world.granted()
    await world.ingest(world.car.journal.batch(...world.wholeOpening(authorization)).envelope)
    const { items } = await list(world.owner)
    expect(items).toMatchObject([
      {
        way: 'permit',
        state: 'secured',
        began: { authorization, seq: 3 },
        device: { label: 'car' },
        requester: { id: world.merchant, name: 'Sample' },
        holder: expect.stringMatching(/^[\w-]{11}$/),
        closed: { atMs: nowMs },
      },
    ])
    expect((await list(world.merchant)).items).toEqual([])
    expect((await list()).items).toHaveLength(1)
  })

  test('by a key, a hand or a handle inside are told too, with nobody’s name', async () => {
    const common = { time: nowMs, timeState: 'synced', service: 'trunk.access' } as const
    const byHand = ['opened', 'closed', 'secured', 'opened'] as const
    await world.ingest(
      world.car.journal.batch(...byHand.map((type, index) => ({ ...common, time: nowMs - 10 + index, type, body: {} })), {
        ...common,
        type: 'safety_action',
        body: { action: 'release_from_inside', late: false },
      }).envelope,
    )
    const { items } = await list(world.owner)
    expect(items.map(({ way, state, began }) => [way, state, began.seq])).toEqual([
      ['safety_action', 'not_told', 5],
      ['by_hand', 'open', 4],
      ['by_hand', 'secured', 1],
    ])
    for (const opening of items) expect(opening).not.toHaveProperty('requester')
  })
})
