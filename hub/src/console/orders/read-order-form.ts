import { newOrderSchema } from '@octroi/shared/api/orders'
import type { Failure } from '@octroi/shared/errors/failure'
import type { Fault } from '@octroi/shared/errors/fault'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { askedOrder } from '../../http/asked-order.ts'
import type { Form } from '../../http/pages/own-form.ts'
import type { AskedOrder } from '../../orders/asked-order.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { OrderFaults } from './order-form.tsx'
import { orderWords } from './order-words.ts'

/** The API's own schema reads the form; what is empty is left out. */
export function readOrderForm(view: ConsoleView, form: Form): Result<AskedOrder, OrderFaults> {
  const { offer = '', device = '', quantity = '', coupon = '' } = form
  const parsed = newOrderSchema.safeParse({
    offer,
    ...(device === '' ? {} : { device }),
    ...(quantity === '' ? {} : { quantity: /^\d{1,9}$/.test(quantity) ? Number(quantity) : quantity }),
    ...(coupon.trim() === '' ? {} : { coupon }),
  })
  return parsed.success ? ok(askedOrder(parsed.data)) : err(orderFaults(view, faultsOf(parsed.error)))
}

export function refusedOrder(view: ConsoleView, { faults = [] }: Failure): OrderFaults {
  return orderFaults(view, faults)
}

/** What stands in the way, beside the field that it is of. */
function orderFaults(view: ConsoleView, faults: readonly Fault[]): OrderFaults {
  const words = orderWords[view.language]
  const of = (field: string): Fault | undefined => faults.find(({ path }) => path === field)
  const device = of('device')
  const isElse = faults.some(({ path }) => !['device', 'coupon', 'quantity'].includes(path))
  return {
    ...(isElse ? { offer: of('offer')?.code === 'add_on_alone' ? words.addOnAlone : words.offerWrong } : {}),
    ...(device === undefined ? {} : { device: device.code === 'required' ? words.deviceNeeded : words.deviceWrong }),
    ...(of('quantity') === undefined ? {} : { quantity: words.quantityWrong }),
    ...(of('coupon') === undefined ? {} : { coupon: words.couponWrong }),
  }
}
