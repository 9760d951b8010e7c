import type { newOrderSchema } from '@octroi/shared/api/orders'
import { invariant } from '@octroi/shared/errors/invariant'
import { parseInstant } from '@octroi/shared/time/instant'
import type { z } from 'zod'
import type { AskedItem, AskedOrder } from '../orders/asked-order.ts'

type Body = z.infer<typeof newOrderSchema>

/** What a body asks for, whichever of its two forms it has. */
export function askedOrder({ account: _, items, offer, ...alone }: Body): AskedOrder {
  if (items !== undefined) return { items: items.map(askedItem) }
  invariant(offer !== undefined, 'a body has items or an offer')
  const { action: _action, ...asked } = askedItem({ action: 'add', offer, ...alone })
  return asked
}

function askedItem({ action, offer, device, coupon, startsAt }: NonNullable<Body['items']>[number]): AskedItem {
  const startsAtMs = startsAt === undefined ? undefined : parseInstant(startsAt)
  return {
    action,
    offer,
    ...(device === undefined ? {} : { device }),
    ...(coupon === undefined ? {} : { coupon }),
    ...(startsAtMs === undefined ? {} : { startsAtMs }),
  }
}
