import type { Wallet } from './wallet.ts'

export interface TopUpFacts {
  /** What is left once everything is paid that was granted. */
  readonly available: bigint
  /** What rules asked for in the month that runs. */
  readonly inMonth: bigint
}

/**
 * Whether the rule of a wallet asks for a top-up now. It asks once for each time that less than its bound is available, and
 * not again until enough was; a month that has had its most waits for the next one.
 */
export function planTopUp(
  wallet: Wallet,
  { available, inMonth }: TopUpFacts,
): { readonly wallet: Wallet; readonly minor?: bigint } {
  const { automatic } = wallet
  if (automatic === undefined) return { wallet }
  const isLow = available < automatic.below
  if (!isLow) return automatic.isSpent ? { wallet: { ...wallet, automatic: { ...automatic, isSpent: false } } } : { wallet }
  if (automatic.isSpent || inMonth + automatic.add > automatic.monthAtMost) return { wallet }
  return { wallet: { ...wallet, automatic: { ...automatic, isSpent: true } }, minor: automatic.add }
}
