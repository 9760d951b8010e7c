import { described, Field } from '../../http/pages/field.tsx'
import type { Order } from '../../orders/order.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { Ask, FormToken } from '../frame/page.tsx'
import { ordersPath } from './order-columns.tsx'
import { orderWords } from './order-words.ts'

export const orderActWords = ['approve', 'payment', 'reject', 'cancel'] as const
export type OrderActWord = (typeof orderActWords)[number]

interface Props {
  readonly view: ConsoleView
  readonly order: Order
  /** Sent without what it needs. */
  readonly refused: OrderActWord | undefined
}

/** What the operator may do about an order that is open. Each asks before it is done. */
export function OrderActs({ view, order, refused }: Props) {
  const words = orderWords[view.language]
  const waits = (kind: 'approval' | 'payment'): boolean =>
    order.steps.some((step) => step.kind === kind && step.doneAtMs === undefined)
  const each = { view, order, refused }
  return (
    <section>
      {waits('approval') ? <Act {...each} word="approve" label={words.approve} hint={words.approveHint} /> : null}
      {waits('payment') ? <Act {...each} word="payment" label={words.pay} hint={words.payHint} /> : null}
      <Act {...each} word="reject" label={words.reject} hint={words.rejectHint} />
      <Act {...each} word="cancel" label={words.cancel} hint={words.cancelHint} />
    </section>
  )
}

interface ActProps extends Props {
  readonly word: OrderActWord
  readonly label: string
  readonly hint: string
}

function Act({ view, order, refused, word, label, hint }: ActProps) {
  const words = orderWords[view.language]
  const fault = refused === word ? words.reasonWrong : undefined
  const isGrave = word === 'reject' || word === 'cancel'
  return (
    <Ask label={label} isOpen={fault !== undefined}>
      <form method="post" action={`${ordersPath}/${order.id}/${word}`}>
        <FormToken view={view} />
        <p>{hint}</p>
        <Field name="reason" label={word === 'payment' ? words.reference : words.reason} fault={fault}>
          <input {...described('reason', { fault })} maxlength={500} required={word === 'reject'} />
        </Field>
        <button type="submit" class={isGrave ? 'grave' : undefined}>
          {label}
        </button>
      </form>
    </Ask>
  )
}
