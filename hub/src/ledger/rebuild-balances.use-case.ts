import type { Stores } from '../stores.ts'
import { type BalanceDifference, balanceDifferences, everyAccount } from './balance-differences.ts'
import type { CurrencyTotal, LedgerBalance } from './ledger.store.ts'
import { totalsOf } from './sum-balances.ts'

type Needs = Pick<Stores, 'ledger'>

/** Where the kept balances, and what is kept of all of them, are not what the postings sum to. */
export async function checkBalances({ ledger }: Needs): Promise<readonly BalanceDifference[]> {
  return differences({ ledger }, await ledger.summedBalances())
}

/** Puts the sums of the postings in the place of the kept balances; returns what that changed. */
export async function rebuildBalances({ ledger }: Needs): Promise<readonly BalanceDifference[]> {
  const summed = await ledger.summedBalances()
  const changed = await differences({ ledger }, summed)
  await ledger.replaceBalances(summed)
  return changed
}

async function differences({ ledger }: Needs, summed: readonly LedgerBalance[]): Promise<readonly BalanceDifference[]> {
  const all = (totals: readonly CurrencyTotal[]) => totals.map((total) => ({ account: everyAccount, ...total }) as const)
  return balanceDifferences(
    [...(await ledger.balances()), ...all(await ledger.currencyTotals())],
    [...summed, ...all(totalsOf(summed))],
  )
}
