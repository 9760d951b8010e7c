import { type Amount, roundToAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { shareOut } from '@octroi/shared/money/largest-remainder'
import type { InvoiceLine } from './draft-invoice.ts'

/** A line before it is rounded. */
export interface RatedLine extends Omit<InvoiceLine, 'amount'> {
  /** Lines that were made to come to something together keep that when they are rounded. */
  readonly whole?: string
  /** Of what is given back, or asked besides: when its time was asked in advance. */
  readonly askedMs?: number
}

/** It was spent when it was asked. */
export function isGivenBack({ askedMs, exact }: RatedLine): boolean {
  return askedMs !== undefined && exact.n < 0n
}

/** Rounds each line by itself, once, but those that are parts of one whole so that they sum to it rounded. */
export function roundLines(lines: readonly RatedLine[], currency: Currency): readonly InvoiceLine[] {
  const amounts = new Map<RatedLine, Amount>()
  for (const whole of new Set(lines.map((line) => line.whole))) {
    const parts = lines.filter((line) => line.whole === whole)
    const exacts = parts.map(({ exact }) => exact)
    const rounded = whole === undefined ? exacts.map((exact) => roundToAmount(exact, currency)) : shareOut(exacts, currency)
    for (const [index, part] of parts.entries()) amounts.set(part, rounded[index] ?? { minor: 0n, currency })
  }
  return lines.map((rated) => {
    const { whole: _, askedMs: __, ...line } = rated
    return { ...line, amount: amounts.get(rated) ?? { minor: 0n, currency } }
  })
}
