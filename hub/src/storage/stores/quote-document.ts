import { formatExact } from '@octroi/shared/money/decimal'
import type { Quote } from '../../authorizations/authorization.ts'
import { exactOf } from '../../rating/exact-of.ts'
import { readCurrency, readExact, readJson, writeJson } from '../codec.ts'

/** A quote as its column holds it. */
interface QuoteDocument {
  readonly minor: string
  readonly currency: string
  /** Older quotes have none: what they were rounded to stands for it. */
  readonly exact?: string
  readonly explanation: readonly string[]
}

export function writeQuote({ amount: { minor, currency }, exact, explanation }: Quote): string {
  return writeJson({ minor: minor.toString(), currency, exact: formatExact(exact), explanation } satisfies QuoteDocument)
}

export function readQuote(text: string): Quote {
  const { minor, currency, exact, explanation } = readJson<QuoteDocument>(text)
  const amount = { minor: BigInt(minor), currency: readCurrency(currency) }
  return { amount, exact: exact === undefined ? exactOf(amount) : readExact(exact), explanation }
}
