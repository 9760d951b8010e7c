import { lineBatches } from '@octroi/hub/invoicing/line-batches.use-case'
import { endResale } from '@octroi/hub/resales/end-resale.use-case'
import { resoldDevices } from '@octroi/hub/resales/resold-devices.use-case'
import { releaseQuarantined } from '@octroi/hub/usage/release-quarantined.use-case'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { gridOffer, PartnerTenant } from '../kit/partner-tenant.ts'
import { energyReading } from '../kit/sample-records.ts'

let world: OpeningWorld
let supplier: PartnerTenant
/** The tenant whose customers' devices they are. */
let reseller: PartnerTenant

beforeEach(async () => {
  world = await OpeningWorld.open()
  const { hub } = world
  supplier = await PartnerTenant.found(hub, 'Supplier')
  reseller = PartnerTenant.first(hub)
})
afterEach(() => world.close())

const reading = (index: number, quantity = 1000n) =>
  energyReading(nowMs + index * 1000, nowMs + (index + 1) * 1000, quantity * 1_000_000_000n)
const told = async (envelope: Uint8Array): Promise<string | undefined> => (await world.ingest(envelope))?.verdict
const retail = async (subscription: SubscriptionId): Promise<readonly string[]> => {
  const sums = await world.hub.read(({ rating }) => rating.aggregates([subscription], Date.parse('2026-11-01T00:00:00Z')))
  return sums.map(({ price, quantity, records }) => `${price} ${quantity / 1_000_000_000n} of ${records}`)
}

describe('one record is rated in both tenants', () => {
  test('a reading at the price of each, once, however often its batch comes', async () => {
    const { account } = await supplier.supplies(reseller, 'grid')
    const household = await world.order(world.owner, 'supply')
    const batch = world.car.journal.batch(reading(0), reading(1, 500n)).envelope
    expect([await told(batch), await told(batch)]).toEqual(['accepted', 'duplicate'])
    expect(await retail(household)).toEqual(['energy 1500 of 2'])
    expect(await supplier.billed(account)).toEqual({ energy: '1500 for 0.15' })
  })

  test('the usage of a device whose owner buys nothing is supplied all the same', async () => {
    const { account } = await supplier.supplies(reseller, 'grid')
    await told(world.car.journal.batch(reading(0)).envelope)
    expect(await supplier.billed(account)).toEqual({ energy: '1000 for 0.1' })
  })

  test('an opening is the merchant’s charge here, and a sum with its source there', async () => {
    const { account, subscriptions } = await supplier.supplies(reseller, 'grid', 'locks')
    const authorization = await world.granted()
    await told(world.car.journal.batch(...world.wholeOpening(authorization)).envelope)
    const [charge] = await world.hub.read(({ rating }) => rating.chargesOf(authorization))
    expect(charge && formatExact(charge.exact)).toBe('2.4')
    expect(await supplier.billed(account)).toEqual({ energy: '0 for 0', opening: '1 for 0.7' })
    expect(await supplier.read(({ rating }) => rating.charges({ limit: 5 }, subscriptions[1] ?? 'sub_none'))).toEqual({
      items: [],
    })
    const sources = await batchesOf(account, `opening`, subscriptions[1])
    expect(sources.map(({ seqs }) => seqs)).toEqual([[{ first: 3, last: 3 }]])
  })

  test('a record that was set apart counts in both once it is released', async () => {
    const { account } = await supplier.supplies(reseller, 'grid')
    const household = await world.order(world.owner, 'supply')
    const { hub, car, owner } = world
    const ahead = energyReading(nowMs + 7_200_000, nowMs + 7_201_000, 1_000_000_000n)
    await told(car.journal.batch(reading(0), ahead).envelope)
    expect(await supplier.billed(account)).toEqual({ energy: '1000 for 0.1' })
    hub.pass(8_000_000)
    const [entry] = await hub.read(
      async ({ journals }) => (await journals.quarantinePage({ limit: 5 }, car.device, 'waiting')).items,
    )
    if (entry === undefined) throw new Error('nothing waits')
    const command = { device: car.device, entry, by: owner, reason: 'its clock was right' }
    for (let twice = 0; twice < 2; twice++) {
      value(await hub.write((stores) => releaseQuarantined(stores, hub.environment, command)))
    }
    expect(await retail(household)).toEqual(['energy 1001 of 2'])
    expect(await supplier.billed(account)).toEqual({ energy: '1001 for 0.1001' })
  })

  test('the customers of the reseller are billed the same as without a supplier', async () => {
    const billed = async () => {
      const household = await world.order(world.owner, 'supply')
      const authorization = await world.granted()
      const opening = world.wholeOpening(authorization)
      for (const batch of [[reading(0)], opening, [reading(1), reading(2, 70n)]]) {
        await told(world.car.journal.batch(...batch).envelope)
      }
      const charges = await world.hub.read(({ rating }) => rating.chargesOf(authorization))
      return [await retail(household), charges.map(({ exact, explanation }) => [formatExact(exact), explanation])]
    }
    const alone = await billed()
    await world.close()
    world = await OpeningWorld.open()
    const found = await PartnerTenant.found(world.hub, 'Supplier')
    const { account } = await found.supplies(PartnerTenant.first(world.hub), 'grid', 'locks')
    expect(await billed()).toEqual(alone)
    expect(await found.billed(account)).toEqual({ energy: '2070 for 0.207', opening: '1 for 0.7' })
  })

  test('a retail offer of the account that stands for the reseller counts nothing of it', async () => {
    const { account } = await supplier.supplies(reseller, 'supply')
    await told(world.car.journal.batch(reading(0)).envelope)
    expect(await supplier.billed(account)).toEqual({ energy: '0 for 0' })
  })
})

