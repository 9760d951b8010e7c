import { newOrderSchema } from '@octroi/shared/api/orders'
import type { Failure } from '@octroi/shared/errors/failure'
import type { Fault } from '@octroi/shared/errors/fault'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { askedOrder } from '../../http/asked-order.ts'
import type { AskedOrder } from '../../orders/asked-order.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { ItemFaults } from './order-form.tsx'
import { orderWords } from './order-words.ts'
import type { TypedItem } from './typed-items.ts'

/** The API's own schema reads the form; what is empty is left out. */
export function readOrderForm(view: ConsoleView, typed: readonly TypedItem[]): Result<AskedOrder, readonly ItemFaults[]> {
  const items = typed.map(({ quantity, ...item }) => ({
    ...{ action: 'add', ...item },
    ...(quantity === undefined ? {} : { quantity: /^\d{1,9}$/.test(quantity) ? Number(quantity) : quantity }),
  }))
  const parsed = newOrderSchema.safeParse({ items })
  return parsed.success ? ok(askedOrder(parsed.data)) : err(itemFaults(view, typed, faultsOf(parsed.error)))
}

export function refusedOrder(view: ConsoleView, typed: readonly TypedItem[], { faults = [] }: Failure): readonly ItemFaults[] {
  return itemFaults(view, typed, faults)
}

/** What stands in the way of each item, beside the field that it is of. */
function itemFaults(view: ConsoleView, typed: readonly TypedItem[], faults: readonly Fault[]): readonly ItemFaults[] {
  const words = orderWords[view.language]
  return (typed.length === 0 ? [{}] : typed).map((_, index) => {
    const at = `items[${index}].`
    // What is said of the order as a whole stands with its first item.
    const own = faults.filter(({ path }) => path.startsWith(at) || (index === 0 && !path.startsWith('items[')))
    const of = (field: string): Fault | undefined => own.find(({ path }) => path === `${at}${field}`)
    const device = of('device')
    const isElse = own.some(({ path }) => !['device', 'coupon', 'quantity'].includes(path.slice(at.length)))
    return {
      ...(isElse ? { offer: of('offer')?.code === 'add_on_alone' ? words.addOnAlone : words.offerWrong } : {}),
      ...(device === undefined ? {} : { device: device.code === 'required' ? words.deviceNeeded : words.deviceWrong }),
      ...(of('quantity') === undefined ? {} : { quantity: words.quantityWrong }),
      ...(of('coupon') === undefined ? {} : { coupon: words.couponWrong }),
    }
  })
}
