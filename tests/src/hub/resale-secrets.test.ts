import type { Identity } from '@octroi/agent/enrolment/identity'
import { topicOf } from '@octroi/shared/wire/topics'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { JournalWriter } from '../kit/journal-writer.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { crypto, RunningHub } from '../kit/running-hub.ts'

/**
 * A supplier and its reseller on one hub, both with customers and prices of their own. Every page of the API that either
 * operator may read is read, and holds nothing of the other's.
 */
let hub: RunningHub
const tokens = { supplier: '', reseller: '' }
/** By the side that may know them; what of an answer would tell them. */
const secrets = { supplier: [] as string[], reseller: [] as string[] }
/** What the path parameters name, by side. */
const things: Record<Side, Record<string, string>> = { supplier: {}, reseller: {} }
type Side = keyof typeof secrets
let asked = 0

beforeAll(async () => {
  hub = await RunningHub.start()
  const shop = await hub.party('operator')
  tokens.supplier = shop.token
  tokens.reseller = await hub.anotherTenant()
  const own = await side('supplier', 'Wholesale customer', '0.131313')
  const theirs = await side('reseller', 'Retail customer', '0.424242')
  // Agreed over HTTP, each with its own key.
  const { id: resale, code } = await made('supplier', '/v1/resales', { account: own.partner })
  const accepted = await made('reseller', '/v1/resales/acceptances', { code })
  if (accepted.id !== resale) throw new Error('it was accepted under another id')
  for (const each of ['supplier', 'reseller'] as const) things[each].resale = resale
  const { subscription } = await made('supplier', '/v1/orders', { account: own.partner, offer: 'grid' })
  things.supplier = { ...things.supplier, subscription, line: `${subscription}:energy`, account: own.partner }
  await tell(theirs.identity)
  const draft = `/v1/accounts/${own.partner}/draft-invoices`
  await vi.waitFor(async () => {
    const { items } = (await ask('supplier', draft)).body
    if (items[0].lines[0].quantity === '0') throw new Error('nothing was counted yet')
  })
  const batches = (await ask('supplier', `${draft}/${things.supplier.line}/batches`)).body.items
  things.supplier.device = batches[0].device
}, 30_000)
afterAll(() => hub.stop())

function ask(who: Side, path: string) {
  return hub.ask('GET', path, undefined, { token: tokens[who] })
}

async function made(who: Side, path: string, body: unknown) {
  const headers = { 'idempotency-key': `secrets-${++asked}` }
  const answer = await hub.ask('POST', path, body, { token: tokens[who], headers })
  if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** A tenant with a catalogue, a customer with a device, and an account for a partner. */
async function side(who: Side, customer: string, price: string): Promise<{ partner: string; identity: Identity }> {
  const catalogue = openingCatalogue.replace('unitPrice: "0.0002"', `unitPrice: "${price}"`)
  const wholesale = `  grid:
    name: Grid of the ${who}
    sale: wholesale
    currency: EUR
    prices: { energy: { model: per_unit, name: ${who} grid, meter: import, unitPrice: "${price}7" } }
`
  await made(who, '/v1/catalogue/versions', `${catalogue}${wholesale}`)
  const account = (await made(who, '/v1/accounts', { name: customer, zone: 'Europe/Paris' })).id
  const partner = (await made(who, '/v1/accounts', { name: `Partner of the ${who}`, zone: 'Europe/Paris' })).id
  const services = { 'trunk.access': ['open'], 'energy.supply': [] }
  const label = `Device of ${customer}`
  const { id: device, claimCode } = await made(who, '/v1/devices', { owner: account, label, services })
  const { id: tenant } = (await ask(who, '/v1/tenant')).body
  const identity = await hub.enrol({ tenant, claimCode })
  const { subscription } = await made(who, '/v1/orders', { account, offer: 'supply' })
  things[who] = { account, device, subscription, line: `${subscription}:energy`, version: '1', seq: '1' }
  secrets[who].push(customer, label, account, device, subscription, price)
  return { partner, identity }
}

async function tell(identity: Identity): Promise<void> {
  const { password } = await hub.openSession(identity)
  const client = await hub.connect({ clientId: identity.device, password })
  const now = Date.now()
  const body = { meter: 'energy', start: now - 1, end: now, quantity: 5_000_000_000n }
  const reading = { time: now, timeState: 'synced', service: 'energy.supply', type: 'reading', body } as const
  const journal = new JournalWriter(crypto, identity.device, identity.keys)
  await client.publishAsync(topicOf(identity, 'up'), Buffer.from(journal.batch(reading).envelope), { qos: 1 })
  client.end(true)
}

describe.each([
  ['supplier', 'reseller'],
  ['reseller', 'supplier'],
] as const)('whatever the %s reads', (who, other) => {
  test(`holds nothing of the ${other}`, async () => {
    const { paths } = (await hub.ask('GET', '/openapi.json')).body as { paths: Record<string, Record<string, unknown>> }
    const read: string[] = []
    const leaks: unknown[] = []
    const unseen = new Set(secrets[who])
    for (const [path, item] of Object.entries(paths)) {
      if (item.get === undefined) continue
      const own = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => things[who][name] ?? 'none')
      const answer = await ask(who, own)
      if (answer.status === 200) read.push(path)
      const text = JSON.stringify(answer.body)
      for (const secret of secrets[who]) if (text.includes(secret)) unseen.delete(secret)
      leaks.push(...secrets[other].filter((secret) => text.includes(secret)).map((secret) => ({ path, secret })))
    }
    expect(leaks).toEqual([])
    expect([...unseen], 'of its own, which shows that there is something to see').toEqual([])
    for (const path of [
      '/v1/resales',
      '/v1/accounts',
      '/v1/accounts/{account}/draft-invoices',
      '/v1/accounts/{account}/export',
    ]) {
      expect(read).toContain(path)
    }
    expect(read.includes('/v1/accounts/{account}/draft-invoices/{line}/batches')).toBe(who === 'supplier')
    expect(read.includes('/v1/resales/{resale}/devices')).toBe(who === 'reseller')
  })

  test(`opens nothing of the ${other} by its id`, async () => {
    const { account, device, subscription } = things[other]
    for (const path of [`/v1/accounts/${account}`, `/v1/devices/${device}`, `/v1/subscriptions/${subscription}`]) {
      expect((await ask(who, path)).status, path).toBe(404)
    }
  })
})

test('the figures are each side’s own', async () => {
  const retail = (await ask('reseller', `/v1/accounts/${things.reseller.account}/draft-invoices`)).body
  const wholesale = (await ask('supplier', `/v1/accounts/${things.supplier.account}/draft-invoices`)).body
  const figures = ({ items }: { items: { lines: { quantity: string; exact: string }[] }[] }) =>
    items.flatMap(({ lines }) => lines.map(({ quantity, exact }) => [quantity, exact]))
  expect(figures(retail)).toEqual([['5', '2.12121']])
  expect(figures(wholesale)).toEqual([['5', '0.6565685']])
})
