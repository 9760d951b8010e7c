import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import { askedMonths } from '@octroi/hub/invoicing/asked-months'
import { backtest } from '@octroi/hub/invoicing/backtest.use-case'
import { draftInvoices } from '@octroi/hub/invoicing/draft-invoices.use-case'
import { totalsOf } from '@octroi/hub/invoicing/totals-of'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { forgetOld } from '@octroi/hub/retention/forget-old.use-case'
import type { AccountId } from '@octroi/shared/ids/id'
import { formatAmount } from '@octroi/shared/money/amount'
import { oneUnit } from '@octroi/shared/money/quantity'
import { dayMs } from '@octroi/shared/time/zone'
import { afterEach, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
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
async function lived(catalogue: string): Promise<OpeningWorld> {
  const world = await OpeningWorld.open()
  worlds.push(world)
  const { hub, owner, car } = world
  await hub.catalogue(catalogue)
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
  const authorization = await world.granted()
  await world.ingest(car.journal.batch(...world.wholeOpening(authorization)).envelope)
  return world
}

async function tested({ hub }: OpeningWorld, draft: string, months = ['2026-10', '2026-11'], offer?: string) {
  const parsed = parseCatalogue(draft)
  if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join('; '))
  const asked = value(askedMonths(months[0], months[1], hub.environment.nowMs()))
  const { storage, environment, tenant } = hub
  const { items } = await backtest({ storage, environment, tenant, draft: parsed.value, months: asked, offer }, { limit: 10 })
  const rows = items.map(({ offer: of, state, before, after, account }) => ({
    account,
    row: [of, state, formatAmount(before), ...(after === undefined ? [] : [formatAmount(after)])].join(' '),
  }))
  return {
    rows: rows.map(({ row }) => row).toSorted(),
    of: (account: AccountId) => rows.filter((each) => each.account === account),
  }
}

/** What the accounts of a hub were asked for in both months, by their names. */
async function bills({ hub, owner, merchant }: OpeningWorld): Promise<readonly string[]> {
  const found: string[] = []
  for (const account of [owner, merchant]) {
    const drafts = []
    for (const month of ['2026-10', '2026-11']) {
      drafts.push(...value(await hub.read((stores) => draftInvoices(stores, hub.environment, { account, month }))))
    }
    found.push(...totalsOf(drafts).map(formatAmount))
  }
  return found
}

/** October: 4 + 10.5 + 0.75... is what the hub itself drafted; the merchant opened once. */
test('the same catalogue changes nothing, and one with doubled prices doubles every bill', async () => {
  const world = await lived(same)
  const rated = await tested(world, same)
  expect(rated.rows.map((row) => row.replace(/compared (\S+) \1$/, 'alike'))).toEqual([
    'home alike',
    'merchant alike',
    'own alike',
  ])
  const twice = await tested(world, doubled)
  const halves = twice.rows.map((row) => row.split(' ').slice(-2).map(Number))
  for (const [before = 0, after] of halves) expect(after).toBe(2 * before)
  // As if the draft had been published from the beginning.
  const other = await lived(doubled)
  const billed = await bills(other)
  expect(twice.rows.map((row) => row.split(' ').at(-1)).filter((amount) => amount !== '0.00')).toEqual(
    billed.filter((a) => a !== '0.00'),
  )
})
