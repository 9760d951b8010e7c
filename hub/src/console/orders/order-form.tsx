import type { AccountId } from '@octroi/shared/ids/id'
import type { Device } from '../../devices/device.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { Form } from '../../http/pages/own-form.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { orderWords } from './order-words.ts'

/** What can be ordered: the key and the name of each offer, and the devices that it may be for. */
export interface Orderable {
  readonly offers: readonly (readonly [key: string, name: string])[]
  readonly devices: readonly Device[]
}

/** What is wrong with each field. */
export type OrderFaults = Readonly<Partial<Record<'offer' | 'device' | 'quantity' | 'coupon', string>>>

export function quotePath(account: AccountId): string {
  return `/console/accounts/${account}/order`
}

interface Props extends Orderable {
  readonly view: ConsoleView
  readonly account: AccountId
  readonly typed?: Form
  readonly faults?: OrderFaults
}

/** Asks what an order would come to: nothing is done by it. */
export function OrderForm({ view, account, offers, devices, typed = {}, faults = {} }: Props) {
  const words = orderWords[view.language]
  if (offers.length === 0) return <p>{words.noOffers}</p>
  const { offer, device, quantity, coupon } = faults
  return (
    <form method="get" action={quotePath(account)}>
      <p>{words.placeHint}</p>
      <Field name="offer" label={words.offer} fault={offer}>
        <select {...described('offer', { fault: offer })}>
          {offers.map(([key, name]) => (
            <option value={key} selected={typed.offer === key}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Field name="device" label={words.device} fault={device}>
        <select {...described('device', { fault: device })}>
          <option value="">{words.everyDevice}</option>
          {devices.map(({ id, label }) => (
            <option value={id} selected={typed.device === id}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <Field name="quantity" label={words.quantity} fault={quantity}>
        <input
          {...described('quantity', { fault: quantity })}
          type="number"
          min={1}
          max={1_000_000}
          value={typed.quantity ?? '1'}
        />
      </Field>
      <Field name="coupon" label={words.couponTyped} fault={coupon}>
        <input {...described('coupon', { fault: coupon })} maxlength={32} value={typed.coupon} />
      </Field>
      <button type="submit">{words.quote}</button>
    </form>
  )
}
