import type { Catalogue } from '@octroi/hub/catalogue/catalogue'
import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import { publishCatalogue } from '@octroi/hub/catalogue/publish-catalogue.use-case'
import { backtest } from '@octroi/hub/invoicing/backtest.use-case'
import { type DraftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import { draftOf } from '@octroi/hub/invoicing/draft-invoices.use-case'
import { type LineReference, lineOf, readLine, writeLine } from '@octroi/hub/invoicing/line-reference'
import { lineUsage } from '@octroi/hub/invoicing/line-usage.use-case'
import { openDispute } from '@octroi/hub/invoicing/open-dispute.use-case'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import type { VersionScope } from '@octroi/shared/api/vocabulary'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { oneUnit } from '@octroi/shared/money/quantity'
import type { Zone } from '@octroi/shared/time/zone'
import { recordsPerBatchAtMost } from '@octroi/shared/wire/messages/journal'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type HalfHour, madeUpHalfHours, publishedHalfHours } from '../kit/half-hours.ts'
import { value } from '../kit/hub-at-rest.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { energyReading } from '../kit/sample-records.ts'
import { testFile } from '../kit/test-data.ts'

const zone = 'Europe/London' as Zone

/** A catalogue of a household's electricity: a flat price, the trial's three prices in bands, and a standing charge. */
function household({ flat, bands, fee }: Prices): string {
  const written = bands.map(({ name, price, days, from, until }) => {
    const on = days === undefined ? '' : `days: [${days}], `
    const when = from === undefined ? '' : `, when: [{ ${on}from: "${from}", until: "${until}" }]`
    return `{ name: ${name}, unitPrice: "${price}"${when} }`
  })
  const energy = 'model: per_unit, name: Energy, meter: import, unit: { name: kWh, size: "1000" }'
  const standing = `standing: { model: flat, name: Standing charge, amount: "${fee}", every: day, timing: arrears }`
  return `
services: { energy.supply: { name: Energy } }
meters: { import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh } }
offers:
  flat: { name: Flat, currency: GBP, prices: { energy: { ${energy}, unitPrice: "${flat}" }, ${standing} } }
  banded: { name: Banded, currency: GBP, prices: { energy: { ${energy}, bands: [${written.join(', ')}] }, ${standing} } }
`
}

interface Band {
  readonly name: string
  readonly price: string
  readonly days?: string
  readonly from?: string
  readonly until?: string
}

interface Prices {
  readonly flat: string
  readonly bands: readonly Band[]
  readonly fee: string
}

const weekdays = 'mon, tue, wed, thu, fri'
/** The trial's prices. Its hours are not public, so these are made up, and the change moves them. */
const before: Prices = {
  flat: '0.14228',
  fee: '0.2347',
  bands: [
    { name: 'high', price: '0.6720', days: weekdays, from: '17:00', until: '20:00' },
    { name: 'low', price: '0.0399', from: '00:00', until: '06:30' },
    { name: 'normal', price: '0.1176' },
  ],
}
const after: Prices = {
  flat: '0.15317',
  fee: '0.25',
  bands: [
    { name: 'high', price: '0.6811', from: '16:00', until: '19:30' },
    { name: 'low', price: '0.0412', days: 'sat, sun', from: '00:00', until: '08:00' },
    { name: 'normal', price: '0.1203' },
  ],
}

let world: OpeningWorld
beforeEach(async () => {
  world = await OpeningWorld.open()
})
afterEach(() => world.close())

async function publish(source: string, effective: string, touches: VersionScope): Promise<number> {
  const { hub } = world
  const command = { source, effectiveFromMs: Date.parse(effective), touches }
  return value(await hub.write((stores) => publishCatalogue(stores, hub.environment, command))).version
}

async function order(offer: string, startsAt: string): Promise<SubscriptionId> {
  const { hub, owner: account } = world
  const command = { account, offer, startsAtMs: Date.parse(startsAt), mayBackdate: true }
  return value(await hub.write((stores) => placeOrder(stores, hub.environment, command))).subscription.id
}

async function tell(readings: readonly HalfHour[]): Promise<void> {
  for (let at = 0; at < readings.length; at += recordsPerBatchAtMost) {
    const part = readings.slice(at, at + recordsPerBatchAtMost)
    const { envelope } = world.car.journal.batch(
      ...part.map(({ startMs, endMs, quantity }) => energyReading(startMs, endMs, quantity)),
    )
    expect((await world.ingest(envelope))?.verdict).toBe('accepted')
  }
}

