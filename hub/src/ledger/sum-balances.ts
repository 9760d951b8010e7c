import type { Currency } from '@octroi/shared/money/currency'
import type { LedgerAccount } from './entry.ts'
import type { CurrencyTotal, LedgerBalance } from './ledger.store.ts'

/** Some equal postings, counted together. */
export interface CountedPosting {
  readonly account: LedgerAccount
  readonly currency: Currency
  readonly minor: bigint
  readonly times: bigint
}

/** Debits and credits of each account and currency, on top of what is known; in the order they first come. */
export function sumBalances(postings: Iterable<CountedPosting>, known: readonly LedgerBalance[] = []): readonly LedgerBalance[] {
  const sums = new Map(known.map((balance) => [balanceKey(balance), balance]))
  for (const { account, currency, minor, times } of postings) {
    const key = balanceKey({ account, currency })
    const { debit, credit } = sums.get(key) ?? { debit: 0n, credit: 0n }
    const amount = minor * times
    sums.set(key, {
      account,
      currency,
      debit: amount > 0n ? debit + amount : debit,
      credit: amount < 0n ? credit - amount : credit,
    })
  }
  return [...sums.values()]
}

/** By currency, what all balances come to. */
export function totalsOf(balances: readonly CurrencyTotal[]): readonly CurrencyTotal[] {
  const sums = new Map<Currency, CurrencyTotal>()
  for (const { currency, debit, credit } of balances) {
    const before = sums.get(currency) ?? { debit: 0n, credit: 0n }
    sums.set(currency, { currency, debit: before.debit + debit, credit: before.credit + credit })
  }
  return [...sums.values()]
}

export function balanceKey({ account, currency }: { readonly account: string; readonly currency: Currency }): string {
  return `${account}\n${currency}`
}
