import type { Stores } from '../stores.ts'
import type { Dispute } from './dispute.ts'
import type { DraftInvoice, InvoiceLine } from './draft-invoice.ts'
import { lineOf, writeLine } from './line-reference.ts'

/** The disputes of the lines of an account's drafts: of each the newest, because no other can be open. */
export interface DisputedLines {
  of(draft: Pick<DraftInvoice, 'subscription' | 'period'>, line: InvoiceLine): Dispute | undefined
}

export async function disputedLines(
  { disputes }: Pick<Stores, 'disputes'>,
  drafts: readonly DraftInvoice[],
): Promise<DisputedLines> {
  const newest = new Map<string, Dispute>()
  const account = drafts[0]?.subscription.account
  for (const name of new Set(drafts.map(({ period }) => period.name))) {
    const found = account === undefined ? [] : await disputes.ofMonth(account, name)
    for (const dispute of found) newest.set(`${name} ${writeLine(dispute.line)}`, dispute)
  }
  return { of: ({ subscription, period }, line) => newest.get(`${period.name} ${lineOf(subscription, line)}`) }
}
