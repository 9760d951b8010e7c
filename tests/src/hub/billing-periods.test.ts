import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import type { DraftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import { draftInvoices } from '@octroi/hub/invoicing/draft-invoices.use-case'
import { lineUsage } from '@octroi/hub/invoicing/line-usage.use-case'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import type { Subscription } from '@octroi/hub/subscriptions/subscription'
import { showUsage } from '@octroi/hub/usage/show-usage.use-case'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { oneUnit } from '@octroi/shared/money/quantity'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { PageBrowser, pagesOver, type ShownPage } from '../kit/page-browser.ts'

const catalogue = `
services: { energy.supply: { name: Energy } }
meters:
  import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh }
offers:
  weekly:
    name: Weekly
    currency: EUR
    billing: { every: week }
    minimumTerm: { months: 12 }
    prices:
      energy: { model: per_unit, name: Energy, meter: import, unitPrice: "1", includedQuantity: "2" }
      fee: { model: flat, name: Fee, amount: "52", every: year, timing: advance, starts: anniversary }
`

let world: OpeningWorld
const endedId = 'sub_01h455vb4pex5vsknk084sn02q' as SubscriptionId
let subscription: Subscription

/** From Wednesday 4 November; over the end of the second week a meter counts six units, half of them before it. */
beforeAll(async () => {
  world = await OpeningWorld.open()
  await world.hub.catalogue(catalogue)
  subscription = await ordered()
  const [from, until] = ['2026-11-15T22:00:00Z', '2026-11-16T02:00:00Z'].map((text) => Date.parse(text))
  const common = { time: nowMs, timeState: 'synced', service: 'energy.supply', type: 'reading' } as const
  const body = { meter: 'energy', start: from ?? 0, end: until ?? 0, quantity: 6n * oneUnit }
  await world.ingest(world.car.journal.batch({ ...common, body }).envelope)
})
afterAll(() => world.close())

function ordered(): Promise<Subscription> {
  const command = { account: world.owner, offer: 'weekly', startsAtMs: Date.parse('2026-11-04T10:00:00Z'), mayBackdate: true }
  return world.hub.write(async (stores) => {
    const { subscription: made } = value(await placeOrder(stores, world.hub.environment, command))
    const found = await stores.subscriptions.get(made.id)
    if (found === undefined) throw new Error('what was ordered is there')
    return found
  })
}

async function drafts(month?: string): Promise<readonly DraftInvoice[]> {
  const asked = { account: world.owner, ...(month === undefined ? {} : { month }) }
  return value(await world.hub.read((stores) => draftInvoices(stores, world.hub.environment, asked)))
}

const told = ({ period, lines }: DraftInvoice): string =>
  `${period.name} ${lines.map(({ price, amount }) => `${price} ${formatAmount(amount)}`).join(' ')}`

test('a month holds a bill for each week that begins in it, each with its own allowance', async () => {
  expect((await drafts('2026-11')).map(told)).toEqual([
    '2026-11-04 energy 0.00 fee 52.00',
    '2026-11-09 energy 1.00 fee 0.00',
    '2026-11-16 energy 1.00 fee 0.00',
    '2026-11-23 energy 0.00 fee 0.00',
    '2026-11-30 energy 0.00 fee 0.00',
  ])
  expect((await drafts('2026-11-16')).map(told)).toEqual(['2026-11-16 energy 1.00 fee 0.00'])
  expect(await drafts('2026-11-17')).toEqual([])
  expect((await drafts()).map(({ period }) => period.name)).toContain('2026-11-23')
})

test('the bills of a minimum term go on after the end, with fees alone', async () => {
  const { hub } = world
  const account = await hub.account()
  const untilMs = Date.parse('2026-12-10T00:00:00Z')
  await hub.write((stores) => stores.subscriptions.insert({ ...subscription, id: endedId, account, untilMs }))
  const of = (month: string) => hub.read((stores) => draftInvoices(stores, hub.environment, { account, month }))
  expect(value(await of('2027-10')).map(told)).toEqual([
    '2027-10-04 fee 0.00',
    '2027-10-11 fee 0.00',
    '2027-10-18 fee 0.00',
    '2027-10-25 fee 0.00',
  ])
  expect(value(await of('2027-11')).map(told)).toEqual(['2027-11-01 fee 0.00'])
})

test('a line is looked behind in its week', async () => {
  const reference = { subscription: subscription.id, price: 'energy', band: 'all' }
  const look = (month: string | undefined) =>
    world.hub.read((stores) =>
      lineUsage(stores, world.hub.environment, { account: world.owner, reference, month, page: { limit: 10 } }),
    )
  const { page, isComplete } = value(await look('2026-11-09'))
  expect([page.items.map(({ quantity }) => formatExact(quantity)), isComplete]).toEqual([['3'], true])
  expect(value(await look(undefined)).period.name).toBe('2026-11-23')
  const several = await look('2026-11')
  expect(!several.ok && several.error.faults?.map(({ path, code }) => [path, code])).toEqual([['period', 'ambiguous']])
  expect(!several.ok && several.error.faults?.[0]?.detail).toContain('2026-11-09')
  const other = await look('2026-11-10')
  expect(!other.ok && other.error.code).toBe('line_not_found')
})

test('usage says the week that counted it', async () => {
  const { sums } = value(
    await world.hub.read((stores) =>
      showUsage(stores, world.hub.environment, { subscription: subscription.id, month: '2026-11' }),
    ),
  )
  expect(sums.map(({ period, quantity }) => [period.name, quantity])).toEqual([
    ['2026-11-09', 3n * oneUnit],
    ['2026-11-16', 3n * oneUnit],
  ])
})

const seen = ({ text }: ShownPage): string => text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

async function signedIn(role: 'operator' | 'account_holder', home: '/my' | '/console'): Promise<PageBrowser> {
  const { hub, owner } = world
  const key = { tenant: hub.tenant, account: owner, role, label: 'test' } as const
  const browser = new PageBrowser(pagesOver(hub), { home })
  await browser.signIn(value(await hub.write((stores) => giveApiKey(stores, hub.environment, key))).token)
  return browser
}

test('the account holder sees the days of each bill, and what stands behind a line of a week', async () => {
  const browser = await signedIn('account_holder', '/my')
  const bill = seen(await browser.get('/my/bills/2026-11'))
  expect(bill).toContain('Weekly 9 – 15 Nov 2026')
  expect(bill).toContain('Weekly 16 – 22 Nov 2026')
  expect(seen(await browser.get('/my/bills/2026-11-09'))).not.toContain('16 – 22 Nov')
  const line = seen(await browser.get(`/my/bills/2026-11-09/${subscription.id}:energy`))
  expect(line).toContain('Weekly, 9 – 15 Nov 2026, before VAT')
  expect(line).toContain('3 Wh less 2 included = 1 Wh')
})

test('so does the operator, also in a file', async () => {
  const browser = await signedIn('operator', '/console')
  expect(seen(await browser.get('/console/invoices?period=2026-11'))).toContain('9 – 15 Nov 2026')
  expect(seen(await browser.get(`/console/accounts/${world.owner}`))).toContain('Weekly 23 – 29 Nov 2026')
  const draft = `/console/invoices/${world.owner}/2026-11`
  expect(seen(await browser.get(draft))).toContain('Weekly 9 – 15 Nov 2026')
  expect((await browser.get(`${draft}.csv`)).text).toMatch(/:energy,3,[^\n]*,2026-11-09\r\n/)
  expect(seen(await browser.get(`${draft}-16/${subscription.id}:energy`))).toContain('Period 16 – 22 Nov 2026')
})
