import { type Fault, fault } from '@octroi/shared/errors/fault'
import type { DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { couponOf, readCode } from '../promotions/redeem-coupon.ts'
import type { ChangeTime } from '../subscriptions/change.ts'

/** An item as somebody asks for it. */
export interface AskedAdd {
  readonly action: 'add'
  readonly offer: string
  readonly device?: DeviceId
  /** One, where it is absent. */
  readonly quantity?: number
  /** As the order is fulfilled, where it is absent. */
  readonly startsAtMs?: number
  /** The code of a coupon, as it was typed. */
  readonly coupon?: string
}

export interface AskedChangeItem {
  readonly action: 'change' | 'pause' | 'resume' | 'end'
  readonly subscription: SubscriptionId
  readonly at: ChangeTime
  /** Of a change: either or both. */
  readonly offer?: string
  readonly quantity?: number
}

export type AskedItem = AskedAdd | AskedChangeItem

/** An item, and where in the request it stands: faults are told of its fields. */
export interface PlacedItem<I extends AskedItem = AskedItem> {
  readonly item: I
  readonly at: (field: string) => string
}

/** One offer, or several items: what a request may say. */
export type AskedOrder = { readonly items: readonly AskedItem[] } | Omit<AskedAdd, 'action'>

export function itemsOf(asked: AskedOrder): readonly PlacedItem[] {
  if ('offer' in asked) return [{ item: { action: 'add', ...asked }, at: (field) => field }]
  return asked.items.map((item, index) => ({ item, at: (field) => `items[${index}].${field}` }))
}

export function isAdd(placed: PlacedItem): placed is PlacedItem<AskedAdd> {
  return placed.item.action === 'add'
}

/** A coupon is redeemed for one subscription: an order names it once, by whichever of its codes. */
export function repeatedCoupons(items: readonly PlacedItem<AskedAdd>[], catalogue: Catalogue | undefined): readonly Fault[] {
  const coupons = items.map(({ item: { coupon: typed } }) =>
    typed === undefined ? undefined : (couponOf(catalogue, typed)?.[0] ?? readCode(typed)),
  )
  return items.flatMap(({ at }, index) => {
    const coupon = coupons[index]
    if (coupon === undefined || coupons.indexOf(coupon) === index) return []
    return [fault(at('coupon'), 'coupon_used', 'The order redeems this coupon already.')]
  })
}
