import type { orderQuoteSchema, orderSchema } from '@octroi/shared/api/orders'
import { type Amount, formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatInstant } from '@octroi/shared/time/instant'
import type { z } from 'zod'
import type { Order, OrderItem } from '../orders/order.ts'
import type { OrderActor } from '../orders/order-progress.ts'
import type { OrderQuote, QuotedItem, QuotedOffer } from '../orders/quote-order.use-case.ts'
import type { Caller } from './context.ts'

type OrderView = z.infer<typeof orderSchema>

/** An order as the API tells it. Who at the operator did what, only the operator is told. */
export function orderView({ role }: Pick<Caller, 'role'>, order: Order): OrderView {
  const { id, account, state, placedAtMs, expiresAtMs } = order
  const actor = ({ by, reason }: OrderActor): OrderActor => ({
    ...(by === undefined || role !== 'operator' ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  })
  const items = order.items.map(itemView)
  return {
    ...{ id, account, state, placedAt: formatInstant(placedAtMs) },
    ...(expiresAtMs === undefined ? {} : { expiresAt: formatInstant(expiresAtMs) }),
    ...aloneView(items),
    items,
    steps: order.steps.map(({ kind, due, doneAtMs, ...done }) => ({
      step: kind,
      ...(due === undefined ? {} : { due: due.map(amountView) }),
      ...(doneAtMs === undefined ? {} : { doneAt: formatInstant(doneAtMs) }),
      ...actor(done),
    })),
    history: order.history.map(({ type, atMs, ...done }) => ({ type, at: formatInstant(atMs), ...actor(done) })),
  }
}

function itemView(item: OrderItem): OrderView['items'][number] {
  if (item.action === 'add') {
    const { startsAtMs, ...rest } = item
    return { ...rest, ...(startsAtMs === undefined ? {} : { startsAt: formatInstant(startsAtMs) }) }
  }
  return { ...item, at: typeof item.at === 'number' ? formatInstant(item.at) : item.at }
}

/** An order of one offer says at once what its only item says. */
function aloneView([only, another]: OrderView['items']): Partial<OrderView> {
  if (only?.action !== 'add' || another !== undefined) return {}
  const { action: _, coupon: _coupon, ...alone } = only
  return alone
}

type QuoteView = z.infer<typeof orderQuoteSchema>

export function quoteView({ account, items, steps, due }: OrderQuote): QuoteView {
  return { account: account.id, items: items.map(quotedView), waitsFor: [...steps], due: due.map(amountView) }
}

function quotedView({ item, atMs, begins, plan }: QuotedItem): QuoteView['items'][number] {
  const addOns = plan?.writes.added.filter(({ id }) => id !== plan.change.id).map(({ subscription }) => subscription)
  return {
    ...{ action: item.action, at: formatInstant(atMs) },
    ...(item.action === 'add' ? {} : { subscription: item.subscription }),
    ...(begins === undefined ? {} : { begins: offerView(begins) }),
    ...(plan?.feesUntilMs === undefined ? {} : { feesUntil: formatInstant(plan.feesUntilMs) }),
    ...(addOns === undefined ? {} : { addOns }),
  }
}

function offerView({
  draft,
  due,
  entitlements,
  prices,
  ...offer
}: QuotedOffer): NonNullable<QuoteView['items'][number]['begins']> {
  const { period, lines, total } = draft
  return {
    ...offer,
    entitlements: entitlements.map(({ service, actions, reach }) => ({ service, actions: [...actions], reach })),
    prices: prices.map(({ words, ...price }) => ({ ...price, words: [...words] })),
    firstBill: {
      period: { name: period.name, from: formatInstant(period.fromMs), until: formatInstant(period.untilMs) },
      lines: lines.map(({ price, name, band, quantity, unit, exact, amount, explanation }) => ({
        ...{ price, name, ...(band === undefined ? {} : { band }), unit },
        ...{ quantity: formatExact(quantity), exact: formatExact(exact), amount: formatAmount(amount) },
        explanation: [...explanation],
      })),
      total: amountView(total),
    },
    due: amountView(due),
  }
}

function amountView(amount: Amount): { amount: string; currency: string } {
  return { amount: formatAmount(amount), currency: amount.currency }
}
