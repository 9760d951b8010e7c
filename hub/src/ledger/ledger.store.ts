import type { Currency } from '@octroi/shared/money/currency'
import type { LedgerAccount, LedgerEntry } from './entry.ts'

/** What an account of the ledger comes to in one currency, in minor units. */
export interface LedgerBalance {
  readonly account: LedgerAccount
  readonly currency: Currency
  readonly debit: bigint
  readonly credit: bigint
}

export interface LedgerStore {
  /** Books them and moves the balances with them. Throws where an entry of that key is there already. */
  append(entries: readonly LedgerEntry[]): Promise<void>
  /** Every account, in the order of its name and currency, as it is kept beside the postings. */
  balances(): Promise<readonly LedgerBalance[]>
  /** The same, summed from every posting: what the kept balances must be. */
  summedBalances(): Promise<readonly LedgerBalance[]>
  /** Puts these in the place of all that are kept. */
  replaceBalances(balances: readonly LedgerBalance[]): Promise<void>
}
