import { type Amount, formatAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { formatExact } from '@octroi/shared/money/decimal'
import { add, type Rational, rational, subtract } from '@octroi/shared/money/rational'
import type { DraftInvoice, InvoiceLine } from './draft-invoice.ts'

/** What was charged on a line of a document that was issued; in a correction and a credit note, what it added or took back. */
export type IssuedLine = Pick<
  InvoiceLine,
  'price' | 'name' | 'version' | 'band' | 'unit' | 'unitPrice' | 'quantity' | 'exact' | 'amount'
>

/** A document that was issued for a subscription and period. */
export interface IssuedDocument {
  /** `goodwill` forgives what stays charged: it is none of what a price came to. */
  readonly kind: 'invoice' | 'correction' | 'price' | 'goodwill'
  readonly lines: readonly IssuedLine[]
}

/** A line of a correction: it names its price, and the document its period. */
export type CorrectionLine = InvoiceLine

export interface Correction {
  readonly lines: readonly CorrectionLine[]
  /** Below nothing it is issued as a credit note. */
  readonly total: Amount
}

/**
 * What has to be issued so that everything issued for a period comes to what it is rated at now: per line, the whole period
 * rated again less what was invoiced net of earlier corrections. The amounts are differences of rounded sums, so that however
 * many corrections follow one another, they end at the rounded amount of the last rating.
 */
export function correction({ lines, total: { currency } }: DraftInvoice, issued: readonly IssuedDocument[]): Correction {
  const net = netOf(issued, currency)
  const rated = new Map(lines.map((line) => [keyOf(line), line]))
  const keys = [...new Set([...rated.keys(), ...net.keys()])]
  const corrected = keys.flatMap((key) => difference(rated.get(key), net.get(key)))
  const minor = corrected.reduce((sum, { amount }) => sum + amount.minor, 0n)
  return { lines: corrected, total: { minor, currency } }
}

/** What stands on every line after all that was issued. */
function netOf(issued: readonly IssuedDocument[], currency: Currency): ReadonlyMap<string, IssuedLine> {
  const net = new Map<string, IssuedLine>()
  for (const line of issued.flatMap(({ kind, lines }) => (kind === 'goodwill' ? [] : lines))) {
    const before = net.get(keyOf(line))
    if (before === undefined) net.set(keyOf(line), line)
    else {
      const { unitPrice, ...rest } = line
      const isSamePrice = unitPrice !== undefined && before.unitPrice !== undefined && isEqual(unitPrice, before.unitPrice)
      // What was taken back as a fee was none of the quantity.
      const isOfQuantity = line.unit === before.unit
      net.set(keyOf(line), {
        ...rest,
        ...(isSamePrice ? { unitPrice } : {}),
        unit: before.unit,
        quantity: isOfQuantity ? add(before.quantity, line.quantity) : before.quantity,
        exact: add(before.exact, line.exact),
        amount: { minor: before.amount.minor + line.amount.minor, currency },
      })
    }
  }
  return net
}

/** Keys of a catalogue hold no `:` and no `@`. */
function keyOf({ price, version, band }: Pick<IssuedLine, 'price' | 'version' | 'band'>): string {
  return `${price}@${version}${band === undefined ? '' : `:${band}`}`
}

/** Of one line: nothing, one line, or two where the difference alone would ask a price below nothing. */
function difference(rated: InvoiceLine | undefined, net: IssuedLine | undefined): readonly CorrectionLine[] {
  if (net === undefined) return rated === undefined || isNothing(rated) ? [] : [rated]
  if (rated === undefined) return isNothing(net) ? [] : [takenBack(net)]
  const quantity = subtract(rated.quantity, net.quantity)
  const exact = subtract(rated.exact, net.exact)
  const amount = { ...rated.amount, minor: rated.amount.minor - net.amount.minor }
  if (isNothing({ quantity, exact, amount })) return []
  // One unit more may make the whole cheaper: what was charged is then taken back, and the whole charged anew.
  if (!isPriceable({ quantity, exact, amount }))
    return [...(isNothing(net) ? [] : [takenBack(net)]), ...(isNothing(rated) ? [] : [rated])]
  const { unitPrice, ...line } = rated
  const isSamePrice = unitPrice !== undefined && net.unitPrice !== undefined && isEqual(unitPrice, net.unitPrice)
  const explanation = [
    ...rated.explanation,
    `${formatExact(rated.exact)} for ${formatExact(rated.quantity)} ${rated.unit} less ${formatExact(net.exact)} invoiced for ${formatExact(net.quantity)} = ${formatExact(exact)}`,
    `rounded ${formatAmount(rated.amount)} less ${formatAmount(net.amount)} invoiced = ${formatAmount(amount)}`,
  ]
  return [{ ...line, ...(isSamePrice ? { unitPrice } : {}), quantity, exact, amount, explanation }]
}

/** All that was charged on a line, with the quantity below nothing. */
function takenBack({ price, name, version, band, unit, unitPrice, quantity, exact, amount }: IssuedLine): CorrectionLine {
  // What was asked for no quantity, as a minimum is, is taken back as the one fee that it was.
  const isFee = !isPriceable({ quantity, exact, amount })
  return {
    ...{ price, name, version },
    ...(band === undefined ? {} : { band }),
    unit: isFee ? 'fee' : unit,
    ...(unitPrice === undefined || isFee ? {} : { unitPrice }),
    quantity: isFee ? rational(exact.n < 0n ? 1n : -1n) : negative(quantity),
    exact: negative(exact),
    amount: { ...amount, minor: -amount.minor },
    explanation: [`${formatExact(exact)} was invoiced for ${formatExact(quantity)} ${unit}, and is taken back`],
  }
}

type Figures = Pick<IssuedLine, 'quantity' | 'exact' | 'amount'>

function isNothing({ quantity, exact, amount }: Figures): boolean {
  return quantity.n === 0n && exact.n === 0n && amount.minor === 0n
}

/** Whether the amount, exact and rounded, is asked for a quantity of the same sign. */
function isPriceable({ quantity, exact, amount: { minor } }: Figures): boolean {
  const signs = new Set<number>([sign(exact.n), sign(minor)].filter((each) => each !== 0))
  return signs.size === 0 || (signs.size === 1 && signs.has(sign(quantity.n)))
}

function sign(value: bigint): -1 | 0 | 1 {
  return value < 0n ? -1 : value > 0n ? 1 : 0
}

function negative({ n, d }: Rational): Rational {
  return { n: -n, d }
}

function isEqual(left: Rational, right: Rational): boolean {
  return left.n === right.n && left.d === right.d
}
