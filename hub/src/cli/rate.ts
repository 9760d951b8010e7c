import { readFile } from 'node:fs/promises'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { formatAmount, parseAmount } from '@octroi/shared/money/amount'
import { ownEntry } from '@octroi/shared/own-entry'
import { formatInstant } from '@octroi/shared/time/instant'
import { monthNamed } from '@octroi/shared/time/month'
import { dayNamed } from '@octroi/shared/time/period'
import { isZone, localDate, localInstant, type Zone } from '@octroi/shared/time/zone'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { type IssuedDraft, writeLine } from '../invoicing/issued-drafts.ts'
import { type AskedDrafts, monthsAtMost, monthsOf, rateUsage } from '../invoicing/rate-usage.ts'
import { couponOf, isForOffer } from '../promotions/redeem-coupon.ts'
import { type BillingPeriod, isMonth } from '../rating/billing-period.ts'
import { parseUsageLines, type UsageLine } from '../usage/usage-lines.ts'
import { readCatalogue } from './catalogue.ts'
import { type FileFault, faultLine } from './file-fault.ts'
import { lineWords } from './line-words.ts'
import { budgetView, budgetWords, rateBudget } from './rate-budget.ts'
import { type CorrectedDraft, corrected, correctionView, correctionWords, readInvoiced, unratedOf } from './rate-correction.ts'

export const rateUsageText = `octroi rate --catalogue FILE --usage FILE [--offer KEY] [--month YYYY-MM] [--zone ZONE]
            [--start DATE] [--end DATE] [--coupon CODE] [--credit AMOUNT] [--invoiced FILE | --budget AMOUNT] [--json]
  Rates usage under the offers of a catalogue, without a hub: every line of every billing period, exact, rounded and explained.
  --usage  one JSON object a line: {"meter": "import", "start": "…Z", "end": "…Z", "quantity": "12.5"}; what is counted
           has no end, and a quantity of 1 where none is given; or the same as CSV, with a first line that names the columns
  --month  the periods that begin in it; every one that the usage touches where it is absent
  --zone   whose months and times of day count; UTC where it is absent
  --start  when the subscription begins: 2026-01-15, or 2026-01-15T10:30; with the first month where it is absent
  --end    when it ends; not at all where it is absent
  --coupon a coupon of the catalogue, redeemed with the first month by every offer that it is for
  --credit promotional credit, granted with the first month in the currency of each offer
  --invoiced  what this command printed before, with --json: says what has to be corrected since it was invoiced
  --budget  how much of the last line an amount allows, after all before it, with all of its fees
`

export interface RateCommand {
  readonly catalogue: string
  readonly usage: string
  readonly offer?: string | undefined
  readonly month?: string | undefined
  readonly zone?: string | undefined
  readonly coupon?: string | undefined
  readonly credit?: string | undefined
  readonly start?: string | undefined
  readonly end?: string | undefined
  readonly invoiced?: string | undefined
  readonly budget?: string | undefined
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
  if (command.budget !== undefined) {
    const told = rateBudget({ catalogue, lines, asked: asked.value, budget: command.budget })
    if (!told.ok) for (const line of told.error) complain(line)
    else if (command.json === true) write(JSON.stringify({ budgets: told.value.map(budgetView) }, undefined, 2))
    else for (const each of told.value) write(budgetWords(each))
    return told.ok ? 0 : 1
  }
  const drafts = rateUsage(catalogue, lines, asked.value).map((draft) => corrected(draft, issued))
  const unrated = unratedOf(issued, command, drafts)
  for (const line of unrated) complain(line)
  if (unrated.length > 0) return 1
  if (command.json === true) write(JSON.stringify({ drafts: drafts.map(draftView) }, undefined, 2))
  else if (drafts.length === 0 && command.month !== undefined) write(`No billing period begins in ${command.month}.`)
  else for (const draft of drafts) for (const line of draftWords(draft)) write(line)
  return 0
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
  const issued = invoiced === undefined ? undefined : await readInvoiced(invoiced)
  if (catalogue.ok && lines.ok && issued?.ok !== false) {
    return ok({ catalogue: catalogue.value, lines: lines.value, ...(issued === undefined ? {} : { issued: issued.value }) })
  }
  const inUsage = lines.ok ? [] : lines.error.map((found) => ({ ...found, file: usage }))
  return err([...(catalogue.ok ? [] : catalogue.error), ...inUsage, ...(issued?.ok === false ? issued.error : [])])
}

