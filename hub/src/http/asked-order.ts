import type { newOrderSchema } from '@octroi/shared/api/orders'
import { invariant } from '@octroi/shared/errors/invariant'
import { parseInstant } from '@octroi/shared/time/instant'
import type { z } from 'zod'
import type { AskedAdd, AskedChangeItem, AskedItem, AskedOrder } from '../orders/asked-order.ts'

type Body = z.infer<typeof newOrderSchema>
type Item = NonNullable<Body['items']>[number]

/** What a body asks for, whichever of its two forms it has. */
export function askedOrder({ account: _, items, offer, ...alone }: Body): AskedOrder {
  if (items !== undefined) return { items: items.map(askedItem) }
  invariant(offer !== undefined, 'a body has items or an offer')
  const { action: _action, ...asked } = askedAdd({ action: 'add', offer, ...alone })
  return asked
}

function askedItem(item: Item): AskedItem {
  return item.action === 'add' ? askedAdd(item) : askedChange(item)
}

function askedAdd({ action, offer, device, quantity, coupon, startsAt }: Extract<Item, { action: 'add' }>): AskedAdd {
  const startsAtMs = startsAt === undefined ? undefined : parseInstant(startsAt)
  return {
    ...{ action, offer },
    ...(device === undefined ? {} : { device }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(coupon === undefined ? {} : { coupon }),
    ...(startsAtMs === undefined ? {} : { startsAtMs }),
  }
}

function askedChange(item: Exclude<Item, { action: 'add' }>): AskedChangeItem {
  const { action, subscription, at = 'now' } = item
  const time = at === 'now' || at === 'period_end' ? at : parseInstant(at)
  invariant(time !== undefined, 'a schema has seen the instant')
  if (item.action !== 'change') return { action, subscription, at: time }
  const { offer, quantity } = item
  return {
    ...{ action, subscription, at: time },
    ...(offer === undefined ? {} : { offer }),
    ...(quantity === undefined ? {} : { quantity }),
  }
}
