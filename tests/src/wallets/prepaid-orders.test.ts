import { approveOrder, confirmPayment } from '@octroi/hub/orders/act-on-order.use-case'
import type { PlaceOrder } from '@octroi/hub/orders/check-order.use-case'
import type { Order } from '@octroi/hub/orders/order'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { formatAmount } from '@octroi/shared/money/amount'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { euro, PrepaidWorld, prepaidCatalogue } from '../kit/prepaid-world.ts'

const catalogue = `${prepaidCatalogue()}
  box:
    name: Box
    currency: EUR
    prepaid: { wallet: main, vatPercent: "25" }
    prices:
      setup: { model: flat, name: Set-up, amount: "4", every: once, timing: advance }
      fee: { model: flat, name: Fee, amount: "8", every: month, timing: advance }
    order: { waitsFor: [payment] }
  checked:
    name: Checked
    currency: EUR
    prepaid: { wallet: main, vatPercent: "25" }
    prices: { setup: { model: flat, name: Set-up, amount: "4", every: once, timing: advance } }
    order: { approval: operator, waitsFor: [payment] }
  billed:
    name: Billed
    currency: EUR
    prices: { setup: { model: flat, name: Set-up, amount: "4", every: once, timing: advance } }
    order: { waitsFor: [payment] }
`

let hub: HubAtRest
beforeAll(async () => {
  hub = await HubAtRest.open('2026-01-10T12:00:00Z')
})
afterAll(() => hub.close())

type Asked = { readonly offer: string; readonly startsAtMs?: number } | { readonly items: readonly object[] }

async function worldWith(minor: bigint) {
  const world = await PrepaidWorld.over(hub, catalogue)
  if (minor > 0n) await world.topUp(minor)
  return world
}

const order = async ({ account }: PrepaidWorld, asked: Asked): Promise<Order> => {
  const command = { account, mayBackdate: false, ...asked } as PlaceOrder
  return value(await hub.write((stores) => placeOrder(stores, hub.environment, command))).order
}
const found = async ({ id }: Order) => (await hub.read(({ orders }) => orders.get(id))) as Order
const story = ({ state, history }: Order) => `${state}: ${history.map(({ type }) => type).join(' ')}`
const movements = ({ account }: PrepaidWorld) =>
  hub.read(async ({ wallets }) => {
    const within = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, after: 0, limit: 20 }
    const all = await wallets.movementsWithin({ account, key: 'main' }, within)
    return all.map(({ kind, minor, balance }) => `${kind} ${formatAmount({ minor, currency: euro })} ${balance}`)
  })

describe('an order that waits for its payment', () => {
  test('is paid from the wallet that pays the offer, VAT included, in the transaction that fulfils it', async () => {
    const world = await worldWith(2_000n)
    const done = await order(world, { offer: 'box' })
    expect(story(done)).toBe('fulfilled: placed waiting paid fulfilled')
    expect(done.steps).toMatchObject([{ kind: 'payment', reason: 'Paid from the wallet `main`.' }])
    expect(await movements(world)).toEqual(['top_up 20.00 2000', 'captured -15.00 500'])
    hub.pass(60_000)
    expect(await world.standing()).toEqual({ balance: 500n, owed: 0n, reserved: 0n, moved: 0 })
  })

  test('waits where what is not reserved is too little, to the cent, and goes on with the money that comes', async () => {
    const world = await worldWith(1_799n)
    await world.grant()
    const waiting = await order(world, { offer: 'box' })
    expect(story(waiting)).toBe('waiting: placed waiting')
    await world.topUp(1n)
    expect(story(await found(waiting))).toBe('fulfilled: placed waiting paid fulfilled')
    expect(await world.standing()).toMatchObject({ balance: 300n, owed: 0n, reserved: 300n })
  })

  test('takes the older one first, and no money twice', async () => {
    const world = await worldWith(0n)
    const [first, second] = [await order(world, { offer: 'box' }), await order(world, { offer: 'checked' })]
    await world.topUp(1_500n)
    expect([await found(first), await found(second)].map(({ state }) => state)).toEqual(['fulfilled', 'placed'])
    expect(await world.standing()).toMatchObject({ balance: 0n, owed: 0n })
  })

  test.each<[string, (world: PrepaidWorld) => Asked]>([
    ['is not paid beforehand', () => ({ offer: 'billed' })],
    ['is paid beforehand in part', () => ({ items: ['box', 'billed'].map((offer) => ({ action: 'add', offer })) })],
    ['begins later', () => ({ offer: 'box', startsAtMs: hub.environment.nowMs() + 86_400_000 })],
    [
      'takes the place of another',
      ({ subscription }) => ({ items: [{ action: 'change', subscription, at: 'now', offer: 'box' }] }),
    ],
  ])('of what %s waits for who confirms it, whatever the wallet holds', async (_what, asked) => {
    const world = await worldWith(9_900n)
    const waiting = await order(world, asked(world))
    expect(story(waiting)).toBe('waiting: placed waiting')
    const act = { id: waiting.id, reason: 'sample' }
    const paid = value(await hub.write((stores) => confirmPayment(stores, hub.environment, act))).order
    expect(paid.state).toBe('fulfilled')
  })

  test.each([
    ['2000', 10, 4, 0],
    ['1500', 20, 1, 0],
  ])('of %s cents as many as are paid go on when %i are placed at once', async (minor, many, paid, left) => {
    const world = await worldWith(BigInt(minor))
    const offer = paid === 1 ? 'box' : 'checked'
    const all = await Promise.all(Array.from({ length: many }, () => order(world, { offer })))
    if (offer === 'checked') {
      await Promise.all(all.map(({ id }) => hub.write((stores) => approveOrder(stores, hub.environment, { id }))))
    }
    const states = (await Promise.all(all.map(found))).map(({ state }) => state)
    expect(states.filter((state) => state === 'fulfilled')).toHaveLength(paid)
    expect(await world.standing()).toMatchObject({ balance: BigInt(left), owed: 0n })
  })
})
