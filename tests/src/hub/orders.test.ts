import { addEndpoint } from '@octroi/hub/confirmations/add-endpoint.use-case'
import { giveConsent } from '@octroi/hub/entitlements/give-consent.use-case'
import { approveOrder, cancelOrder, confirmPayment, rejectOrder } from '@octroi/hub/orders/act-on-order.use-case'
import type { PlaceOrder } from '@octroi/hub/orders/check-order.use-case'
import { expireOrders } from '@octroi/hub/orders/expire-orders.use-case'
import type { Order } from '@octroi/hub/orders/order'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { quoteOrder } from '@octroi/hub/orders/quote-order.use-case'
import { changeSubscription } from '@octroi/hub/subscriptions/change-subscription.use-case'
import type { Failure } from '@octroi/shared/errors/failure'
import type { Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { formatAmount } from '@octroi/shared/money/amount'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'

const catalogue = `
services:
  trunk.access: { name: Trunk access, actions: [open] }
  energy.supply: { name: Energy }
meters:
  openings: { service: trunk.access, record: opened, aggregation: count, unit: opening }
coupons:
  half: { name: Half, codes: [HALF], percent: "50", limits: { perAccount: 1 } }
  one: { name: One, codes: [ONE, ANOTHER], percent: "10", limits: { redemptions: 1 } }
offers:
  plain: { name: Plain, currency: EUR, entitlements: [{ service: trunk.access, actions: [open], reach: own }] }
  addon: { name: Add-on, currency: EUR, requires: [plain] }
  checked: { name: Checked, currency: EUR, order: { approval: operator, expiresAfterDays: 5 } }
  claimed:
    name: Claimed
    currency: EUR
    entitlements: [{ service: trunk.access, actions: [open], reach: own }]
    order: { approval: operator, waitsFor: [claim, payment] }
    prices:
      setup: { model: flat, name: Set-up, amount: "9.50", every: once, timing: advance }
      fee: { model: flat, name: Fee, amount: "30", every: month, timing: advance, proration: day }
      opening: { model: per_unit, name: Opening, meter: openings, unitPrice: "2.40", includedQuantity: "3" }
  merchant:
    name: Merchant
    currency: EUR
    entitlements: [{ service: trunk.access, actions: [open], reach: consented }]
    order: { waitsFor: [consent] }
`

let world: OpeningWorld
let account: AccountId

beforeAll(async () => {
  world = await OpeningWorld.open()
  await world.hub.catalogue(catalogue)
  account = await world.hub.account('Europe/Paris')
})
afterAll(() => world.close())

type Asked = Partial<PlaceOrder> & ({ readonly offer: string } | { readonly items: readonly object[] })

const place = (asked: Asked, of = account) =>
  world.hub.write((stores) =>
    placeOrder(stores, world.hub.environment, { account: of, mayBackdate: false, ...asked } as PlaceOrder),
  )
const ordered = async (asked: Asked, of = account): Promise<Order> => value(await place(asked, of)).order
const found = async ({ id }: Order) => (await world.hub.read(({ orders }) => orders.get(id))) as Order
const made = async ({ items }: Order) =>
  world.hub.read(({ subscriptions }) => subscriptions.getAll(items.map((item) => item.subscription)))
const acts = { approve: approveOrder, pay: confirmPayment, reject: rejectOrder, cancel: cancelOrder }
const act = (what: keyof typeof acts, { id }: Order) =>
  world.hub.write((stores) => acts[what](stores, world.hub.environment, { id, reason: 'sample' }))
const faults = (result: Result<unknown, Failure>) =>
  result.ok ? [] : (result.error.faults ?? []).map(({ path, code }) => `${path} ${code}`)
const story = ({ state, history }: Order) => `${state}: ${history.map(({ type }) => type).join(' ')}`

describe('an order', () => {
  test('that waits for nothing is fulfilled as it is placed, all its items together', async () => {
    const order = await ordered({
      items: [
        { action: 'add', offer: 'addon' },
        { action: 'add', offer: 'plain', coupon: 'HALF' },
      ],
    })
    expect(story(await found(order))).toBe('fulfilled: placed fulfilled')
    expect((await made(order)).map(({ offer, fromMs, order: of }) => [offer, fromMs, of])).toEqual([
      ['addon', nowMs, order.id],
      ['plain', nowMs, order.id],
    ])
  })

  test('is refused whole, with every fault of every item', async () => {
    const other = await world.hub.account()
    const items = [
      { action: 'add', offer: 'plain', device: world.car.device },
      { action: 'add', offer: 'nothing' },
      { action: 'add', offer: 'plain', coupon: 'half', startsAtMs: 5 },
      { action: 'add', offer: 'plain', coupon: 'HALF' },
    ]
    expect(faults(await place({ items }, other))).toEqual([
      'items[0].device device_not_found',
      'items[1].offer offer_not_found',
      'items[2].startsAt in_the_past',
      'items[3].coupon coupon_used',
    ])
    expect(faults(await place({ offer: 'addon' }, other))).toEqual(['offer add_on_alone'])
    expect((await world.hub.read(({ orders }) => orders.list({ limit: 5 }, { account: other }))).items).toEqual([])
  })

  test('goes on with each step, in any order, and begins as it is fulfilled', async () => {
    const owner = await world.hub.account('Europe/Paris')
    const order = await ordered({ offer: 'claimed' }, owner)
    expect([story(order), await made(order)]).toEqual(['placed: placed', []])
    expect(order.steps.map(({ kind, due }) => [kind, due?.map(formatAmount)])).toEqual([
      ['approval', undefined],
      ['claim', undefined],
      // The set-up, and 8 days of 30 of the fee.
      ['payment', ['17.50']],
    ])
    value(await act('pay', order))
    value(await act('approve', order))
    expect(story(await found(order))).toBe('waiting: placed paid approved waiting')
    world.hub.pass(60_000)
    await world.another('car', owner)
    const done = await found(order)
    expect(story(done)).toBe('fulfilled: placed paid approved waiting claimed fulfilled')
    expect((await made(order)).map(({ fromMs }) => fromMs)).toEqual([nowMs + 60_000])
    // Again nothing changes.
    expect(value(await act('approve', order)).order).toEqual(done)
    expect(value(await act('pay', order)).order).toEqual(done)
    expect(await act('cancel', order)).toMatchObject({ ok: false, error: { code: 'order_not_waiting' } })
    expect(await found(order)).toEqual(done)
  })

  test('that waits for a consent is fulfilled by it, and one that has it already at once', async () => {
    const merchant = await world.hub.account()
    const order = await ordered({ offer: 'merchant' }, merchant)
    expect(story(order)).toBe('waiting: placed waiting')
    const consent = { owner: world.owner, grantee: merchant, service: 'trunk.access' }
    value(await world.hub.write((stores) => giveConsent(stores, world.hub.environment, consent)))
    expect(story(await found(order))).toBe('fulfilled: placed waiting consented fulfilled')
    expect(story(await ordered({ offer: 'merchant' }, merchant))).toBe('fulfilled: placed fulfilled')
  })

  test('ends rejected, cancelled or expired, and tells the account of each step', async () => {
    const listener = await world.hub.account()
    const endpoint = { account: listener, url: 'http://listener.test/' }
    const anywhere = { addressFault: () => undefined }
    value(await world.hub.write((stores) => addEndpoint(stores, world.hub.environment, anywhere, endpoint)))
    const [rejected, cancelled] = [await ordered({ offer: 'checked' }, listener), await ordered({ offer: 'checked' }, listener)]
    value(await act('reject', rejected))
    value(await act('reject', rejected))
    value(await act('cancel', cancelled))
    const late = await ordered({ offer: 'checked' }, listener)
    const days = (late.expiresAtMs ?? 0) - late.placedAtMs
    expect(days).toBe(5 * 86_400_000)
    world.hub.pass(days)
    expect(await act('approve', late)).toMatchObject({ ok: false, error: { code: 'order_expired' } })
    const end = () => world.hub.write((stores) => expireOrders(stores, world.hub.environment, 10))
    expect((await end()).map(({ id }) => id)).toContain(late.id)
    expect(await end()).toEqual([])
    const ends = [await found(rejected), await found(cancelled), await found(late)]
    expect(ends.map(story)).toEqual(['rejected: placed rejected', 'cancelled: placed cancelled', 'expired: placed expired'])
    const { items } = await world.hub.read(({ outbox }) => outbox.list({ limit: 50 }, { account: listener }))
    expect(items.map(({ type }) => type).toSorted()).toEqual([
      ...['order.cancelled', 'order.expired', 'order.placed', 'order.placed', 'order.placed', 'order.rejected'],
    ])
  })

  test('changes, pauses and ends what the account has, together with what it adds, or nothing of all that', async () => {
    const buyer = await world.hub.account('Europe/Paris')
    const before = await ordered(
      {
        items: [
          { action: 'add', offer: 'plain', quantity: 2 },
          { action: 'add', offer: 'addon' },
        ],
      },
      buyer,
    )
    const [plain, addon] = before.items.map(({ subscription }) => subscription)
    const clash = [
      { action: 'end', subscription: plain, at: 'now' },
      { action: 'pause', subscription: addon, at: 'now' },
      { action: 'change', subscription: plain, at: 'now' },
      { action: 'add', offer: 'nothing' },
    ]
    expect(faults(await place({ items: clash }, buyer))).toEqual([
      'items[3].offer offer_not_found',
      // An add-on ends with what it adds to.
      expect.stringMatching(/^items\[1\]\./),
      'items[2].offer required',
    ])
    const quantities = async () => (await made(before)).map(({ phases }) => phases?.at(-1)?.quantity)
    expect(await quantities()).toEqual([undefined, undefined])
    const strange = { items: [{ action: 'end', subscription: plain, at: 'now' }] }
    expect(faults(await place(strange, account))).toEqual(['items[0].subscription subscription_not_found'])
    const order = await ordered(
      {
        items: [
          { action: 'change', subscription: plain, at: 'now', quantity: 5 },
          { action: 'pause', subscription: addon, at: 'period_end' },
          { action: 'add', offer: 'plain' },
        ],
      },
      buyer,
    )
    expect(story(order)).toBe('fulfilled: placed fulfilled')
    expect(await quantities()).toEqual([5, 1])
    expect((await made(before))[1]?.phases?.at(-1)?.isPaused).toBe(true)
  })

  test('changes to an offer that waits once it is approved, and what took the place is told', async () => {
    const buyer = await world.hub.account('Europe/Paris')
    const { items } = await ordered({ offer: 'plain' }, buyer)
    const [{ subscription } = { subscription: undefined }] = items
    if (subscription === undefined) throw new Error('an order has an item')
    const change = { kind: 'offer', offer: 'checked' } as const
    const alone = { subscription, change, at: 'now' } as const
    const refused = await world.hub.write((stores) => changeSubscription(stores, world.hub.environment, alone))
    expect(faults(refused)).toEqual(['offer waits_when_ordered'])
    const order = await ordered({ items: [{ action: 'change', subscription, at: 'now', offer: 'checked' }] }, buyer)
    expect(story(order)).toBe('placed: placed')
    world.hub.pass(1000)
    const done = value(await act('approve', order)).order
    expect(await found(order)).toEqual(done)
    const [changed] = done.items
    const began = changed?.action === 'add' ? undefined : changed?.began
    const [after] = await world.hub.read(({ subscriptions }) => subscriptions.getAll(began === undefined ? [] : [began]))
    expect([after?.offer, after?.fromMs]).toEqual(['checked', world.hub.environment.nowMs()])
  })

  test('of what cannot be had any more is rejected with the reason, and makes nothing', async () => {
    const buyer = await world.hub.account()
    const [{ subscription } = { subscription: undefined }] = (await ordered({ offer: 'plain' }, buyer)).items
    if (subscription === undefined) throw new Error('an order has an item')
    const items = ['checked', 'addon'].map((offer) => ({ action: 'add', offer }))
    const order = await ordered({ items }, buyer)
    const end = { subscription, change: { kind: 'end' }, at: 'now' } as const
    value(await world.hub.write((stores) => changeSubscription(stores, world.hub.environment, end)))
    const done = value(await act('approve', order)).order
    expect(story(done)).toBe('rejected: placed approved rejected')
    expect(done.history.at(-1)?.reason).toContain('add-on')
    expect(await made(order)).toEqual([])
  })

  test('that waits holds its coupon, and lets it go as it ends', async () => {
    const other = await world.hub.account()
    const refused = async (coupon: string) => faults(await place({ offer: 'plain', coupon }, other))
    const ends = {
      cancelled: (order: Order) => act('cancel', order),
      rejected: (order: Order) => act('reject', order),
      // Its time is over, and nobody wrote that down yet.
      expired: async () => world.hub.pass(5 * 86_400_000),
    }
    for (const end of Object.values(ends)) {
      const order = await ordered({ offer: 'checked', coupon: ' one ' }, await world.hub.account())
      expect(await refused('another')).toEqual(['coupon coupon_exhausted'])
      await end(order)
      const command = { account: other, offer: 'plain', coupon: 'ONE', mayBackdate: false }
      expect((await world.hub.read((stores) => quoteOrder(stores, world.hub.environment, command))).ok).toBe(true)
    }
    const twice = ['one', 'another'].map((coupon) => ({ action: 'add', offer: 'checked', coupon }))
    expect(faults(await place({ items: twice }, other))).toEqual(['items[1].coupon coupon_used'])
    const kept = await ordered({ offer: 'checked', coupon: 'ONE' }, other)
    expect(story(value(await act('approve', kept)).order)).toBe('fulfilled: placed approved fulfilled')
    const redeemed = await world.hub.read(({ promotions }) => promotions.redemptionsOf(other))
    expect(redeemed.map(({ coupon, code, subscription }) => [coupon, code, subscription])).toEqual([
      ['one', 'ONE', kept.items[0]?.subscription],
    ])
    expect(await refused('ONE')).toEqual(['coupon coupon_exhausted'])
  })
})

test('a quote says what would be made, what each price asks and what the first bill comes to, and writes nothing', async () => {
  const buyer = await world.hub.account('Europe/Paris')
  const command = {
    account: buyer,
    offer: 'claimed',
    coupon: 'HALF',
    startsAtMs: Date.parse('2026-12-17T00:00:00+01:00'),
    mayBackdate: false,
  }
  const quote = value(await world.hub.read((stores) => quoteOrder(stores, world.hub.environment, command)))
  expect([quote.steps, quote.due.map(formatAmount)]).toEqual([['approval', 'claim', 'payment'], ['12.01']])
  const [item] = quote.items
  expect(item?.begins?.prices.map(({ price, kind, words }) => [price, kind, ...words])).toEqual([
    ['setup', 'once', '9.50 EUR once'],
    ['fee', 'recurring', '30 EUR every month, in advance', 'begun and ended months by their part, by days'],
    ['opening', 'metered', '2.40 EUR a opening', '3 opening a period are included'],
  ])
  expect(item?.begins?.draft.lines.map(({ price, amount }) => [price, formatAmount(amount)])).toEqual([
    ['opening', '0.00'],
    ['setup', '4.75'],
    ['fee', '7.26'],
  ])
  expect((await world.hub.read(({ orders }) => orders.list({ limit: 5 }, { account: buyer }))).items).toEqual([])
})
