import type { ShareView } from '@octroi/shared/api/settlement'
import { formatExact, parseExact } from '@octroi/shared/money/decimal'
import { multiply, type Rational, rational } from '@octroi/shared/money/rational'
import type { Share } from '../settlement/share-agreement.ts'

const percent = rational(1n, 100n)

/** A share as people write it, which a schema has seen. */
export function readShare({ account, percent: text, of = 'gross', fee, shares = [] }: ShareView): Share {
  const take =
    fee === undefined
      ? ({ kind: 'part', part: multiply(exactOf(text), percent), of } as const)
      : ({ kind: 'fee', amount: exactOf(fee) } as const)
  return { account, take, shares: shares.map(readShare) }
}

/** The schema has seen that it is a decimal. */
function exactOf(text = '0'): Rational {
  return parseExact(text) ?? rational(0n)
}

export function shareView({ account, take, shares }: Share): ShareView {
  const below = shares.length === 0 ? {} : { shares: shares.map(shareView) }
  if (take.kind === 'fee') return { account, fee: formatExact(take.amount), ...below }
  return { account, percent: formatExact(multiply(take.part, rational(100n))), of: take.of, ...below }
}
