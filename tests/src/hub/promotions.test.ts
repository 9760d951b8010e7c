import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { promotedDrafts } from '@octroi/hub/invoicing/promoted-drafts.use-case'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { leftOf, usedCredits } from '@octroi/hub/promotions/credits-left.use-case'
import { grantCredit } from '@octroi/hub/promotions/grant-credit.use-case'
import { loyaltyStanding } from '@octroi/hub/promotions/loyalty-standing.use-case'
import { redeemCoupon } from '@octroi/hub/promotions/redeem-coupon.use-case'
import { redeemPoints } from '@octroi/hub/promotions/redeem-points.use-case'
import type { Failure } from '@octroi/shared/errors/failure'
import type { Result } from '@octroi/shared/errors/result'
import type { AccountId, SubscriptionId } from '@octroi/shared/ids/id'
import { formatAmount, parseAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { oneUnit } from '@octroi/shared/money/quantity'
import { rational } from '@octroi/shared/money/rational'
import { dayMs } from '@octroi/shared/time/zone'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { OpeningWorld } from '../kit/opening-world.ts'
import { PageBrowser, pagesOver } from '../kit/page-browser.ts'
import { energyReading } from '../kit/sample-records.ts'

const fee = (amount: string): string => `{ fee: { model: flat, name: Fee, amount: "${amount}", every: month, timing: arrears } }`
const catalogue = (more = ''): string => `
services: { sample.use: { name: Sample use } }
offers:
  plan: { name: Plan, currency: EUR, prices: ${fee('30')} }
  year: { name: Year, currency: EUR, billing: { every: year }, prices: ${fee('5')} }
  weeks: { name: Weeks, currency: EUR, billing: { every: week }, prices: { fee: { model: flat, name: Fee, amount: "10", every: week, timing: arrears } } }
  yen: { name: Yen, currency: JPY, prices: ${fee('3000')} }
coupons:
  spring:
    name: Spring
    codes: [SPRING26, HELLO]
    amount: "40"
    currency: EUR
    periods: 1
    offers: [plan]
    limits: { redemptions: 7, perAccount: 1 }
  ten: { name: Ten, codes: [TEN], percent: "10" }
  alone: { name: Alone, codes: [ALONE], percent: "5", combines: false }
  old: { name: Old, codes: [OLD], percent: "5", until: 2026-01-01T00:00:00Z }
  next: { name: Next, codes: [NEXT], percent: "5", from: 2027-01-01T00:00:00Z }
${more}`

let hub: HubAtRest
beforeEach(async () => {
  hub = await HubAtRest.open('2026-01-10T12:00:00Z')
  await hub.catalogue(catalogue())
})
afterEach(() => hub.close())

async function ordered(account: AccountId, coupon?: string, offer = 'plan'): Promise<SubscriptionId> {
  const order = { account, offer, mayBackdate: false, ...(coupon === undefined ? {} : { coupon }) }
  const { subscription } = value(await hub.write((stores) => placeOrder(stores, hub.environment, order)))
  // A fee is due once its month has begun for the subscription.
  hub.pass(1)
  return subscription.id
}

function redeem(subscription: SubscriptionId, code: string) {
  return hub.write((stores) => redeemCoupon(stores, hub.environment, { subscription, code }))
}

function faults(result: Result<unknown, Failure>): readonly string[] {
  return result.ok ? [] : (result.error.faults ?? []).map(({ path, code }) => `${path} ${code}`)
}

async function total(account: AccountId, month: string): Promise<string> {
  const drafts = value(await hub.read((stores) => promotedDrafts(stores, hub.environment, { account, month })))
  return drafts.map((draft) => formatAmount(draft.total)).join(' ')
}

async function credited(account: AccountId, written: string, reason: string): Promise<void> {
  const amount = parseAmount(written, 'EUR' as Currency) ?? { minor: 0n, currency: 'EUR' as Currency }
  value(await hub.write((stores) => grantCredit(stores, hub.environment, { account, amount, reason })))
}

async function left(id: AccountId): Promise<readonly string[]> {
  return hub.read(async (stores) => {
    const account = await stores.accounts.get(id)
    if (account === undefined) throw new Error('the account is there')
    const used = await usedCredits(stores, hub.environment, account)
    const credits = await stores.promotions.creditsOf(id)
    const now = hub.environment.nowMs()
    return credits.map((credit) => `${credit.reason} ${formatAmount({ ...credit.amount, minor: leftOf(credit, used, now) })}`)
  })
}

describe('a coupon', () => {
  test('that comes with an order lowers its bills until it is used up', async () => {
    const account = await hub.account('UTC')
    await ordered(account, ' spring26 ')
    expect(await total(account, '2026-01')).toBe('0.00')
    hub.pass(31 * dayMs)
    expect([await total(account, '2026-01'), await total(account, '2026-02')]).toEqual(['0.00', '20.00'])
    hub.pass(28 * dayMs)
    expect(await total(account, '2026-03')).toBe('30.00')
  })

  test('keeps the terms that it was redeemed at', async () => {
    const account = await hub.account('UTC')
    const subscription = await ordered(account)
    value(await redeem(subscription, 'ten'))
    await hub.catalogue(catalogue().replace('percent: "10"', 'percent: "50"'))
    expect(await total(account, '2026-01')).toBe('27.00')
    const other = await ordered(await hub.account('UTC'))
    expect(value(await redeem(other, 'TEN')).terms.percent).toBe('50')
  })

  test('is refused with everything that stands in its way', async () => {
    const account = await hub.account('UTC')
    const subscription = await ordered(account, 'HELLO')
    expect(faults(await redeem(subscription, 'NOTHING'))).toEqual(['code coupon_unknown'])
    expect(faults(await redeem(subscription, 'OLD'))).toEqual(['code coupon_expired'])
    expect(faults(await redeem(subscription, 'NEXT'))).toEqual(['code coupon_not_yet'])
    expect(faults(await redeem(subscription, 'SPRING26'))).toEqual(['code coupon_used'])
    expect(faults(await redeem(subscription, 'ALONE'))).toEqual(['code coupon_not_combined'])
    const again = { account, offer: 'yen', mayBackdate: false, coupon: 'SPRING26' }
    const refused = await hub.write((stores) => placeOrder(stores, hub.environment, again))
    expect(faults(refused)).toEqual(['coupon coupon_used', 'coupon coupon_not_for_offer'])
    const unknown = { ...again, offer: 'none', coupon: 'NOTHING' }
    expect(faults(await hub.write((stores) => placeOrder(stores, hub.environment, unknown)))).toEqual(['offer offer_not_found'])
  })

  test('that 50 ask for at once is redeemed as often as it can be', async () => {
    const subscriptions: SubscriptionId[] = []
    for (let count = 0; count < 50; count++) subscriptions.push(await ordered(await hub.account('UTC')))
    const done = await Promise.all(subscriptions.map((subscription) => redeem(subscription, 'SPRING26')))
    expect(done.filter(({ ok }) => ok)).toHaveLength(7)
    expect(new Set(done.flatMap(faults))).toEqual(new Set(['code coupon_exhausted']))
    expect(await hub.read(({ promotions }) => promotions.redeemed('spring'))).toBe(7)
  })
})

test('credit lowers one bill after the other, and tells what is left', async () => {
  const account = await hub.account('UTC')
  await ordered(account)
  await credited(account, '50.00', 'Welcome')
  expect([await total(account, '2026-01'), await left(account)]).toEqual(['0.00', ['Welcome 20.00']])
  hub.pass(31 * dayMs)
  await credited(account, '25.00', 'Sorry')
  expect([await total(account, '2026-01'), await total(account, '2026-02')]).toEqual(['0.00', '0.00'])
  expect(await left(account)).toEqual(['Welcome 0.00', 'Sorry 15.00'])
  expect(await total(account, '9000-01')).toBe('0.00')
})

test('credit is used once, by bills in the order in which they begin, however long they are', async () => {
  const account = await hub.account('UTC')
  await ordered(account, undefined, 'year')
  hub.pass(59 * dayMs)
  await ordered(account, undefined, 'weeks')
  await credited(account, '40.00', 'Welcome')
  hub.pass(21 * dayMs)
  // March 31: the year has begun in January, with three fees by now; then the weeks from March 9 on.
  expect(await total(account, '2026-01')).toBe('0.00')
  expect(await total(account, '2026-03')).toBe('0.00 0.00 5.00 10.00')
  expect(await total(account, '2026-03-23')).toBe('5.00')
  expect(await left(account)).toEqual(['Welcome 0.00'])
})

test('whom it concerns redeems, sees and is granted over HTTP; nobody else', async () => {
  await hub.catalogue(
    catalogue('loyalty: { name: Stars, currency: EUR, per: billed, rate: "1", redeem: { points: 10, amount: "1" } }'),
  )
  const app = pagesOver(hub)
  const [account, other] = [await hub.account('UTC'), await hub.account('UTC')]
  const keyOf = async (of: AccountId, role: 'operator' | 'account_holder'): Promise<string> =>
    value(await hub.write((stores) => giveApiKey(stores, hub.environment, { tenant: hub.tenant, account: of, role, label: 'x' })))
      .token
  const [own, stranger, operator] = [
    await keyOf(account, 'account_holder'),
    await keyOf(other, 'account_holder'),
    await keyOf(other, 'operator'),
  ]
  let asked = 0
  const ask = async (token: string, path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }> => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': `promotions-${++asked}`,
    }
    const sent = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
    const answer = await app.request(`http://hub.test${path}`, sent)
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const order = await ask(own, '/v1/orders', { offer: 'plan', coupon: 'spring26' })
  const coupons = `/v1/subscriptions/${String(order.body.subscription)}/coupons`
  expect((await ask(own, coupons, { code: 'TEN' })).body).toMatchObject({ coupon: 'ten', percent: '10', catalogueVersion: 2 })
  const twice = await ask(own, coupons, { code: 'TEN' })
  expect(twice).toMatchObject({ status: 422, body: { faults: [{ path: 'code', code: 'coupon_used' }] } })
  expect(await ask(own, coupons)).toMatchObject({
    status: 200,
    body: { items: [{ coupon: 'spring', code: 'SPRING26', periods: 1 }, { coupon: 'ten' }] },
  })
  const [credits, points] = [`/v1/accounts/${account}/credits`, `/v1/accounts/${account}/loyalty`]
  const grant = { amount: '5.00', currency: 'EUR', reason: 'Welcome', expiresAt: '2026-06-01T00:00:00Z', priority: 2 }
  expect((await ask(own, credits, grant)).status).toBe(403)
  expect((await ask(operator, credits, grant)).body).toMatchObject({
    granted: { amount: '5.00' },
    left: { amount: '5.00' },
    priority: 2,
  })
  expect(await ask(operator, credits, { ...grant, amount: '5.001' })).toMatchObject({
    status: 422,
    body: { faults: [{ path: 'amount' }] },
  })
  expect(await ask(operator, credits, { ...grant, expiresAt: '2025-06-01T00:00:00Z' })).toMatchObject({
    status: 422,
    body: { faults: [{ path: 'expiresAt' }] },
  })
  const browser = new PageBrowser(app)
  for (const shown of ['Promotional credit left: €5.00', 'Stars: 0 points'])
    expect((await browser.signIn(own)).text).toContain(shown)
  hub.pass(31 * dayMs)
  expect((await ask(own, credits)).body).toMatchObject({ items: [{ reason: 'Welcome', left: { amount: '0.00' } }] })
  // February: 30 less the 10 that January left of 40, less 10 % of 20, less 5 of credit.
  expect((await ask(own, `/v1/accounts/${account}/draft-invoices`)).body).toMatchObject({
    items: [{ total: { amount: '13.00' } }],
  })
  expect((await ask(own, points)).body).toMatchObject({
    name: 'Stars',
    balance: '0',
    redeem: { points: 10, amount: '1', currency: 'EUR' },
  })
  const french = new PageBrowser(app, { language: 'fr' })
  await french.signIn(own)
  expect((await french.get('/my/bills/2026-02')).text).toMatch(/Crédit promotionnel<.*Welcome: 5\.00 of 5\.00/s)
  hub.pass(28 * dayMs)
  expect((await ask(own, points)).body).toMatchObject({
    balance: '13',
    months: [{ points: '0' }, { month: '2026-02', of: '13', rate: '1', points: '13' }],
  })
  expect((await ask(own, `${points}/redemptions`, { points: 10 })).body).toMatchObject({
    granted: { amount: '1.00' },
    points: 10,
  })
  for (const path of [coupons, credits, points]) expect((await ask(stranger, path)).status).toBe(404)
  const { items } = await hub.read(({ audit }) => audit.list({ limit: 1 }))
  expect(items[0]).toMatchObject({
    action: 'POST /v1/accounts/{account}/loyalty/redemptions',
    made: expect.stringMatching(/^crd_/),
  })
})

