import { readFile } from 'node:fs/promises'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { formatAmount } from '@octroi/shared/money/amount'
import { ownEntry } from '@octroi/shared/own-entry'
import { monthNamed } from '@octroi/shared/time/month'
import { isZone } from '@octroi/shared/time/zone'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { type Correction, correction, type IssuedDocument } from '../invoicing/correction.ts'
import type { InvoiceLine } from '../invoicing/draft-invoice.ts'
import { type IssuedDraft, readIssued, writeIssued, writeLine } from '../invoicing/issued-drafts.ts'
import { type AskedDrafts, monthsAtMost, monthsOf, rateUsage, type UsageDraft } from '../invoicing/rate-usage.ts'
import { parseUsageLines, type UsageLine } from '../usage/usage-lines.ts'
import { readCatalogue } from './catalogue.ts'
import { type FileFault, faultLine } from './file-fault.ts'

export const rateUsageText = `octroi rate --catalogue FILE --usage FILE [--offer KEY] [--month YYYY-MM] [--zone ZONE] [--invoiced FILE] [--json]
  Rates usage under the offers of a catalogue, without a hub: every line of every month, exact, rounded and explained.
  --usage  one JSON object a line: {"meter": "import", "start": "…Z", "end": "…Z", "quantity": "12.5"}; what is counted
           has no end, and a quantity of 1 where none is given
  --zone   whose months and times of day count; UTC where it is absent
  --invoiced  what this command printed before, with --json: says what has to be corrected since it was invoiced
`

export interface RateCommand {
  readonly catalogue: string
  readonly usage: string
  readonly offer?: string | undefined
  readonly month?: string | undefined
  readonly zone?: string | undefined
  readonly invoiced?: string | undefined
  readonly json?: boolean | undefined
}

const usageBytesAtMost = 64 * 1024 * 1024

/** Exit codes: 0 rated, 1 a file has faults or what was asked for is not in it. Throws where a file cannot be read. */
export async function rate(
  command: RateCommand,
  write: (line: string) => void,
  complain: (line: string) => void,
): Promise<0 | 1> {
  const read = await readFiles(command)
  const asked = read.ok ? askedDrafts(command, read.value) : err(read.error.map(faultLine))
  if (!read.ok || !asked.ok) {
    if (!asked.ok) for (const line of asked.error) complain(line)
    return 1
  }
  const { catalogue, lines, issued } = read.value
  const drafts = rateUsage(catalogue, lines, asked.value).map((draft) => corrected(draft, issued))
  const unrated = unratedOf(command, issued, drafts)
  for (const line of unrated) complain(line)
  if (unrated.length > 0) return 1
  if (command.json === true) write(JSON.stringify({ drafts: drafts.map(draftView) }, undefined, 2))
  else for (const draft of drafts) for (const line of draftWords(draft)) write(line)
  return 0
}

/** A draft, with what has to be corrected where it was invoiced before. */
interface Rated extends UsageDraft {
  readonly corrected?: { readonly issued: readonly IssuedDocument[]; readonly correction: Correction }
}

function corrected(rated: UsageDraft, issued: readonly IssuedDraft[] | undefined): Rated {
  if (issued === undefined) return rated
  const { offer, draft } = rated
  const documents = issued.filter((each) => isFor(each, rated)).flatMap((each) => each.documents)
  return { offer, draft, unpriced: rated.unpriced, corrected: { issued: documents, correction: correction(draft, documents) } }
}

function isFor({ offer, month, currency }: IssuedDraft, { offer: rated, draft: { period, total } }: UsageDraft): boolean {
  return offer === rated && month === period.name && currency === total.currency
}

/** What was invoiced and is not rated now: its correction would be left out without a word. */
function unratedOf(
  { offer, month, invoiced }: RateCommand,
  issued: readonly IssuedDraft[] = [],
  drafts: readonly Rated[],
): readonly string[] {
  return issued
    .filter((each) => (offer === undefined || each.offer === offer) && (month === undefined || each.month === month))
    .filter((each) => !drafts.some((rated) => isFor(each, rated)))
    .map(
      (each) => `${invoiced}: ${each.offer} of ${each.month} in ${each.currency} is not rated now; name its month with --month.`,
    )
}

interface Files {
  readonly catalogue: Catalogue
  readonly lines: readonly UsageLine[]
  /** Absent where nothing was invoiced before. */
  readonly issued?: readonly IssuedDraft[]
}

