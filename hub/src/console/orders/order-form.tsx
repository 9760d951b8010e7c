import { orderItemsAtMost } from '@octroi/shared/api/orders'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Device } from '../../devices/device.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { ConsoleView } from '../frame/console-view.ts'
import { orderWords } from './order-words.ts'
import { fieldName, type OrderField, type TypedItem } from './typed-items.ts'

/** What can be ordered: the key and the name of each offer, and the devices that it may be for. */
export interface Orderable {
  readonly offers: readonly (readonly [key: string, name: string])[]
  readonly devices: readonly Device[]
}

/** What is wrong with each field of an item. */
export type ItemFaults = Readonly<Partial<Record<OrderField, string>>>

export function quotePath(account: AccountId): string {
  return `/console/accounts/${account}/order`
}

interface Props extends Orderable {
  readonly view: ConsoleView
  readonly account: AccountId
  readonly items?: readonly TypedItem[]
  /** Of each item, in their order. */
  readonly faults?: readonly ItemFaults[]
}

/** Asks what an order would come to: nothing is done by it. Another item is another page of it, with one more to fill in. */
export function OrderForm({ view, account, offers, devices, items = [], faults = [] }: Props) {
  const words = orderWords[view.language]
  if (offers.length === 0) return <p>{words.noOffers}</p>
  const [alone = {}] = items
  const each = { view, offers, devices }
  return (
    <form method="get" action={quotePath(account)}>
      <p>{words.placeHint}</p>
      {items.length <= 1 ? (
        <ItemFields {...each} index={0} typed={alone} faults={faults[0] ?? {}} />
      ) : (
        items.map((typed, index) => (
          <fieldset>
            <legend>{words.item(index + 1)}</legend>
            <ItemFields {...each} index={index} typed={typed} faults={faults[index] ?? {}} />
          </fieldset>
        ))
      )}
      <p class="acts">
        <button type="submit">{words.quote}</button>
        {items.length < orderItemsAtMost ? (
          <button type="submit" name="add" value="1" class="quiet">
            {words.addItem}
          </button>
        ) : null}
      </p>
    </form>
  )
}

interface ItemProps extends Orderable {
  readonly view: ConsoleView
  readonly index: number
  readonly typed: TypedItem
  readonly faults: ItemFaults
}

function ItemFields({ view, offers, devices, index, typed, faults }: ItemProps) {
  const words = orderWords[view.language]
  const name = (field: OrderField): string => fieldName(field, index)
  const told = (field: OrderField) => described(name(field), { fault: faults[field] })
  return (
    <>
      <Field name={name('offer')} label={words.offer} fault={faults.offer}>
        <select {...told('offer')}>
          {index === 0 ? null : <option value="">{words.noItem}</option>}
          {offers.map(([key, offer]) => (
            <option value={key} selected={typed.offer === key}>
              {offer}
            </option>
          ))}
        </select>
      </Field>
      <Field name={name('device')} label={words.device} fault={faults.device}>
        <select {...told('device')}>
          <option value="">{words.everyDevice}</option>
          {devices.map(({ id, label }) => (
            <option value={id} selected={typed.device === id}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <Field name={name('quantity')} label={words.quantity} fault={faults.quantity}>
        <input {...told('quantity')} type="number" min={1} max={1_000_000} value={typed.quantity ?? '1'} />
      </Field>
      <Field name={name('coupon')} label={words.couponTyped} fault={faults.coupon}>
        <input {...told('coupon')} maxlength={32} value={typed.coupon} />
      </Field>
    </>
  )
}
