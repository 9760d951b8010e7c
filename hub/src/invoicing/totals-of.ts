import type { Amount } from '@octroi/shared/money/amount'
import type { DraftInvoice } from './draft-invoice.ts'

/** One sum for each currency. */
export function totalsOf(drafts: readonly Pick<DraftInvoice, 'total'>[]): readonly Amount[] {
  const totals = new Map<string, Amount>()
  for (const { total } of drafts) {
    totals.set(total.currency, { ...total, minor: total.minor + (totals.get(total.currency)?.minor ?? 0n) })
  }
  return [...totals.values()]
}
