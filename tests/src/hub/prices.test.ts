import { publishCatalogue } from '@octroi/hub/catalogue/publish-catalogue.use-case'
import { draftInvoices } from '@octroi/hub/invoicing/draft-invoices.use-case'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { formatAmount } from '@octroi/shared/money/amount'
import { oneUnit } from '@octroi/shared/money/quantity'
import { formatInstant } from '@octroi/shared/time/instant'
import { afterEach, expect, test } from 'vitest'
import { draftOfUsage } from '../kit/draft-of-usage.ts'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'

const reading = (aggregation: string, more = ''): string =>
  `{ service: energy.supply, record: reading, reading: energy, aggregation: ${aggregation}, unit: Wh${more} }`

/** Every way to count and every step that a price may ask for, in one offer. */
const catalogue = `
services: { energy.supply: { name: Energy }, trunk.access: { name: Trunk, actions: [open, light] } }
holidays: { feasts: ["2026-11-11"] }
meters:
  import: ${reading('sum')}
  time: ${reading('duration')}
  told: ${reading('count')}
  peak: ${reading('max', ', window: day, scope: device')}
  highest: ${reading('max', ', scope: subscription')}
  level: ${reading('latest')}
  devices: ${reading('unique', ', of: device, scope: subscription')}
  lights: { service: trunk.access, record: performed, aggregation: count, unit: light, where: { action: [light] } }
  kinds: { service: trunk.access, record: performed, aggregation: unique, of: action, scope: subscription, unit: kind }
offers:
  sample:
    name: Sample
    currency: EUR
    prices:
      seasons:
        model: per_unit
        name: Seasons
        meter: import
        bands:
          - { name: feast, unitPrice: "1", when: [{ from: "00:00", until: "24:00", holidays: feasts }] }
          - { name: winter, unitPrice: "2", when: [{ from: "00:00", until: "24:00", season: { from: 11-15, through: 03-15 } }] }
          - { name: rest, unitPrice: "3" }
      time: { model: per_unit, name: Time, meter: time, unit: { name: hour, size: "3600" }, step: "5400", unitPrice: "1" }
      told: { model: package, name: Told, meter: told, packageSize: "3", packagePrice: "1" }
      peak: { model: per_unit, name: Peak, meter: peak, step: "10", unitPrice: "0.1" }
      highest: { model: stairstep, name: Highest, meter: highest, tiers: [{ upTo: "10", amount: "5" }, { amount: "9" }] }
      level: { model: per_unit, name: Level, meter: level, unitPrice: "1" }
      devices: { model: per_unit, name: Devices, meter: devices, unitPrice: "4" }
      free: { model: per_unit, name: Free, meter: import, unitPrice: "1", free: { events: 2 } }
      part:
        model: percentage
        name: Part
        meter: import
        percent: "10"
        perEvent: { fixed: "0.05", minimum: "0.5", maximum: "1.2" }
        free: { events: 3, quantity: "20" }
      lights: { model: per_unit, name: Lights, meter: lights, unitPrice: "0.5" }
      kinds: { model: per_unit, name: Kinds, meter: kinds, unitPrice: "7" }
      opened: { model: per_unit, name: Action, meter: kinds, bands: [{ name: light, unitPrice: "1", where: { action: [light] } }, { name: rest, unitPrice: "2" }] }
    discounts:
      welcome: { name: Welcome, percent: "50", months: 1, prices: [told] }
      less: { name: Less, amount: "3", prices: [seasons, time] }
    spend: { minimum: "200", maximum: "500" }
`

const at = (text: string): number => Date.parse(`2026-11-${text}:00Z`)
const used = (from: string, until: string, quantity: number) => ({ from: at(from), until: at(until), quantity })
/** What two meters tell: on a feast, over midnight into winter, close together, and late. */
const told = [
  [used('11T08:00', '11T09:00', 4), used('11T09:00', '11T09:10', 12), used('14T23:00', '15T01:00', 11)],
  [used('16T08:00', '16T08:20', 3), used('12T10:00', '12T10:30', 6)],
  [used('11T07:00', '11T09:30', 13), used('16T10:00', '16T11:31', 2)],
]
const done = ['light', 'open', 'light'] as const

const expected = [
  // 29, 21, 34.5 and 15, less 3 shared by them.
  'seasons feast 28.12',
  'seasons winter 20.37',
  'seasons rest 33.46',
  'time 14.55',
  // Seven readings are three packages, at half.
  'told 1.50',
  // By day and device 12, 11, 6, 3, 13 and 2, in steps of 10.
  'peak 9.00',
  'highest 9.00',
  'level 5.00',
  'devices 8.00',
  // 51 less the first two, 13 and 4.
  'free 34.00',
  // Free are 13, 4 and 3 of 12; then 0.95, 1.15, 0.65, and twice 0.5 at least.
  'part 3.75',
  'lights 1.00',
  'kinds 14.00',
  'opened light 1.00',
  'opened rest 2.00',
  'spend-minimum 15.25',
  '200.00',
]

