import type { Fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import type { DeviceId } from '@octroi/shared/ids/id'
import type { Account } from '../accounts/account.ts'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Environment } from '../environment.ts'
import { keepRedemption } from '../promotions/redeem-coupon.use-case.ts'
import type { Stores } from '../stores.ts'
import { changeNotices } from '../subscriptions/change-notice.ts'
import { tell } from '../subscriptions/change-subscription.use-case.ts'
import { keepWrites, type WriteNeeds } from '../subscriptions/keep-writes.use-case.ts'
import type { ChangePlan } from '../subscriptions/plan-change.ts'
import type { CaptureNeeds } from '../wallets/capture-counted.use-case.ts'
import { addFaults } from './add-faults.use-case.ts'
import type { CheckNeeds } from './check-order.use-case.ts'
import type { AddItem, ChangeItem, Order, OrderItem } from './order.ts'
import { type Acted, endOrder, isReady } from './order-progress.ts'
import { type OrderedChange, planChanges } from './plan-changes.use-case.ts'
import { planOrder } from './plan-order.ts'
import type { TellNeeds } from './tell-order.use-case.ts'

const reasonLengthAtMost = 500

export type FulfilNeeds = CheckNeeds & WriteNeeds & TellNeeds & CaptureNeeds & Pick<Stores, 'orders'>

export interface AdvancedOrder {
  readonly order: Order
  /** Devices on which permits were taken back: they should hear of it. */
  readonly devices: readonly DeviceId[]
}

/** By the place of the item that changes something. */
type Plans = ReadonlyMap<number, ChangePlan | undefined>

/**
 * Makes what was ordered, all of it or nothing, once every step is done. What stood open may not be had any more: then the order
 * is rejected, with what stands in the way.
 */
export async function fulfilWhenReady(stores: FulfilNeeds, environment: Environment, order: Order): Promise<AdvancedOrder> {
  if (!isReady(order)) return { order, devices: [] }
  const nowMs = environment.nowMs()
  const account = await stores.accounts.get(order.account)
  invariant(account !== undefined, 'an order has its account')
  const items = order.items.map((item) => begunAt(item, order.placedAtMs, nowMs))
  const { plans, faults } = await planAgain(stores, environment, account, { id: order.id, items })
  if (account.erased === undefined && faults.length === 0) {
    return fulfil(stores, environment, { account, order: { ...order, items }, plans })
  }
  const reason = account.erased === undefined ? reasonOf(faults) : 'The account was erased.'
  return { order: ended(order, 'rejected', { atMs: nowMs, reason }), devices: [] }
}

interface Fulfilling {
  readonly account: Account
  readonly order: Order
  readonly plans: Plans
}

/** Makes what was ordered, where nothing stands in the way. */
export async function fulfil(
  stores: FulfilNeeds,
  environment: Environment,
  { account, order, plans }: Fulfilling,
): Promise<AdvancedOrder> {
  const items: OrderItem[] = []
  const devices = new Set<DeviceId>()
  for (const [index, item] of order.items.entries()) {
    if (item.action === 'add') {
      items.push(await add(stores, environment, { account, order }, item))
      continue
    }
    const plan = plans.get(index)
    invariant(plan !== undefined, 'a change was planned')
    for (const device of await keepWrites(stores, environment, plan.writes, plan.begun)) devices.add(device)
    await tell(stores, environment, changeNotices(plan.writes, plan.begun))
    items.push({ ...item, ...(plan.begun === undefined ? {} : { began: plan.begun.subscription.id }) })
  }
  return { order: ended({ ...order, items }, 'fulfilled', { atMs: environment.nowMs() }), devices: [...devices] }
}

function ended(order: Order, end: 'fulfilled' | 'rejected', acted: Acted): Order {
  const done = endOrder(order, end, acted)
  invariant(done.ok, 'an order that is ready is open')
  return done.value
}

/** Nothing begins before it could be used, unless the operator said so as it was ordered: then it began in the past already. */
function begunAt(item: OrderItem, placedAtMs: number, nowMs: number): OrderItem {
  if (item.action !== 'add') return typeof item.at === 'number' ? { ...item, at: Math.max(item.at, nowMs) } : item
  const { startsAtMs = nowMs } = item
  return { ...item, startsAtMs: startsAtMs < placedAtMs ? startsAtMs : Math.max(startsAtMs, nowMs) }
}

/** In one sentence for the history of the order. */
function reasonOf(faults: readonly Fault[]): string {
  const told = faults.map(({ path, detail }) => `${path}: ${detail}`).join(' ')
  return `It cannot be had any more: ${told}`.slice(0, reasonLengthAtMost)
}

/** What stood open is looked at once more, at the versions that it was ordered at. */
async function planAgain(
  stores: FulfilNeeds,
  environment: Environment,
  account: Account,
  { id: order, items }: Pick<Order, 'id' | 'items'>,
): Promise<{ readonly plans: Plans; readonly faults: readonly Fault[] }> {
  const nowMs = environment.nowMs()
  const faults: Fault[] = []
  const placed = items.map((item, index) => ({ item, at: pathIn(items, index) }))
  const adds = placed.filter((each): each is { item: AddItem; at: OrderedChange['at'] } => each.item.action === 'add')
  const beside = adds.map(({ item }) => item.offer)
  for (const each of adds) {
    const version = await versionOf(stores, each.item)
    const { startsAtMs = nowMs } = each.item
    faults.push(...(await addFaults(stores, { account, version, startsAtMs, nowMs, beside, order }, each)))
  }
  const changes = placed.flatMap(({ item, at }): OrderedChange[] =>
    item.action === 'add' ? [] : [{ item, at, ...versionNamed(item) }],
  )
  const { planned, faults: clashes } = await planChanges(stores, environment, account, changes)
  const plans = new Map(items.map((item, index) => [index, planned.find((each) => each.placed.item === item)?.plan]))
  return { plans, faults: [...faults, ...clashes] }
}

function pathIn(items: readonly OrderItem[], index: number): OrderedChange['at'] {
  return (field) => (items.length === 1 ? field : `items[${index}].${field}`)
}

function versionNamed({ catalogueVersion: version }: ChangeItem): Pick<OrderedChange, 'version'> {
  return version === undefined ? {} : { version }
}

async function versionOf({ catalogue }: Pick<Stores, 'catalogue'>, { catalogueVersion }: AddItem): Promise<CatalogueVersion> {
  const version = await catalogue.get(catalogueVersion)
  invariant(version !== undefined, 'a published version is kept')
  return version
}

/** An item without a beginning begins now. */
async function add(
  stores: FulfilNeeds,
  { ids, nowMs }: Environment,
  { account, order }: Pick<Fulfilling, 'account' | 'order'>,
  item: AddItem,
): Promise<AddItem> {
  const { offer, device, quantity = 1, startsAtMs = nowMs(), coupon } = item
  const plan = planOrder({
    ...{ account, version: await versionOf(stores, item), offer, quantity, startsAtMs },
    ...(device === undefined ? {} : { device }),
    ids: { order: order.id, subscription: item.subscription, nextEntitlement: () => ids.next('entitlement') },
  })
  await stores.subscriptions.insert(plan.subscription)
  await stores.entitlements.insertAll(plan.entitlements)
  if (coupon !== undefined) {
    await keepRedemption(stores, nowMs(), { subscription: plan.subscription, typed: coupon, fromMs: startsAtMs })
  }
  return { ...item, startsAtMs }
}