async function draft(id: SubscriptionId, month: string): Promise<DraftInvoice> {
  const { hub } = world
  return hub.read(async (stores) => {
    const subscription = await stores.subscriptions.get(id)
    if (subscription === undefined) throw new Error('it is not there')
    const drafted = value(await draftOf(stores, hub.environment.nowMs(), { subscription, month }))
    if (drafted === undefined) throw new Error('nothing is billed then')
    return drafted.draft
  })
}

/** Price, version and band of each line with its quantity and amount. */
function linesOf({ lines }: DraftInvoice): readonly string[] {
  return lines
    .map(({ price, version, band = 'all', quantity, amount }) =>
      [price, version, band, formatExact(quantity), formatAmount(amount)].join(' '),
    )
    .toSorted()
}

/** Local date, weekday and minute of the day by another clock than the hub's. */
const clock = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: zone, hourCycle: 'h23', weekday: 'short' },
  ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
})

function localAt(ms: number): { readonly date: string; readonly weekday: string; readonly time: string } {
  const parts = Object.fromEntries(clock.formatToParts(ms).map(({ type, value: text }) => [type, text]))
  const { year, month, day, weekday = '', hour, minute } = parts
  return { date: `${year}-${month}-${day}`, weekday: weekday.toLowerCase(), time: `${hour}:${minute}` }
}

/** `0.0399` in 1e-5. */
function priceIn1e5(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(5, '0'))
}

function pence(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator)
}

interface Change {
  readonly version: number
  readonly fromMs: number
  readonly prices: Prices
}

/**
 * The bills by month, worked out once more in the plainest way: each half hour by itself, one after the other, into the month,
 * version and band of its beginning; the one in which a version changes is parted. Then every line is priced and rounded.
 */
function workedOut(offer: 'flat' | 'banded', readings: readonly HalfHour[], [first, second]: readonly [Change, Change]) {
  const sums = new Map<string, Map<string, bigint>>()
  const add = (atMs: number, quantity: bigint): void => {
    const { version, prices } = atMs < second.fromMs ? first : second
    const { date, weekday, time } = localAt(atMs)
    const fits = ({ days = weekday, from = '00:00', until = '24:00' }: Band) =>
      days.includes(weekday) && from <= time && time < until
    const band = offer === 'flat' ? 'all' : prices.bands.find(fits)?.name
    const ofMonth = sums.get(date.slice(0, 7)) ?? new Map<string, bigint>()
    ofMonth.set(`${version} ${band}`, (ofMonth.get(`${version} ${band}`) ?? 0n) + quantity)
    sums.set(date.slice(0, 7), ofMonth)
  }
  for (const { startMs, endMs, quantity } of readings) {
    const isParted = startMs < second.fromMs && second.fromMs < endMs
    const early = isParted ? pence(quantity * BigInt(second.fromMs - startMs), BigInt(endMs - startMs)) : quantity
    add(startMs, early)
    if (isParted) add(second.fromMs, quantity - early)
  }
  return new Map(
    [...sums].map(([month, ofMonth]) => {
      const energy = [...ofMonth].map(([line, quantity]) => {
        const [version, band] = line.split(' ')
        const { flat, bands } = (Number(version) === first.version ? first : second).prices
        const price = offer === 'flat' ? flat : (bands.find(({ name }) => name === band)?.price ?? '')
        // 1e-9 Wh at 1e-5 GBP a kWh: 1e-17 GBP, 1e15 of which are a penny.
        return pence(quantity * priceIn1e5(price), 10n ** 15n)
      })
      const days = new Map<Change, number>()
      const dates = new Map(hoursOf(month).map((ms) => [localAt(ms).date, ms]))
      for (const lastMs of dates.values()) {
        const change = lastMs < second.fromMs ? first : second
        days.set(change, (days.get(change) ?? 0) + 1)
      }
      const fees = [...days].map(([{ prices }, count]) => pence(BigInt(count) * priceIn1e5(prices.fee), 1000n))
      const quantities = [...ofMonth].flatMap(([line, quantity]) => (quantity === 0n ? [] : [`${line} ${quantity}`]))
      return [
        month,
        { total: [...energy, ...fees].reduce((sum, each) => sum + each, 0n), quantities: quantities.toSorted() },
      ] as const
    }),
  )
}

/** Every half hour of a local month: the last one of each date is still of that date. */
function hoursOf(month: string): readonly number[] {
  const startMs = Date.parse(`${month}-01T00:00:00Z`) - 86_400_000
  const around = Array.from({ length: 34 * 48 }, (_, index) => startMs + index * 1_800_000 + 1_799_999)
  return around.filter((ms) => localAt(ms).date.startsWith(month))
}

