import { type Fault, fault } from '@octroi/shared/errors/fault'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { formatAmount, parseAmount } from '@octroi/shared/money/amount'
import { type Currency, isCurrency } from '@octroi/shared/money/currency'
import { formatExact, parseExact } from '@octroi/shared/money/decimal'
import type { Rational } from '@octroi/shared/money/rational'
import { z } from 'zod'
import type { IssuedDocument, IssuedLine } from './correction.ts'

/** What was issued for an offer and a billing period. */
export interface IssuedDraft {
  readonly offer: string
  /** Where the usage told several apart. */
  readonly subscription?: string | undefined
  /** Its name: a month, or the first day that it bills. */
  readonly period: string
  readonly currency: Currency
  readonly documents: readonly IssuedDocument[]
}

const exact = z.string().transform((text, context): Rational => {
  const read = parseExact(text)
  if (read !== undefined) return read
  context.addIssue({ code: 'custom', message: 'an exact number, for example 2.3 or 1/3' })
  return z.NEVER
})

const currency = z.string().transform((text, context): Currency => {
  if (isCurrency(text)) return text
  context.addIssue({ code: 'custom', message: 'an ISO 4217 code' })
  return z.NEVER
})

const line = z.object({
  ...{ price: z.string(), name: z.string(), band: z.string().optional(), unit: z.string() },
  /** Of the catalogue: what was rated from a file knows but one. */
  version: z.number().int().min(1).default(1),
  ...{ unitPrice: exact.optional(), quantity: exact, exact, amount: z.string() },
})

const draft = z.object({
  offer: z.string(),
  subscription: z.string().optional(),
  month: z.string().optional(),
  period: z.string().optional(),
  currency,
  lines: z.array(line),
  /** Absent where nothing was corrected yet: the lines are then what was issued. */
  issued: z.array(z.object({ kind: z.enum(['invoice', 'correction', 'price', 'goodwill']), lines: z.array(line) })).optional(),
})

const schema = z.object({ drafts: z.array(draft) })

/** Reads what `octroi rate --json` printed, or tells every fault at once. */
export function readIssued(text: string): Result<readonly IssuedDraft[], readonly Fault[]> {
  const json = readJson(text)
  if (!json.ok) return err([fault('', 'json', 'is no JSON')])
  const parsed = schema.safeParse(json.value)
  if (!parsed.success) return err(faultsOf(parsed.error))
  const read = parsed.data.drafts.map(issuedDraft)
  const faults = read.flatMap((each, index) => (each === undefined ? [amountFault(index)] : []))
  return faults.length > 0 ? err(faults) : ok(read.flatMap((each) => each ?? []))
}

function amountFault(index: number): Fault {
  return fault(`drafts[${index}].lines`, 'invalid_format', 'an amount is none of its currency')
}

/** Undefined where an amount has more digits than its currency. */
function issuedDraft({
  offer,
  subscription,
  month,
  period = month ?? '',
  currency: of,
  lines,
  issued,
}: z.infer<typeof draft>): IssuedDraft | undefined {
  const documents = (issued ?? [{ kind: 'invoice' as const, lines }]).map((document) => {
    const read = document.lines.flatMap((each) => issuedLine(each, of) ?? [])
    return { kind: document.kind, lines: read, isWhole: read.length === document.lines.length }
  })
  if (documents.some(({ isWhole }) => !isWhole)) return undefined
  return {
    offer,
    subscription,
    period,
    currency: of,
    documents: documents.map(({ kind, lines: read }) => ({ kind, lines: read })),
  }
}

function issuedLine({ band, unitPrice, amount: text, ...rest }: z.infer<typeof line>, of: Currency): IssuedLine | undefined {
  const amount = parseAmount(text, of)
  if (amount === undefined) return undefined
  return { ...rest, ...(band === undefined ? {} : { band }), ...(unitPrice === undefined ? {} : { unitPrice }), amount }
}

/** A document as it is read again. */
export function writeIssued({ kind, lines }: IssuedDocument) {
  return { kind, lines: lines.map(writeLine) }
}

/** A line with its figures as text. */
export function writeLine<L extends IssuedLine>({ quantity, unitPrice, exact: sum, amount, ...rest }: L) {
  return {
    ...rest,
    quantity: formatExact(quantity),
    ...(unitPrice === undefined ? {} : { unitPrice: formatExact(unitPrice) }),
    exact: formatExact(sum),
    amount: formatAmount(amount),
  }
}

function readJson(text: string): Result<unknown, unknown> {
  try {
    return ok(JSON.parse(text))
  } catch (error) {
    return err(error)
  }
}
