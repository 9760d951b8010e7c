import { readFile } from 'node:fs/promises'
import { fault } from '@octroi/shared/errors/fault'
import { err, type Result } from '@octroi/shared/errors/result'
import { formatAmount } from '@octroi/shared/money/amount'
import { type Correction, correction, type IssuedDocument } from '../invoicing/correction.ts'
import { type IssuedDraft, readIssued, writeIssued, writeLine } from '../invoicing/issued-drafts.ts'
import type { UsageDraft } from '../invoicing/rate-usage.ts'
import type { FileFault } from './file-fault.ts'
import { lineWords } from './line-words.ts'

/** A draft, with what has to be corrected where it may have been invoiced before. */
export interface CorrectedDraft extends UsageDraft {
  readonly since?: { readonly issued: readonly IssuedDocument[]; readonly correction: Correction }
}

export function corrected(rated: UsageDraft, issued: readonly IssuedDraft[] | undefined): CorrectedDraft {
  if (issued === undefined) return rated
  const documents = issued.filter((each) => isFor(each, rated)).flatMap((each) => each.documents)
  return { ...rated, since: { issued: documents, correction: correction(rated.draft, documents) } }
}

function isFor({ offer, subscription, period, currency }: IssuedDraft, { draft, ...rated }: UsageDraft): boolean {
  return (
    offer === rated.offer &&
    subscription === rated.subscription &&
    period === draft.period.name &&
    currency === draft.total.currency
  )
}

export interface AskedOf {
  readonly offer?: string | undefined
  readonly month?: string | undefined
}

/** What was invoiced and is not rated now: its correction would be left out without a word. */
export function unratedOf(
  issued: readonly IssuedDraft[] = [],
  { offer, month = '' }: AskedOf,
  drafts: readonly UsageDraft[],
): readonly string[] {
  return issued
    .filter((each) => (offer === undefined || each.offer === offer) && each.period.startsWith(month))
    .filter((each) => !drafts.some((rated) => isFor(each, rated)))
    .map(
      (each) => `--invoiced: ${each.offer} of ${each.period} in ${each.currency} is not rated now; name its month with --month.`,
    )
}

const bytesAtMost = 64 * 1024 * 1024

export async function readInvoiced(file: string): Promise<Result<readonly IssuedDraft[], readonly FileFault[]>> {
  const text = await readFile(file)
  const read =
    text.length > bytesAtMost
      ? err([fault('', 'too_large', `must have at most ${bytesAtMost} bytes`)])
      : readIssued(text.toString('utf8'))
  return read.ok ? read : err(read.error.map((found) => ({ ...found, file, line: 1 })))
}

/** With all that was issued, so that the next correction goes on from it. */
export function correctionView({ since }: CorrectedDraft) {
  if (since === undefined) return {}
  const { issued, correction: now } = since
  const kind = issued.length === 0 ? 'invoice' : 'correction'
  return {
    correction: { lines: now.lines.map(writeLine), total: formatAmount(now.total) },
    issued: [...issued, ...(now.lines.length === 0 ? [] : [{ kind, lines: now.lines } as const])].map(writeIssued),
  }
}

export function correctionWords({ since }: CorrectedDraft): readonly string[] {
  if (since === undefined) return []
  const { lines, total } = since.correction
  if (lines.length === 0) return ['  nothing to correct']
  return ['  to correct:', ...lines.flatMap(lineWords), `  ${formatAmount(total)} ${total.currency} to correct`]
}