/** Both offers are rated from the same readings; what the hub drafted, by offer and month, and what it is to be. */
async function replayed(readings: readonly HalfHour[], startsAt: string, changesAt: string) {
  const first = await publish(household(before), '2012-01-01T00:00:00Z', 'new')
  const second = await publish(household(after), changesAt, 'date')
  const changes = [
    { version: first, fromMs: 0, prices: before },
    { version: second, fromMs: Date.parse(changesAt), prices: after },
  ] as const
  const subscriptions = { flat: await order('flat', startsAt), banded: await order('banded', startsAt) }
  await tell(readings)
  const [drafted, expected] = [new Map<string, Bill>(), new Map<string, Bill>()]
  for (const offer of ['flat', 'banded'] as const) {
    for (const [month, bill] of workedOut(offer, readings, changes)) {
      expected.set(`${offer} ${month}`, bill)
      const { lines, total } = await draft(subscriptions[offer], month)
      const quantities = lines.flatMap(({ price, version, band = 'all', quantity: { n, d } }) =>
        price === 'energy' && n !== 0n ? [`${version} ${band} ${(n * 10n ** 12n) / d}`] : [],
      )
      drafted.set(`${offer} ${month}`, { total: total.minor, quantities: quantities.toSorted() })
    }
  }
  return { drafted, expected }
}

interface Bill {
  readonly total: bigint
  /** Version, band and 1e-9 Wh of each line that has any. */
  readonly quantities: readonly string[]
}

