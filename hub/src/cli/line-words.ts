import { formatAmount } from '@octroi/shared/money/amount'
import type { InvoiceLine } from '../invoicing/draft-invoice.ts'

/** A line as a terminal shows it: what it comes to, and every step below. */
export function lineWords({ name, band, amount, explanation }: InvoiceLine): readonly string[] {
  return [
    `  ${formatAmount(amount)}  ${name}${band === undefined ? '' : `, ${band}`}`,
    ...explanation.map((step) => `    ${step}`),
  ]
}
