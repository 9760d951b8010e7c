import { type Amount, parseAmount } from '@octroi/shared/money/amount'
import type { DraftInvoice, InvoiceLine } from '../invoicing/draft-invoice.ts'
import { exactPercent } from '../rating/exact-price.ts'
import type { TimeSpan } from '../rating/models/prorate.ts'
import { type Credit, inOrderOfUse, isUsableIn } from './credit.ts'
import { type CouponReduction, lessCoupon } from './less-coupon.ts'
import { type CreditLeft, creditLine, creditUses } from './less-credit.ts'
import { isKept, isRedeemedIn, type Redemption } from './redemption.ts'

/** What an account was promised beside its prices. */
export interface Promotions {
  /** In the order in which they were redeemed. */
  readonly redemptions: readonly Redemption[]
  readonly credits: readonly Credit[]
}

/** What bills have used so far of credits and of coupons that are kept, in minor units, by {@link useOf} and the credit's id. */
export type Used = ReadonlyMap<string, bigint>

function useOf({ subscription, coupon }: Redemption): string {
  return `${subscription} ${coupon}`
}

export interface Promoted {
  readonly draft: DraftInvoice
  readonly used: Used
}

/**
 * A draft less its coupons, one after the other as they were redeemed, then less credit of the account. What earlier bills
 * used is given, and what this one uses is added to it: bills in their order take turns.
 */
export function promote(draft: DraftInvoice, promotions: Promotions, used: Used = new Map()): Promoted {
  return lessCredits(lessCoupons({ draft, used }, promotions), promotions)
}

function lessCoupons({ draft, used }: Promoted, { redemptions }: Promotions): Promoted {
  const { subscription, period, cycle } = draft
  const nothing: Amount = { ...draft.total, minor: 0n }
  let lines = draft.lines
  const after = new Map(used)
  for (const redemption of redemptions) {
    if (redemption.subscription !== subscription.id || !isRedeemedIn(redemption, cycle, period)) continue
    const reduction = reductionOf(redemption, nothing, used)
    if (reduction === undefined) continue
    const less = lessCoupon(lines, reduction, nothing)
    lines = less.lines
    if (isKept(redemption.terms)) after.set(useOf(redemption), (used.get(useOf(redemption)) ?? 0n) + less.taken.minor)
  }
  return { draft: withLines(draft, lines), used: after }
}

/** Undefined where nothing is left, or it is of another currency than the bill. */
function reductionOf(redemption: Redemption, { currency }: Amount, used: Used): CouponReduction | undefined {
  const { terms, code } = redemption
  const what = { name: `${terms.name} (${code})`, prices: terms.prices }
  if (terms.percent !== undefined) return { ...what, part: exactPercent(terms.percent) }
  const amount = terms.currency === currency ? parseAmount(terms.amount ?? '', currency) : undefined
  if (amount === undefined) return undefined
  const minor = amount.minor - (isKept(terms) ? (used.get(useOf(redemption)) ?? 0n) : 0n)
  return minor > 0n ? { ...what, left: { minor, currency } } : undefined
}

function lessCredits({ draft, used }: Promoted, { credits }: Promotions): Promoted {
  const usable = credits.filter((credit) => credit.amount.currency === draft.total.currency && isUsableIn(credit, draft.period))
  const left = usable.toSorted(inOrderOfUse).map((credit): CreditLeft => {
    return { id: credit.id, name: credit.reason ?? credit.id, left: credit.amount.minor - (used.get(credit.id) ?? 0n) }
  })
  const uses = creditUses(draft.total, left)
  if (uses.length === 0) return { draft, used }
  const after = new Map(used)
  for (const { id, minor } of uses) after.set(id, (after.get(id) ?? 0n) + minor)
  return { draft: withLines(draft, [...draft.lines, creditLine(uses, left, draft)]), used: after }
}

/** Bills that take turns in their order. */
export function promoteAll(
  drafts: readonly DraftInvoice[],
  promotions: Promotions,
  before: Used = new Map(),
): { readonly drafts: readonly DraftInvoice[]; readonly used: Used } {
  let used = before
  const promoted = drafts.map((draft) => {
    const done = promote(draft, promotions, used)
    used = done.used
    return done.draft
  })
  return { drafts: promoted, used }
}

/** Whether in a period something may be used that can be used up. */
export function mayBeUsedIn(period: TimeSpan, { credits, redemptions }: Promotions, used: Used): boolean {
  const isLeft = (key: string, minor: bigint): boolean => (used.get(key) ?? 0n) < minor
  return (
    credits.some((credit) => isUsableIn(credit, period) && isLeft(credit.id, credit.amount.minor)) ||
    redemptions.some((redemption) => {
      const { terms, fromMs } = redemption
      const minor = isKept(terms) ? keptAmount(terms) : 0n
      return fromMs < period.untilMs && isLeft(useOf(redemption), minor)
    })
  )
}

function keptAmount({ amount = '', currency }: Redemption['terms']): bigint {
  return currency === undefined ? 0n : (parseAmount(amount, currency)?.minor ?? 0n)
}

function withLines(draft: DraftInvoice, lines: readonly InvoiceLine[]): DraftInvoice {
  const minor = lines.reduce((total, { amount }) => total + amount.minor, 0n)
  return { ...draft, lines, total: { ...draft.total, minor } }
}
