import { type Reason, satisfied, unsatisfied } from '@octroi/shared/decisions/action'
import { formatAmount } from '@octroi/shared/money/amount'
import type { StandingWallet } from './settle-wallet.use-case.ts'
import { balanceOf } from './wallet.ts'

/** Whether a wallet holds what one more use may cost, beside all that was granted before, and the figures. */
export function affordUse({ settlement: { wallet }, reserved, needed }: StandingWallet): Reason {
  const { currency } = wallet
  const said = (minor: bigint): string => `${formatAmount({ minor, currency })} ${currency}`
  const balance = balanceOf(wallet)
  const figures = `it holds ${said(balance)}, of which ${said(reserved)} is reserved; this takes ${said(needed)}.`
  // What takes nothing is paid already: being overdrawn does not block it.
  if (needed <= 0n || needed <= balance - reserved) return satisfied('wallet', `The wallet pays: ${figures}`)
  return unsatisfied('wallet', 'wallet_too_low', ` Of wallet ${wallet.key} ${figures}`)
}
