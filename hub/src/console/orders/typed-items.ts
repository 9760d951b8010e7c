import { orderItemsAtMost } from '@octroi/shared/api/orders'
import type { Form } from '../../http/pages/own-form.ts'

export const orderFields = ['offer', 'device', 'quantity', 'coupon'] as const
export type OrderField = (typeof orderFields)[number]

/** One item as somebody types it: what is absent is not written. */
export type TypedItem = Readonly<Partial<Record<OrderField, string>>>

/** What a field of an item is called in a form: the first has plain names, as where an order has one item. */
export function fieldName(field: OrderField, index: number): string {
  return index === 0 ? field : `${field}${index + 1}`
}

/** The items of a form. One without an offer is none: so somebody takes it out again without a script. */
export function typedItems(form: Form): readonly TypedItem[] {
  const items = Array.from({ length: orderItemsAtMost }, (_, index): TypedItem => {
    const written = orderFields.flatMap((field) => {
      const value = form[fieldName(field, index)]?.trim() ?? ''
      return value === '' ? [] : [[field, value] as const]
    })
    return Object.fromEntries(written)
  })
  return items.filter(({ offer }) => offer !== undefined)
}