describe('what the supplier knows', () => {
  test('is an alias, the hash of the batch and the records, which the reseller can tell a device by', async () => {
    const { account, resale, subscriptions } = await supplier.supplies(reseller, 'grid')
    const { hub, car } = world
    const batches = [car.journal.batch(reading(0)), car.journal.batch(reading(1), reading(2))]
    for (const { envelope } of batches) await told(envelope)
    const found = await batchesOf(account, 'energy', subscriptions[0])
    const page = { limit: 5 }
    const { items } = value(await hub.read((stores) => resoldDevices(stores, hub.environment, { resale, page })))
    const [alias] = items.flatMap((each) => (each.device === car.device ? [each.alias] : []))
    expect(alias).not.toBe(car.device)
    expect(found).toEqual([
      { device: alias, batch: batches[0]?.payloadHash, seqs: [{ first: 1, last: 1 }], quantity: '1000' },
      { device: alias, batch: batches[1]?.payloadHash, seqs: [{ first: 2, last: 3 }], quantity: '2000' },
    ])
    expect((await supplier.read((stores) => resoldDevices(stores, hub.environment, { resale, page }))).ok).toBe(false)
  })

  test('another supplier of the same reseller knows the device by another alias', async () => {
    const other = await PartnerTenant.found(world.hub, 'Other')
    const [one, two] = [await supplier.supplies(reseller, 'grid'), await other.supplies(reseller, 'grid')]
    await told(world.car.journal.batch(reading(0)).envelope)
    const [here] = await batchesOf(one.account, 'energy', one.subscriptions[0])
    const there = await other.read(({ resales }) => resales.sourcesOn({ limit: 5 }, lineOf(two.subscriptions[0])))
    expect(there.items).toHaveLength(1)
    expect(there.items[0]?.device).not.toBe(here?.device)
    expect([await supplier.billed(one.account), await other.billed(two.account)]).toEqual([
      { energy: '1000 for 0.1' },
      { energy: '1000 for 0.1' },
    ])
  })
})