let world: OpeningWorld | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

/** The draft of the month after the batches came in some order: what each line asks, and the whole. */
async function draftAfter(order: readonly number[]): Promise<readonly string[]> {
  world = await OpeningWorld.open()
  const { hub, owner: account, car } = world
  await hub.catalogue(catalogue)
  const command = { account, offer: 'sample', startsAtMs: Date.parse('2026-11-01T00:00:00Z'), mayBackdate: true }
  value(await hub.write((stores) => placeOrder(stores, hub.environment, command)))
  const other = await world.another('other')
  const common = { time: nowMs, timeState: 'synced' } as const
  const readings = told.map((batch) =>
    batch.map(({ from, until, quantity }) => ({
      ...common,
      service: 'energy.supply',
      type: 'reading' as const,
      body: { meter: 'energy', start: from, end: until, quantity: BigInt(quantity) * oneUnit },
    })),
  )
  const actions = done.map((action) => ({ ...common, service: 'trunk.access', type: 'performed' as const, body: { action } }))
  const [first = [], second = [], third = []] = readings
  const batches = [
    { from: car, envelope: car.journal.batch(...first).envelope },
    { from: car, envelope: car.journal.batch(...second, ...actions).envelope },
    { from: other, envelope: other.journal.batch(...third).envelope },
  ]
  for (const index of order) {
    const batch = batches[index]
    if (batch !== undefined) await world.ingest(batch.envelope, batch.from.device)
  }
  const drafts = value(await hub.read((stores) => draftInvoices(stores, hub.environment, { account, month: '2026-11' })))
  return drafts.flatMap(({ lines, total }) => [...lines.map(lineWords), formatAmount(total)])
}

const lineWords = ({
  price,
  band,
  amount,
}: {
  price: string
  band?: string
  amount: Parameters<typeof formatAmount>[0]
}): string => `${price}${band === undefined ? '' : ` ${band}`} ${formatAmount(amount)}`

test.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 2, 0]]])('a hub comes to the same when batches arrive as %j', async (order) => {
  expect(await draftAfter(order)).toEqual(expected)
})

test('the command comes to what a hub does', () => {
  const usage = [
    ...told.flatMap((batch, index) =>
      batch.map(({ from, until, quantity }) => ({
        meter: 'import',
        start: formatInstant(from),
        end: formatInstant(until),
        quantity: String(quantity),
        attributes: { device: index < 2 ? 'car' : 'other' },
      })),
    ),
    ...done.map((action) => ({ meter: 'lights', start: formatInstant(nowMs), attributes: { action } })),
  ]
  const { lines, total } = draftOfUsage(catalogue, usage, '2026-11')
  expect([...lines.map(lineWords), formatAmount(total)]).toEqual(expected)
})

test('what no record tells a hub is refused when it is published, and rated by the command', async () => {
  world = await OpeningWorld.open()
  const { hub } = world
  const told = catalogue
    .replace('of: action, scope', 'of: colour, scope')
    .replace('where: { action: [light] } }, {', 'where: { room: [hall] } }, {')
  const refused = await hub.write((stores) => publishCatalogue(stores, hub.environment, { source: told }))
  expect(!refused.ok && refused.error.faults?.map(({ path, detail }) => `${path}: ${detail}`)).toEqual([
    'meters.kinds.of: no `performed` record tells its `colour` to a hub: only a meter `from: events`, or `octroi rate`, can count by it',
    'offers.sample.prices.opened.bands[0].where: no `performed` record tells its `room` to a hub: only a meter `from: events`, or `octroi rate`, can count by it',
  ])
  const lights = ['red', 'blue', 'red'].map((colour) => ({
    meter: 'kinds',
    start: formatInstant(nowMs),
    attributes: { colour, room: colour === 'red' ? 'hall' : 'attic' },
  }))
  const { lines } = draftOfUsage(told, lights, '2026-11')
  expect(lines.map(lineWords).filter((line) => /^(kinds|opened)/.test(line))).toEqual([
    'kinds 14.00',
    'opened light 1.00',
    'opened rest 2.00',
  ])
})

test('an add-on is only for who has what it adds to', async () => {
  world = await OpeningWorld.open()
  const { hub, owner } = world
  await hub.catalogue(`${catalogue}
  extra: { name: Extra, currency: EUR, requires: [sample] }
`)
  const place = (offer: string) =>
    hub.write((stores) => placeOrder(stores, hub.environment, { account: owner, offer, mayBackdate: false }))
  const alone = await place('extra')
  expect(!alone.ok && alone.error.faults?.map(({ path, code }) => [path, code])).toEqual([['offer', 'add_on_alone']])
  value(await place('sample'))
  expect((await place('extra')).ok).toBe(true)
})