describe('points', () => {
  const loyalty = (per: string): string => `
loyalty: { name: Stars, currency: EUR, ${per}, redeem: { points: 10, amount: "2.50", validDays: 400 } }`
  const standing = async (account: AccountId) =>
    value(await hub.read((stores) => loyaltyStanding(stores, hub.environment, account)))
  const redeemed = (account: AccountId, points: number) =>
    hub.write((stores) => redeemPoints(stores, hub.environment, { account, points }))

  test('are earned by months that are over, and become credit', async () => {
    await hub.catalogue(catalogue(loyalty('per: billed, rate: "0.55"')))
    const account = await hub.account('UTC')
    await ordered(account)
    expect((await standing(account)).balance).toBe(0n)
    hub.pass(31 * dayMs)
    expect(await standing(account)).toMatchObject({ balance: 16n, months: [{ period: '2026-01', points: 16n }] })
    expect(faults(await redeemed(account, 15))).toEqual(['points not_a_multiple'])
    expect(await redeemed(account, 20)).toMatchObject({ ok: false, error: { code: 'points_short' } })
    expect(value(await redeemed(account, 10))).toMatchObject({ amount: { minor: 250n }, points: 10, reason: 'Stars' })
    expect(await total(account, '2026-02')).toBe('27.50')
    hub.pass(28 * dayMs)
    // 16, and 15 for 27.50; 10 of them are gone.
    expect((await standing(account)).balance).toBe(21n)
  })

  test('are earned by what a meter counted, whatever prices it', async () => {
    const world = await OpeningWorld.open()
    await world.hub.catalogue(`
services: { energy.supply: { name: Energy } }
meters: { import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh } }
offers:
  supply:
    name: Supply
    currency: EUR
    prices:
      energy:
        model: per_unit
        name: Energy
        meter: import
        unit: { name: kWh, size: "1000" }
        bands: [{ name: night, unitPrice: "1", when: [{ from: "00:00", until: "06:00" }] }, { name: day, unitPrice: "0" }]
      grid: { model: per_unit, name: Grid, meter: import, unitPrice: "0.1" }
loyalty: { name: Watts, currency: EUR, per: usage, meter: import, rate: "0.01", redeem: { points: 1, amount: "1" } }`)
    await world.order(world.owner, 'supply')
    const from = Date.parse('2026-11-24T05:00:00Z')
    const used = [
      energyReading(from, from + 7_200_000, 4000n * oneUnit),
      energyReading(from + 7_200_000, from + 9_000_000, 550n * oneUnit),
    ]
    world.hub.pass(5 * dayMs)
    await world.ingest(world.car.journal.batch(...used).envelope)
    world.hub.pass(5 * dayMs)
    const { balance, months } = value(
      await world.hub.read((stores) => loyaltyStanding(stores, world.hub.environment, world.owner)),
    )
    await world.close()
    expect([balance, months]).toMatchObject([45n, [{ period: '2026-11', of: rational(4550n) }]])
  })

  test('of an account are redeemed once, however many ask at once', async () => {
    await hub.catalogue(catalogue(loyalty('per: billed, rate: "0.55"')))
    const account = await hub.account('UTC')
    await ordered(account)
    hub.pass(31 * dayMs)
    const done = await Promise.all(Array.from({ length: 10 }, () => redeemed(account, 10)))
    expect(done.filter(({ ok }) => ok)).toHaveLength(1)
  })
})
