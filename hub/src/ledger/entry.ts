import { invariant } from '@octroi/shared/errors/invariant'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Currency } from '@octroi/shared/money/currency'

/**
 * The accounts of the ledger. `accrued`: what a customer owes and was not invoiced yet, less what wallets paid of it: below
 * nothing where a wallet paid what is booked with the invoice. `receivable`: what a customer used beyond a wallet. `wallet`:
 * what a customer paid and has not used. `payable`: what a partner is owed. `revenue`: what the operator earned. `cash`:
 * money that came in. `tax`: VAT that is owed. `breakage`: what was paid and expired.
 */
export type LedgerAccount = `${LedgerAccountKind} ${AccountId}` | OwnLedgerAccount

export const ledgerAccountKinds = ['accrued', 'receivable', 'wallet', 'payable'] as const
export type LedgerAccountKind = (typeof ledgerAccountKinds)[number]
/** The operator's own. */
export const ownLedgerAccounts = ['revenue', 'cash', 'tax', 'breakage'] as const
export type OwnLedgerAccount = (typeof ownLedgerAccounts)[number]

/** One side of an entry, in minor units: a debit is above zero, a credit below. */
export interface Posting {
  readonly account: LedgerAccount
  readonly minor: bigint
}

/** Postings that belong together and sum to zero. Entries are only ever added. */
export interface LedgerEntry {
  /** Says what it books; booking the same twice is refused. */
  readonly key: string
  readonly currency: Currency
  readonly atMs: number
  readonly postings: readonly Posting[]
}

/** Leaves out what moves nothing. */
export function ledgerEntry(entry: LedgerEntry): LedgerEntry {
  const postings = entry.postings.filter(({ minor }) => minor !== 0n)
  const sum = postings.reduce((total, { minor }) => total + minor, 0n)
  invariant(sum === 0n, 'the postings of an entry sum to zero')
  return { ...entry, postings }
}