describe('a catalogue that changes in the middle of a month', () => {
  test('bills every half hour at the version in force, in the plainest other reckoning too', async () => {
    const readings = madeUpHalfHours(zone, '2013-10', '2013-11', '2013-12')
    const { drafted, expected } = await replayed(readings, '2013-10-01T00:00:00+01:00', '2013-11-13T11:10:00Z')
    expect(drafted.size).toBe(6)
    expect(drafted.get('banded 2013-11')?.quantities).toHaveLength(6)
    expect(drafted).toEqual(expected)
  })

  const london = testFile('lcl-MAC000002-halfhourly.csv')
  test.runIf(london.isThere)(`bills the 17 months of the London household${london.note}`, { timeout: 60_000 }, async () => {
    const readings = publishedHalfHours(london.path)
    expect(readings).toHaveLength(24_140)
    expect(readings.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(6_095_672_000_700_000n)
    const { drafted, expected } = await replayed(readings, '2012-10-01T00:00:00+01:00', '2013-06-12T16:50:00Z')
    expect(drafted.size).toBe(34)
    expect(drafted).toEqual(expected)
  })
})

const graduated = (first: string, rest: string) => `
services: { energy.supply: { name: Energy } }
meters: { import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: kWh } }
offers:
  tiered:
    name: Tiered
    currency: USD
    prices: { energy: { model: graduated, name: Energy, meter: import, tiers: [{ upTo: "1000", unitPrice: "${first}" }, { unitPrice: "${rest}" }] } }
`

/** killbill, `TestInArrearWithCatalogVersions`: tiers of the version of each month. May, in which it changes, keeps the first. */
describe('tiers change with the month', () => {
  test.each<readonly [string, VersionScope, string, readonly number[], string]>([
    ['KB-KWH-1', 'date', '2016-04', [143, 57], '300.00'],
    ['KB-KWH-4', 'date', '2016-06', [100, 900, 50, 50], '2800.00'],
    ['KB-KWH-4, at renewal', 'renewal', '2016-06', [100, 900, 50, 50], '2800.00'],
    ['KB-KWH-4, of who keeps what they bought', 'new', '2016-06', [100, 900, 50, 50], '1700.00'],
    ['the month between', 'date', '2016-05', [100, 900, 50, 50], '1700.00'],
  ])('%s by %s', async (_case, touches, month, records, expected) => {
    await publish(graduated('1.50', '2.00'), '2016-02-08T00:00:00Z', 'new')
    await publish(graduated('2.50', '3.00'), '2016-05-08T00:00:00Z', touches)
    const subscription = await order('tiered', '2016-02-08T00:00:00Z')
    const days = records.map((units, index): HalfHour => {
      const startMs = Date.parse(`${month}-0${index * 2 + 1}T10:00:00Z`)
      return { startMs, endMs: startMs + 1_800_000, quantity: BigInt(units) * oneUnit }
    })
    await tell(days)
    expect(formatAmount((await draft(subscription, month)).total)).toBe(expected)
  })
})

function parsed(source: string): Catalogue {
  const read = parseCatalogue(source)
  if (!read.ok) throw new Error('the catalogue has faults')
  return read.value
}

const hourMs = 3_600_000
const supplyAt = (unitPrice: string) => openingCatalogue.replace('unitPrice: "0.0002"', `unitPrice: "${unitPrice}"`)

test('what was used before a change and told after it is rated by the version of its time, down to its records', async () => {
  const { hub, owner: account } = world
  const subscription = await world.order(account, 'supply')
  const changesMs = nowMs + 24 * hourMs
  const second = await publish(supplyAt('0.0003'), new Date(changesMs).toISOString(), 'date')
  hub.pass(48 * hourMs)
  const over = { startMs: changesMs - hourMs, endMs: changesMs + hourMs, quantity: 2000n * oneUnit }
  const late = { startMs: changesMs - 3 * hourMs, endMs: changesMs - 2 * hourMs, quantity: 500n * oneUnit }
  await tell([over])
  await tell([late])
  const drafted = await draft(subscription, '2026-11')
  expect(linesOf(drafted)).toEqual(['energy 1 all 1500 0.30', `energy ${second} all 1000 0.30`])
  const behind = await Promise.all(
    drafted.lines.map((line) => {
      const reference = readLine(lineOf(drafted.subscription, line))
      const asked = { account, reference, month: '2026-11', page: { limit: 10 } }
      return hub.read(async (stores) => value(await lineUsage(stores, hub.environment, asked)))
    }),
  )
  const listed = behind.map(({ page, records, isComplete }) => [
    page.items.map(({ quantity }) => formatExact(quantity)),
    records,
    isComplete,
  ])
  expect(listed).toEqual([
    [['1000', '500'], 2, true],
    // Its only record began before: it is counted there, and listed here with its part.
    [['1000'], 0, true],
  ])

  // What was counted by two versions is counted again by a third: 2500 Wh at the first price.
  const months = { from: '2026-11', to: '2026-11' }
  const tried = {
    storage: hub.storage,
    environment: hub.environment,
    tenant: hub.tenant,
    draft: parsed(openingCatalogue),
    months,
  }
  const { items } = await backtest({ ...tried, offer: 'supply' }, { limit: 10 })
  expect(items).toMatchObject([{ state: 'compared', before: { minor: 60n }, after: { minor: 50n } }])

  const [one, other] = drafted.lines.map((line) => readLine(lineOf(drafted.subscription, line)))
  if (one === undefined || other === undefined) throw new Error('there are two lines')
  const dispute = (line: LineReference) =>
    hub.write((stores) =>
      openDispute(stores, hub.environment, { account, month: '2026-11', line, reason: 'Nobody was at home.' }),
    )
  expect([writeLine(one), writeLine(other)]).toEqual([`${subscription}:energy`, `${subscription}:energy@${second}`])
  expect(value(await dispute(other)).line).toEqual(other)
  expect(value(await dispute(one)).line).toEqual(one)
  expect(await dispute(other)).toMatchObject({ error: { code: 'dispute_open' } })
  // A line has one name: the version that was bought is not named.
  expect(await dispute({ ...one, version: 1 })).toMatchObject({ error: { code: 'invalid_input' } })
})

describe('a version that touches subscriptions', () => {
  const source = supplyAt('0.0003')
  const command = (touches: VersionScope, effectiveFromMs: number) => ({ source, touches, effectiveFromMs })

  test.each(['date', 'renewal'] as const)('by %s begins in the past only where there is none', async (touches) => {
    const { hub, owner } = world
    const published = (effectiveFromMs: number, scope: VersionScope = touches) =>
      hub.write((stores) => publishCatalogue(stores, hub.environment, command(scope, effectiveFromMs)))
    expect((await published(nowMs - 1000)).ok).toBe(true)
    await world.order(owner, 'supply')
    expect(await published(nowMs - 1)).toMatchObject({ error: { code: 'catalogue_touches_past' } })
    expect((await published(nowMs - 1, 'new')).ok).toBe(true)
    expect((await published(nowMs)).ok).toBe(true)
  })

  test.each([
    [
      'date',
      [
        { offer: 'own', reason: 'not_offered' },
        { offer: 'supply', reason: 'other_currency' },
      ],
    ],
    ['new', []],
  ] as const)('by %s says whom it leaves where they are', async (touches, staysBehind) => {
    const { hub } = world
    const changed = source.replace(/^ {2}own:.*\n/m, '').replace('currency: GBP', 'currency: USD')
    const done = await hub.write((stores) => publishCatalogue(stores, hub.environment, { source: changed, touches }))
    expect(value(done)).toMatchObject({ touches, staysBehind })
  })
})