function askedDrafts(
  { catalogue: file, usage, offer, month: name, zone = 'UTC', start, end, coupon, credit, budget }: RateCommand,
  { catalogue, lines }: Files,
): Result<AskedDrafts, readonly string[]> {
  if (!isZone(zone)) return err([`--zone: ${zone} is no time zone, for example Europe/Paris.`])
  const month = name === undefined ? undefined : monthNamed(zone, name)
  const [startMs, endMs] = [start, end].map((text) => (text === undefined ? undefined : instantOf(zone, text)))
  const isLong = month === undefined && monthsOf(zone, lines).length > monthsAtMost
  const faults = [
    ...(offer !== undefined && ownEntry(catalogue.offers, offer) === undefined
      ? [`--offer: ${file} has no offer ${offer}.`]
      : []),
    ...(name !== undefined && month === undefined ? [`--month: ${name} is no month, for example 2026-11.`] : []),
    ...promotionFaults(catalogue, { file, offer, coupon, credit }),
    ...(budget !== undefined && (coupon ?? credit) !== undefined ? ['--budget: goes with neither --coupon nor --credit.'] : []),
    ...(start !== undefined && startMs === undefined ? [`--start: ${start} is no date, for example 2026-01-15.`] : []),
    ...(end !== undefined && endMs === undefined ? [`--end: ${end} is no date, for example 2026-06-30.`] : []),
    ...(startMs !== undefined && endMs !== undefined && endMs <= startMs ? ['--end: must be after --start.'] : []),
    ...(isLong ? [`${usage} reaches over more than ${monthsAtMost} months: name one with --month.`] : []),
  ]
  return faults.length > 0 ? err(faults) : ok({ offer, month, zone, startMs, endMs, coupon, credit })
}

interface Promised extends Pick<RateCommand, 'offer' | 'coupon' | 'credit'> {
  readonly file: string
}

function promotionFaults(catalogue: Catalogue, { file, offer, coupon, credit }: Promised): readonly string[] {
  const meant = Object.entries(catalogue.offers).filter(([key]) => offer === undefined || key === offer)
  const [, found] = couponOf(catalogue, coupon ?? '') ?? []
  const isForNone = found !== undefined && !meant.some(([key, { currency }]) => isForOffer(found, key, currency))
  const isPayable = meant.every(([, { currency }]) => (parseAmount(credit ?? '0', currency)?.minor ?? -1n) >= 0n)
  return [
    ...(coupon !== undefined && found === undefined ? [`--coupon: ${file} has no coupon ${coupon}.`] : []),
    ...(isForNone ? [`--coupon: ${coupon} is for none of the offers.`] : []),
    ...(isPayable ? [] : [`--credit: ${credit} is no amount in the currency of the offer, for example 12.00.`]),
  ]
}

/** The beginning of a local day, or a time in it. */
function instantOf(zone: Zone, text: string): number | undefined {
  return dayNamed(zone, text)?.fromMs ?? localInstant(zone, text)
}

function draftView(rated: CorrectedDraft) {
  const { offer, subscription, draft, unpriced } = rated
  const { offerName, period, lines, total } = draft
  return {
    ...(subscription === undefined ? {} : { subscription }),
    offer,
    name: offerName,
    ...(isMonth(period) ? { month: period.name } : { period: period.name, ...spanOf(period) }),
    currency: total.currency,
    lines: lines.map(writeLine),
    total: formatAmount(total),
    unpriced,
    ...correctionView(rated),
  }
}

function draftWords(rated: CorrectedDraft): readonly string[] {
  const { draft, subscription: name, unpriced } = rated
  const { subscription, offerName, period, lines, total } = draft
  return [
    `${name === undefined ? '' : `${name}: `}${offerName}, ${isMonth(period) ? period.name : wordsOf(period, subscription.zone)}`,
    ...lines.flatMap(lineWords),
    `  ${formatAmount(total)} ${total.currency} before VAT`,
    ...unpriced.map((meter) => `  nothing prices ${meter}`),
    ...correctionWords(rated),
  ]
}

function spanOf({ fromMs, untilMs }: BillingPeriod) {
  return { from: formatInstant(fromMs), until: formatInstant(untilMs) }
}

/** `2026-11-23 through 2026-11-29` */
function wordsOf({ fromMs, untilMs }: BillingPeriod, zone: Zone): string {
  return `${localDate(zone, fromMs)} through ${localDate(zone, untilMs - 1)}`
}
