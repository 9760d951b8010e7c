import type { Stores } from '../stores.ts'
import type { Dispute } from './dispute.ts'
import type { DraftInvoice } from './draft-invoice.ts'
import { writeLine } from './line-reference.ts'

/** The disputes of the lines of an account's drafts, by line: of each the newest, because no other can be open. */
export async function disputedLines(
  { disputes }: Pick<Stores, 'disputes'>,
  drafts: readonly DraftInvoice[],
): Promise<ReadonlyMap<string, Dispute>> {
  const [draft] = drafts
  if (draft === undefined) return new Map()
  const found = await disputes.ofMonth(draft.subscription.account, draft.period.name)
  return new Map(found.map((dispute) => [writeLine(dispute.line), dispute]))
}