describe('a supplier that buys itself', () => {
  test('passes on what it sells, and nothing else', async () => {
    const source = await PartnerTenant.found(world.hub, 'Source')
    const above = await source.supplies(supplier, 'grid', 'locks')
    const { account } = await supplier.supplies(reseller, 'grid')
    const authorization = await world.granted()
    await told(world.car.journal.batch(...world.wholeOpening(authorization), reading(0)).envelope)
    expect(await supplier.billed(account)).toEqual({ energy: '1000 for 0.1' })
    expect(await source.billed(above.account)).toEqual({ energy: '1000 for 0.1', opening: '0 for 0' })
  })
})

describe('two that change sides', () => {
  test('count a reading over the change once, and only what lies before it', async () => {
    const { hub, car } = world
    const { account, resale } = await supplier.supplies(reseller, 'grid')
    hub.pass(1000)
    value(await supplier.write((stores) => endResale(stores, hub.environment, resale)))
    await hub.catalogue(`${openingCatalogue}${gridOffer}`)
    hub.pass(1000)
    const back = await reseller.supplies(supplier, 'grid')
    hub.pass(2000)
    await told(car.journal.batch(energyReading(nowMs, nowMs + 4000, 4_000_000_000_000n)).envelope)
    expect(await supplier.billed(account)).toEqual({ energy: '1000 for 0.1' })
    expect(await reseller.billed(back.account)).toEqual({ energy: '0 for 0' })
  })
})

describe('an end', () => {
  test.each(['supplier', 'reseller'] as const)(
    'by the %s: what happened before still counts, what comes after does not',
    async (side) => {
      const { account, resale, subscriptions } = await supplier.supplies(reseller, 'grid')
      const { hub, car } = world
      const late = car.journal.batch(reading(0), reading(1))
      hub.pass(1000)
      const ends = (stores: Parameters<typeof endResale>[0]) => endResale(stores, hub.environment, resale)
      const ended = value(side === 'supplier' ? await supplier.write(ends) : await hub.write(ends))
      expect(ended).toMatchObject({ endedAtMs: nowMs + 1000, endedBy: side })
      const kept = await supplier.read(({ resales }) => resales.get(resale))
      expect(kept).toMatchObject({ endedAtMs: nowMs + 1000, endedBy: side })
      await told(late.envelope)
      expect(await supplier.billed(account)).toEqual({ energy: '1000 for 0.1' })
      const until = await supplier.read(({ subscriptions: all }) => all.get(subscriptions[0] ?? 'sub_none'))
      expect(until?.untilMs).toBe(nowMs + 1000)
      const logs = [
        await supplier.read(({ audit }) => audit.list({ limit: 9 })),
        await hub.read(({ audit }) => audit.list({ limit: 9 })),
      ]
      const actions = logs.map(({ items }) => items.map(({ action, target }) => [action, target]))
      const noted = ['resale ended', resale]
      expect(actions).toEqual(
        side === 'supplier' ? [[['resale accepted', resale]], [noted]] : [[noted, ['resale accepted', resale]], []],
      )
    },
  )
})

function lineOf(subscription: SubscriptionId | undefined, price = 'energy') {
  const periodFromMs = Date.parse('2026-10-31T23:00:00Z')
  return { subscription: subscription ?? 'sub_none', price, version: 1, band: 'all', periodFromMs } as const
}

async function batchesOf(
  account: Parameters<PartnerTenant['billed']>[0],
  price: string,
  subscription: SubscriptionId | undefined,
) {
  const { periodFromMs: _, version: __, ...reference } = lineOf(subscription, price)
  const asked = { account, reference, month: '2026-11', page: { limit: 10 } }
  const found = value(await supplier.read((stores) => lineBatches(stores, world.hub.environment, asked)))
  return found.page.items.map(({ quantity, ...batch }) => ({ ...batch, quantity: quantity && formatExact(quantity) }))
}
