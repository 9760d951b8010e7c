import type { Currency } from '@octroi/shared/money/currency'
import type { Page, PageRequest } from '../page.ts'
import type { LedgerAccount, LedgerEntry } from './entry.ts'

/** What an account of the ledger comes to in one currency, in minor units. */
export interface LedgerBalance {
  readonly account: LedgerAccount
  readonly currency: Currency
  readonly debit: bigint
  readonly credit: bigint
}

/** A posting of one account, with the entry it stands in. */
export interface AccountPosting extends Pick<LedgerEntry, 'key' | 'currency' | 'atMs'> {
  readonly line: number
  readonly minor: bigint
}

/** All debits and all credits of a currency: they are one number, or the books are wrong. */
export type CurrencyTotal = Omit<LedgerBalance, 'account'>

export interface LedgerStore {
  /** Books them and moves the balances with them. Throws where an entry of that key is there already. */
  append(entries: readonly LedgerEntry[]): Promise<void>
  /** Every account, in the order of its name and currency, as it is kept beside the postings. */
  balances(): Promise<readonly LedgerBalance[]>
  /** The same, a page at a time; those whose name begins so where it is said. */
  listBalances(page: PageRequest, prefix?: string): Promise<Page<LedgerBalance>>
  /** Of one account in its currencies; empty where nothing was ever booked there. */
  balancesOf(account: LedgerAccount): Promise<readonly LedgerBalance[]>
  /** The sums of the balances by currency, kept as they are. */
  currencyTotals(): Promise<readonly CurrencyTotal[]>
  /** The postings of an account, newest first. */
  postings(page: PageRequest, account: LedgerAccount): Promise<Page<AccountPosting>>
  entry(key: string): Promise<LedgerEntry | undefined>
  /** The same, summed from every posting: what the kept balances must be. */
  summedBalances(): Promise<readonly LedgerBalance[]>
  /** Puts these in the place of all that are kept. */
  replaceBalances(balances: readonly LedgerBalance[]): Promise<void>
}
