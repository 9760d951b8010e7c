import type { LedgerAccount } from './entry.ts'
import type { LedgerBalance } from './ledger.store.ts'
import { balanceKey } from './sum-balances.ts'

/** Beside the balances the sums of all of them are kept. */
export const everyAccount = 'every account'

type Kept = Omit<LedgerBalance, 'account'> & Pick<BalanceDifference, 'account'>

/** Where what is kept of an account is not what its postings sum to. */
export interface BalanceDifference extends Pick<LedgerBalance, 'currency'> {
  readonly account: LedgerAccount | typeof everyAccount
  readonly kept: BalanceSides
  readonly summed: BalanceSides
}

export type BalanceSides = Pick<LedgerBalance, 'debit' | 'credit'>

const nothing: BalanceSides = { debit: 0n, credit: 0n }

/** Holds the kept balances against the sums of the postings; an account that one side does not know is nothing there. */
export function balanceDifferences(kept: readonly Kept[], summed: readonly Kept[]): readonly BalanceDifference[] {
  const keptByKey = new Map(kept.map((balance) => [balanceKey(balance), balance]))
  const summedByKey = new Map(summed.map((balance) => [balanceKey(balance), balance]))
  const found: BalanceDifference[] = []
  for (const [key, { account, currency }] of new Map([...keptByKey, ...summedByKey])) {
    const [own, right] = [keptByKey.get(key) ?? nothing, summedByKey.get(key) ?? nothing]
    if (own.debit === right.debit && own.credit === right.credit) continue
    found.push({ account, currency, kept: sidesOf(own), summed: sidesOf(right) })
  }
  return found
}

function sidesOf({ debit, credit }: BalanceSides): BalanceSides {
  return { debit, credit }
}
