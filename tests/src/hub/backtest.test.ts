import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import { publishCatalogue } from '@octroi/hub/catalogue/publish-catalogue.use-case'
import { askedMonths } from '@octroi/hub/invoicing/asked-months'
import type { BacktestRow } from '@octroi/hub/invoicing/backtest'
import { backtest } from '@octroi/hub/invoicing/backtest.use-case'
import { draftInvoices } from '@octroi/hub/invoicing/draft-invoices.use-case'
import { totalsOf } from '@octroi/hub/invoicing/totals-of'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import type { Page } from '@octroi/hub/page'
import { forgetOld } from '@octroi/hub/retention/forget-old.use-case'
import { formatAmount } from '@octroi/shared/money/amount'
import { oneUnit } from '@octroi/shared/money/quantity'
import { dayMs } from '@octroi/shared/time/zone'
import { afterEach, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { OpeningWorld } from '../kit/opening-world.ts'
import { energyReading } from '../kit/sample-records.ts'

/** Adding, counting in order, in steps and at its greatest, actions and openings; each price in the place of `×`. */
const priced = (times: (amount: string) => string): string => `
services: { energy.supply: { name: Energy }, trunk.access: { name: Trunk, actions: [open] } }
meters:
  import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh }
  peak: { service: energy.supply, record: reading, reading: energy, aggregation: max, window: day, unit: Wh }
  time: { service: energy.supply, record: reading, reading: energy, aggregation: duration, unit: second }
  actions: { service: trunk.access, record: performed, aggregation: count, unit: action }
  openings: { service: trunk.access, record: opened, aggregation: count, unit: opening }
offers:
  own: { name: Own, currency: EUR, entitlements: [{ service: trunk.access, actions: [open], reach: own }] }
  merchant:
    name: Merchant
    currency: EUR
    prices: { opening: { model: per_unit, name: Opening, meter: openings, unitPrice: "${times('2.40')}" } }
    entitlements: [{ service: trunk.access, actions: [open], reach: consented }]
  home:
    name: Home
    currency: GBP
    prices:
      fee: { model: flat, name: Fee, amount: "${times('4')}", every: month, timing: arrears }
      energy:
        model: per_unit
        name: Energy
        meter: import
        unitPrice: "${times('0.25')}"
        free: { events: 2 }
      peak: { model: per_unit, name: Peak, meter: peak, unitPrice: "${times('0.5')}" }
      time: { model: per_unit, name: Time, meter: time, unit: { name: hour, size: "3600" }, step: "5400", unitPrice: "${times('1')}" }
      actions: { model: graduated, name: Actions, meter: actions, tiers: [{ upTo: "1", unitPrice: "${times('3')}" }, { unitPrice: "${times('1')}" }] }
`
const same = priced((amount) => amount)
const doubled = priced((amount) => String(2 * Number(amount)))

let worlds: OpeningWorld[] = []
afterEach(async () => {
  for (const world of worlds) await world.close()
  worlds = []
})

const at = (text: string): number => Date.parse(`2026-${text}:00Z`)
const reading = (from: string, until: string, quantity: number) => energyReading(at(from), at(until), BigInt(quantity) * oneUnit)

/** A household with two meters over two months, and a merchant that opened its car, all by one catalogue. */
async function lived(catalogue: string, later?: string): Promise<OpeningWorld> {
  const world = await OpeningWorld.open()
  worlds.push(world)
  const { hub, owner, car } = world
  await hub.catalogue(catalogue)
  const switches = { effectiveFromMs: at('11-01T00:00'), touches: 'date' } as const
  if (later !== undefined)
    value(await hub.write((stores) => publishCatalogue(stores, hub.environment, { source: later, ...switches })))
  const order = { account: owner, offer: 'home', startsAtMs: at('10-01T00:00'), mayBackdate: true }
  value(await hub.write((stores) => placeOrder(stores, hub.environment, order)))
  const other = await world.another('other')
  const action = (time: number) =>
    ({ time, timeState: 'synced', service: 'trunk.access', type: 'performed', body: { action: 'open' } }) as const
  // Late in one batch: its first reading is of before the other's, and one goes over the end of the month.
  await world.ingest(
    car.journal.batch(
      reading('11-02T08:00', '11-02T09:00', 5),
      reading('11-01T08:00', '11-01T09:31', 7),
      action(at('11-03T00:00')),
    ).envelope,
  )
  await world.ingest(
    car.journal.batch(reading('10-31T22:00', '11-01T02:00', 40), reading('10-05T00:00', '10-05T01:00', 3)).envelope,
  )
  await world.ingest(
    other.journal.batch(action(at('11-04T00:00')), reading('11-01T06:00', '11-01T07:00', 9)).envelope,
    other.device,
  )
  // Time that was told before, which is set apart; and an action of a device that did not know the time.
  await world.ingest(
    car.journal.batch(reading('11-02T08:30', '11-02T10:00', 900), { ...action(0), timeState: 'unknown' }).envelope,
  )
  const authorization = await world.granted()
  await world.ingest(car.journal.batch(...world.wholeOpening(authorization)).envelope)
  return world
}

const bothMonths = ['2026-10', '2026-11']

interface Tested {
  readonly months?: readonly string[]
  readonly offer?: string
  readonly limit?: number
  readonly subscriptionsOfPage?: number
}

/** What each offer came to and would, over all pages. */
async function tested({ hub }: OpeningWorld, draft: string, { months: named = bothMonths, limit = 10, ...only }: Tested = {}) {
  const parsed = parseCatalogue(draft)
  if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join('; '))
  const months = value(askedMonths(named[0], named[1], hub.environment.nowMs()))
  const { storage, environment, tenant } = hub
  const asked = { storage, environment, tenant, draft: parsed.value, months, ...only }
  const rows: string[] = []
  let [after, pages]: [string | undefined, number] = [undefined, 0]
  do {
    const page: Page<BacktestRow> = await backtest(asked, { limit, ...(after === undefined ? {} : { after }) })
    for (const { offer: of, state, before, after: fresh } of page.items) {
      rows.push([of, state, formatAmount(before), ...(fresh === undefined ? [] : [formatAmount(fresh)])].join(' '))
    }
    ;[after, pages] = [page.next, pages + 1]
  } while (after !== undefined)
  return { rows: rows.toSorted(), pages }
}

