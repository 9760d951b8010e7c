import type { Stores } from '../stores.ts'
import { type BalanceDifference, balanceDifferences } from './balance-differences.ts'

/** Where the kept balances are not what the postings sum to. */
export async function checkBalances({ ledger }: Pick<Stores, 'ledger'>): Promise<readonly BalanceDifference[]> {
  return balanceDifferences(await ledger.balances(), await ledger.summedBalances())
}

/** Puts the sums of the postings in the place of the kept balances; returns what that changed. */
export async function rebuildBalances({ ledger }: Pick<Stores, 'ledger'>): Promise<readonly BalanceDifference[]> {
  const summed = await ledger.summedBalances()
  const differences = balanceDifferences(await ledger.balances(), summed)
  await ledger.replaceBalances(summed)
  return differences
}
