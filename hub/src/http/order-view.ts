import type { orderQuoteSchema, orderSchema } from '@octroi/shared/api/orders'
import { type Amount, formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatInstant } from '@octroi/shared/time/instant'
import type { z } from 'zod'
import type { Order, OrderItem } from '../orders/order.ts'
import type { OrderActor } from '../orders/order-progress.ts'
import type { OrderQuote, QuotedItem } from '../orders/quote-order.use-case.ts'
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
  const [only, another] = items
  const { action: _, coupon: _coupon, ...alone } = only ?? {}
  return {
    ...{ id, account, state, placedAt: formatInstant(placedAtMs) },
    ...(expiresAtMs === undefined ? {} : { expiresAt: formatInstant(expiresAtMs) }),
    ...(another === undefined ? alone : {}),
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

function itemView({ startsAtMs, ...item }: OrderItem): OrderView['items'][number] {
  return { ...item, ...(startsAtMs === undefined ? {} : { startsAt: formatInstant(startsAtMs) }) }
}

type QuoteView = z.infer<typeof orderQuoteSchema>

export function quoteView({ account, items, steps, due }: OrderQuote): QuoteView {
  return { account: account.id, items: items.map(quotedView), waitsFor: [...steps], due: due.map(amountView) }
}

function quotedView({
  item,
  name,
  catalogueVersion,
  startsAtMs,
  entitlements,
  prices,
  draft,
  due,
}: QuotedItem): QuoteView['items'][number] {
  const { startsAtMs: _, ...asked } = item
  const { period, lines, total } = draft
  return {
    ...asked,
    ...{ name, catalogueVersion, startsAt: formatInstant(startsAtMs) },
    entitlements: entitlements.map(({ service, actions, reach }) => ({ service, actions: [...actions], reach })),
    prices: prices.map(({ words, ...price }) => ({ ...price, words: [...words] })),
    firstBill: {
      period: { name: period.name, from: formatInstant(period.fromMs), until: formatInstant(period.untilMs) },
      lines: lines.map(({ price, name: line, band, quantity, unit, exact, amount, explanation }) => ({
        ...{ price, name: line, ...(band === undefined ? {} : { band }), unit },
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
