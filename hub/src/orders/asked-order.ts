import { type Fault, fault } from '@octroi/shared/errors/fault'
import type { DeviceId } from '@octroi/shared/ids/id'

/** An item as somebody asks for it. */
export interface AskedAdd {
  readonly action: 'add'
  readonly offer: string
  readonly device?: DeviceId
  /** As the order is fulfilled, where it is absent. */
  readonly startsAtMs?: number
  /** The code of a coupon, as it was typed. */
  readonly coupon?: string
}

export type AskedItem = AskedAdd

/** An item, and where in the request it stands: faults are told of its fields. */
export interface PlacedItem {
  readonly item: AskedItem
  readonly at: (field: string) => string
}

/** One offer, or several items: what a request may say. */
export type AskedOrder = { readonly items: readonly AskedItem[] } | Omit<AskedAdd, 'action'>

export function itemsOf(asked: AskedOrder): readonly PlacedItem[] {
  if ('offer' in asked) return [{ item: { action: 'add', ...asked }, at: (field) => field }]
  return asked.items.map((item, index) => ({ item, at: (field) => `items[${index}].${field}` }))
}

/** A coupon is redeemed for one subscription: an order names it once. */
export function repeatedCoupons(items: readonly PlacedItem[]): readonly Fault[] {
  const codes = items.map(({ item }) => item.coupon?.trim().toUpperCase())
  return items.flatMap(({ at }, index) => {
    const code = codes[index]
    if (code === undefined || codes.indexOf(code) === index) return []
    return [fault(at('coupon'), 'coupon_used', 'The order redeems this coupon already.')]
  })
}
