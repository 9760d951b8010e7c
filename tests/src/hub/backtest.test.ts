import type { Catalogue } from '@octroi/hub/catalogue/catalogue'
import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import { publishCatalogue } from '@octroi/hub/catalogue/publish-catalogue.use-case'
import { askedMonths } from '@octroi/hub/invoicing/asked-months'
import type { BacktestRow } from '@octroi/hub/invoicing/backtest'
import { type Backtest, backtest } from '@octroi/hub/invoicing/backtest.use-case'
import { draftInvoices } from '@octroi/hub/invoicing/draft-invoices.use-case'
import { rateUsage } from '@octroi/hub/invoicing/rate-usage'
import { totalsOf } from '@octroi/hub/invoicing/totals-of'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import type { Page } from '@octroi/hub/page'
import { forgetOld } from '@octroi/hub/retention/forget-old.use-case'
import type { UsageLine } from '@octroi/hub/usage/usage-lines'
import { formatAmount } from '@octroi/shared/money/amount'
import { oneUnit } from '@octroi/shared/money/quantity'
import { monthNamed } from '@octroi/shared/time/month'
import { dayMs } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { london } from '../kit/metered-world.ts'
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

function parsed(catalogue: string): Catalogue {
  const read = parseCatalogue(catalogue)
  if (!read.ok) throw new Error(read.error.map(({ path, detail }) => `${path} ${detail}`).join('; '))
  return read.value
}

function asked({ hub }: OpeningWorld, draft: string, { months = bothMonths, ...only }: Omit<Tested, 'limit'> = {}): Backtest {
  const { storage, environment, tenant } = hub
  const named = value(askedMonths(months[0], months[1], environment.nowMs()))
  return { storage, environment, tenant, draft: parsed(draft), months: named, ...only }
}

function rowWords({ offer, state, before, after }: BacktestRow): string {
  return [offer, state, formatAmount(before), ...(after === undefined ? [] : [formatAmount(after)])].join(' ')
}

/** What each offer came to and would, over all pages. */
async function tested(world: OpeningWorld, draft: string, { limit = 10, ...only }: Tested = {}) {
  const rows: string[] = []
  let [after, pages]: [string | undefined, number] = [undefined, 0]
  do {
    const page: Page<BacktestRow> = await backtest(asked(world, draft, only), {
      limit,
      ...(after === undefined ? {} : { after }),
    })
    rows.push(...page.items.map(rowWords))
    ;[after, pages] = [page.next, pages + 1]
  } while (after !== undefined)
  return { rows: rows.toSorted(), pages }
}