/** All files are read whole before anything is said, so that every fault of all is told at once. */
async function readFiles({ catalogue: file, usage, invoiced }: RateCommand): Promise<Result<Files, readonly FileFault[]>> {
  const catalogue = await readCatalogue(file, 'command')
  const text = await readFile(usage)
  const lines =
    text.length > usageBytesAtMost
      ? err([{ line: 1, path: '', code: 'too_large', detail: `must have at most ${usageBytesAtMost} bytes` }])
      : parseUsageLines(text.toString('utf8'), catalogue.ok ? catalogue.value : undefined)
  const issued = invoiced === undefined ? ok(undefined) : await readInvoiced(invoiced)
  if (catalogue.ok && lines.ok && issued.ok) {
    return ok({ catalogue: catalogue.value, lines: lines.value, ...(issued.value === undefined ? {} : { issued: issued.value }) })
  }
  const inUsage = lines.ok ? [] : lines.error.map((found) => ({ ...found, file: usage }))
  return err([...(catalogue.ok ? [] : catalogue.error), ...inUsage, ...(issued.ok ? [] : issued.error)])
}

async function readInvoiced(file: string): Promise<Result<readonly IssuedDraft[], readonly FileFault[]>> {
  const text = await readFile(file)
  const read =
    text.length > usageBytesAtMost
      ? err([fault('', 'too_large', `must have at most ${usageBytesAtMost} bytes`)])
      : readIssued(text.toString('utf8'))
  return read.ok ? read : err(read.error.map((found) => ({ ...found, file, line: 1 })))
}

function askedDrafts(
  { catalogue: file, usage, offer, month: name, zone = 'UTC' }: RateCommand,
  { catalogue, lines }: Files,
): Result<AskedDrafts, readonly string[]> {
  if (!isZone(zone)) return err([`--zone: ${zone} is no time zone, for example Europe/Paris.`])
  const month = name === undefined ? undefined : monthNamed(zone, name)
  const isLong = month === undefined && monthsOf(zone, lines).length > monthsAtMost
  const faults = [
    ...(offer !== undefined && ownEntry(catalogue.offers, offer) === undefined
      ? [`--offer: ${file} has no offer ${offer}.`]
      : []),
    ...(name !== undefined && month === undefined ? [`--month: ${name} is no month, for example 2026-11.`] : []),
    ...(isLong ? [`${usage} reaches over more than ${monthsAtMost} months: name one with --month.`] : []),
  ]
  return faults.length > 0 ? err(faults) : ok({ offer, month, zone })
}

function draftView({ offer, draft: { offerName, period, lines, total }, unpriced, corrected: since }: Rated) {
  return {
    offer,
    name: offerName,
    month: period.name,
    currency: total.currency,
    lines: lines.map(writeLine),
    total: formatAmount(total),
    unpriced,
    ...(since === undefined ? {} : correctionView(since)),
  }
}

/** With all that was issued, so that the next correction goes on from it. */
function correctionView({ issued, correction: { lines, total } }: NonNullable<Rated['corrected']>) {
  const now = { kind: issued.length === 0 ? 'invoice' : 'correction', lines } as const
  return {
    correction: { lines: lines.map(writeLine), total: formatAmount(total) },
    issued: [...issued, ...(lines.length === 0 ? [] : [now])].map(writeIssued),
  }
}

function draftWords({ draft: { offerName, period, lines, total }, unpriced, corrected: since }: Rated): readonly string[] {
  return [
    `${offerName}, ${period.name}`,
    ...lines.flatMap(lineWords),
    `  ${formatAmount(total)} ${total.currency} before VAT`,
    ...unpriced.map((meter) => `  nothing prices ${meter}`),
    ...(since === undefined ? [] : correctionWords(since.correction)),
  ]
}

function correctionWords({ lines, total }: Correction): readonly string[] {
  if (lines.length === 0) return ['  nothing to correct']
  return ['  to correct:', ...lines.flatMap(lineWords), `  ${formatAmount(total)} ${total.currency} to correct`]
}

function lineWords({ name, band, amount, explanation }: InvoiceLine): readonly string[] {
  return [
    `  ${formatAmount(amount)}  ${name}${band === undefined ? '' : `, ${band}`}`,
    ...explanation.map((step) => `    ${step}`),
  ]
}
