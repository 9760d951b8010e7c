import { type Amount, formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { shareOut } from '@octroi/shared/money/largest-remainder'
import { compare, divide, multiply, type Rational, rational, subtract, sum } from '@octroi/shared/money/rational'
import type { InvoiceLine } from '../invoicing/draft-invoice.ts'
import { exactOf } from '../rating/exact-of.ts'

/** What a coupon takes off the lines it is for: a part of them, or an amount. */
export type CouponReduction =
  | { readonly name: string; readonly prices?: readonly string[] | undefined; readonly part: Rational }
  | { readonly name: string; readonly prices?: readonly string[] | undefined; readonly left: Amount }

export interface LessCoupon {
  readonly lines: readonly InvoiceLine[]
  readonly taken: Amount
}

/**
 * Takes a coupon off rounded lines, so that the bill falls by exactly what the coupon says. The lines share it pro rata, by
 * largest remainder; a line below nothing gives nothing, and together they never fall below it.
 */
export function lessCoupon(lines: readonly InvoiceLine[], reduction: CouponReduction, nothing: Amount): LessCoupon {
  const isMeant = ({ price }: InvoiceLine): boolean => reduction.prices === undefined || reduction.prices.includes(price)
  const bases = lines.map((line) =>
    exactOf({ ...nothing, minor: isMeant(line) && line.amount.minor > 0n ? line.amount.minor : 0n }),
  )
  const parts = partsOf(bases, mostOf(lines, lines.filter(isMeant), nothing), reduction)
  const shares = shareOut(parts, nothing.currency)
  const reduced = lines.map((line, index) => {
    const [part, share] = [parts[index] ?? none, shares[index] ?? nothing]
    return part.n === 0n ? line : lessShare(line, reduction, part, share)
  })
  return { lines: reduced, taken: { ...nothing, minor: shares.reduce((total, { minor }) => total + minor, 0n) } }
}

const none = rational(0n)

/** Neither what is meant nor the bill as a whole falls below nothing. */
function mostOf(all: readonly InvoiceLine[], meant: readonly InvoiceLine[], nothing: Amount): Rational {
  const [whole, some] = [all, meant].map((lines) => lines.reduce((total, { amount }) => total + amount.minor, 0n))
  const least = (whole ?? 0n) < (some ?? 0n) ? whole : some
  return exactOf({ ...nothing, minor: least === undefined || least < 0n ? 0n : least })
}

function partsOf(bases: readonly Rational[], most: Rational, reduction: CouponReduction): readonly Rational[] {
  const base = sum(bases)
  const asked = 'part' in reduction ? multiply(base, reduction.part) : exactOf(reduction.left)
  const taken = compare(asked, most) < 0 ? asked : most
  return bases.map((each) => (each.n === 0n ? none : divide(multiply(each, taken), base)))
}

function lessShare(line: InvoiceLine, reduction: CouponReduction, part: Rational, share: Amount): InvoiceLine {
  const { unitPrice: _, ...rest } = line
  const before = exactOf(line.amount)
  const exact = subtract(before, part)
  const isRounded = compare(line.exact, before) !== 0
  const off = 'part' in reduction ? `${formatExact(multiply(reduction.part, rational(100n)))} %` : formatAmount(reduction.left)
  return {
    ...rest,
    exact,
    amount: { ...share, minor: line.amount.minor - share.minor },
    explanation: [
      ...line.explanation,
      ...(isRounded ? [`rounded ${formatAmount(line.amount)}`] : []),
      `less ${reduction.name} ${off}: ${formatExact(before)} - ${formatExact(part)} = ${formatExact(exact)}`,
    ],
  }
}