/** The first row of the newest account. */
async function newest(world: OpeningWorld, draft: string): Promise<string | undefined> {
  return (await backtest(asked(world, draft), { limit: 1 })).items.map(rowWords)[0]
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
test('the same catalogue changes nothing, and one with doubled prices doubles every bill, on pages of any size', async () => {
  const world = await lived(same)
  expect((await tested(world, same)).rows).toEqual([
    'home compared 74.75 74.75',
    'merchant compared 2.40 2.40',
    'own compared 0.00 0.00',
  ])
  const { rows, pages } = await tested(world, doubled, { subscriptionsOfPage: 1 })
  expect(rows).toEqual(['home compared 74.75 149.50', 'merchant compared 2.40 4.80', 'own compared 0.00 0.00'])
  expect(pages).toBe(3)
  const october = await tested(world, doubled, { months: ['2026-10'], offer: 'home', limit: 1 })
  expect(october.rows).toEqual(['home compared 27.00 54.00'])
})

test('that is what a hub comes to which had the draft from the beginning', async () => {
  expect(await bills(await lived(doubled))).toEqual(['149.50', '0.00', '4.80'])
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

test('a record of the month before that another version rated still counts where the draft has it', async () => {
  // Half of the 40 are November's where they are added: 20, 7, 9 and 5 at 0.25 in the place of 5.
  const draft = same.replace('        free: { events: 2 }\n', '')
  const { rows } = await tested(await lived(same, doubled), draft, { months: ['2026-11'], offer: 'home' })
  expect(rows).toEqual(['home compared 95.50 56.75'])
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

const incomparable: readonly (readonly [string, (text: string) => string, string])[] = [
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
]

test('a draft that cannot be compared is said to be so, and why', async () => {
  const world = await lived(same)
  for (const [what, changed, expected] of incomparable) {
    expect((await tested(world, changed(same), { offer: 'home' })).rows, what).toEqual([expected])
  }
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

/** Other prices, other ways to count, bands, and what is taken off in the end. */
const drafts: readonly ((text: string) => string)[] = [
  (text) => text,
  () => doubled,
  (text) => text.replace('        free: { events: 2 }\n', ''),
  (text) => text.replace('step: "5400"', 'step: "14400"'),
  (text) => text.replace('aggregation: max, window: day', 'aggregation: latest'),
  (text) => text.replace('aggregation: sum', 'aggregation: count'),
  (text) =>
    text.replace(
      'meter: peak, unitPrice: "0.5"',
      'meter: peak, bands: [{ name: early, unitPrice: "2", when: [{ from: "00:00", until: "11:30" }] }, { name: late, unitPrice: "1" }]',
    ),
  (text) => text.replace('    currency: GBP', '    currency: GBP\n    spend: { minimum: "60", maximum: "90" }'),
]

interface Told {
  readonly fromMs: number
  readonly untilMs: number
  readonly quantity: number
}

/** What `octroi rate` makes of the same in both months. */
function rated(catalogue: string, told: readonly Told[], startMs: number): string {
  const lines = told.map(({ quantity, ...span }, index): UsageLine => {
    const used = { seq: index + 1, service: 'energy.supply', record: 'reading', reading: 'energy' } as const
    return { meter: 'import', usage: { ...used, ...span, quantity: BigInt(quantity) * oneUnit } }
  })
  const drafts = bothMonths.flatMap((name) =>
    rateUsage(parsed(catalogue), lines, { offer: 'home', zone: london, startMs, month: monthNamed(london, name) }),
  )
  return totalsOf(drafts.map(({ draft }) => draft))
    .map(formatAmount)
    .join(' ')
}

const fourHours = 4 * 3_600_000
/** Readings that do not overlap, some over the end of the month, each in one of three batches. */
const lives = fc.record({
  draft: fc.constantFrom(...drafts),
  readings: fc.uniqueArray(
    fc.record({
      slot: fc.integer({ min: 0, max: 6 * 52 }),
      minutes: fc.integer({ min: 1, max: 240 }),
      quantity: fc.integer({ min: 0, max: 50 }),
      batch: fc.integer({ min: 0, max: 2 }),
    }),
    { maxLength: 20, selector: ({ slot }) => slot },
  ),
})

test('whatever was used, the same catalogue changes nothing, and a draft comes to what its own rating does', async () => {
  const world = await OpeningWorld.open()
  worlds.push(world)
  const { hub } = world
  await hub.catalogue(same)
  const startsAtMs = at('10-01T00:00') - 3_600_000
  await fc.assert(
    fc.asyncProperty(lives, async ({ draft: changed, readings }) => {
      const account = await hub.account()
      value(
        await hub.write((stores) =>
          placeOrder(stores, hub.environment, { account, offer: 'home', startsAtMs, mayBackdate: true }),
        ),
      )
      const meter = await world.another('meter', account)
      const told = readings.map(({ slot, minutes, quantity, batch }) => {
        const fromMs = startsAtMs + slot * fourHours
        return { batch, fromMs, untilMs: fromMs + minutes * 60_000, quantity }
      })
      for (const batch of [2, 0, 1]) {
        const records = told
          .filter((each) => each.batch === batch)
          .map(({ fromMs, untilMs, quantity }) => energyReading(fromMs, untilMs, BigInt(quantity) * oneUnit))
        if (records.length > 0) await world.ingest(meter.journal.batch(...records).envelope, meter.device)
      }
      const draft = changed(same)
      const ratedBy = (catalogue: string): string => rated(catalogue, told, startsAtMs)
      // The newest account comes first.
      expect(await newest(world, same)).toBe(`home compared ${ratedBy(same)} ${ratedBy(same)}`)
      expect(await newest(world, draft)).toBe(`home compared ${ratedBy(same)} ${ratedBy(draft)}`)
    }),
    { numRuns: 6 },
  )
})