/** What the accounts of a hub were asked for in both months, by their names. */
async function bills({ hub, owner, merchant }: OpeningWorld): Promise<readonly string[]> {
  const found: string[] = []
  for (const account of [owner, merchant]) {
    const drafts = []
    for (const month of bothMonths) {
      drafts.push(...value(await hub.read((stores) => draftInvoices(stores, hub.environment, { account, month }))))
    }
    found.push(...totalsOf(drafts).map(formatAmount))
  }
  return found
}

/**
 * October: the fee of 4, both events free, the day's greatest 3 and 40 at 0.5, and 1.5 hours. November: 4; 9 and 7 are free
 * and 5 is paid; the car's 40 and 5 and the other meter's 9; 4.5, 1.5, 3 and 1.5 hours; three actions, 3, 1 and 1.
 */
test('the same catalogue changes nothing, and one with doubled prices comes to what it would have from the beginning', async () => {
  const world = await lived(same)
  expect((await tested(world, same)).rows).toEqual([
    'home compared 74.75 74.75',
    'merchant compared 2.40 2.40',
    'own compared 0.00 0.00',
  ])
  const twice = await tested(world, doubled)
  expect(twice.rows).toEqual(['home compared 74.75 149.50', 'merchant compared 2.40 4.80', 'own compared 0.00 0.00'])
  expect(await bills(await lived(doubled))).toEqual(['149.50', '0.00', '4.80'])
  expect((await tested(world, doubled, { subscriptionsOfPage: 1 })).pages).toBe(3)
  expect((await tested(world, doubled, { limit: 1 })).rows).toEqual(twice.rows)
  const october = await tested(world, doubled, { months: ['2026-10'], offer: 'home' })
  expect(october.rows).toEqual(['home compared 27.00 54.00'])
})

test('a draft may count otherwise, over the end of a month too', async () => {
  const world = await lived(same)
  // Added where they were taken in order: 20 of the 40 are October's, and nothing is free.
  const draft = same.replace('        free: { events: 2 }\n', '')
  const fresh = await lived(draft)
  for (const month of bothMonths) {
    const [row = ''] = (await tested(world, draft, { months: [month], offer: 'home' })).rows
    const home = value(
      await fresh.hub.read((stores) => draftInvoices(stores, fresh.hub.environment, { account: fresh.owner, month })),
    ).find(({ offerName }) => offerName === 'Home')
    expect(row.split(' ').at(-1)).toBe(home && formatAmount(home.total))
  }
})

test('what was rated by one version and then by another is all rated by the draft', async () => {
  const world = await lived(same, doubled)
  const [home, , merchant] = await bills(world)
  expect([home, merchant]).toEqual(['122.50', '4.80'])
  expect((await tested(world, same)).rows).toEqual([
    `home compared ${home} 74.75`,
    `merchant compared ${merchant} 2.40`,
    'own compared 0.00 0.00',
  ])
})

test('a draft may bill longer periods, where they fill the same time', async () => {
  const world = await lived(same)
  const draft = same.replace('GBP', 'GBP\n    billing: { every: quarter }')
  const fresh = await lived(draft)
  const [quarter] = value(
    await fresh.hub.read((stores) => draftInvoices(stores, fresh.hub.environment, { account: fresh.owner, month: '2026-10' })),
  )
  const rows = await tested(world, draft, { months: ['2026-10', '2026-12'], offer: 'home' })
  expect(rows.rows).toEqual([`home compared 74.75 ${quarter && formatAmount(quarter.total)}`])
})

test.each([
  ['lacks the offer', (text: string) => text.replace('  home:', '  house:'), 'home no_such_offer 74.75'],
  ['asks another currency', (text: string) => text.replace('GBP', 'EUR'), 'home other_currency 74.75'],
  [
    'bills a quarter that goes on',
    (text: string) => text.replace('GBP', 'GBP\n    billing: { every: quarter }'),
    'home other_periods 74.75',
  ],
  [
    'prices what was not counted',
    (text: string) =>
      text
        .replace('peak: { service: energy.supply', 'peak: { service: other')
        .replace('services: {', 'services: { other: { name: Other },'),
    'home not_counted 74.75',
  ],
])('a draft that %s is said to', async (_what, changed, expected) => {
  expect((await tested(await lived(same), changed(same), { offer: 'home' })).rows).toEqual([expected])
})

test('where records are forgotten nobody says what they would have cost', async () => {
  const world = await lived(same)
  const { hub } = world
  hub.pass(40 * dayMs)
  const forgetting = { storage: hub.storage, environment: hub.environment, days: { batches: 31 }, onForgotten: () => undefined }
  await forgetOld(forgetting, hub.tenant)
  expect((await tested(world, doubled)).rows).toEqual([
    'home records_forgotten 74.75',
    'merchant records_forgotten 2.40',
    'own compared 0.00 0.00',
  ])
})
