import { type Amount, formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { rational, subtract } from '@octroi/shared/money/rational'
import { creditKey } from '../catalogue/promotion.ts'
import type { DraftInvoice, InvoiceLine } from '../invoicing/draft-invoice.ts'
import { exactOf } from '../rating/exact-of.ts'

/** A credit with what is left of it, in the order in which credits are used. */
export interface CreditLeft {
  readonly id: string
  readonly name: string
  readonly left: bigint
}

export interface CreditUse {
  readonly id: string
  readonly minor: bigint
}

/** What of each credit a bill uses, and never more than it comes to. */
export function creditUses(total: Amount, credits: readonly CreditLeft[]): readonly CreditUse[] {
  let open = total.minor
  return credits.flatMap(({ id, left }) => {
    const minor = left < open ? left : open
    if (minor <= 0n) return []
    open -= minor
    return [{ id, minor }]
  })
}

/** The line of a bill that says which credits it uses. A negative quantity, never a negative price. */
export function creditLine(
  uses: readonly CreditUse[],
  credits: readonly CreditLeft[],
  { subscription, total: { currency } }: Pick<DraftInvoice, 'subscription' | 'total'>,
): InvoiceLine {
  const minor = uses.reduce((sum, use) => sum + use.minor, 0n)
  const used = exactOf({ minor, currency })
  const steps = uses.map((use) => {
    const credit = credits.find(({ id }) => id === use.id)
    const [of, off] = [credit?.left ?? 0n, use.minor].map((each) => formatAmount({ minor: each, currency }))
    return `${credit?.name ?? use.id}: ${off} of ${of}`
  })
  const exact = subtract(rational(0n), used)
  return {
    price: creditKey,
    // It is of no version: the one that was bought stands for all.
    version: subscription.catalogueVersion,
    name: 'Promotional credit',
    unit: 'credit',
    quantity: rational(-1n),
    exact,
    amount: { minor: -minor, currency },
    explanation: [...steps, `-1 × ${formatExact(used)} = ${formatExact(exact)}`],
  }
}
