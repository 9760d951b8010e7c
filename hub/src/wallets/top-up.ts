import type { TopUpState } from '@octroi/shared/api/vocabulary'
import type { AccountId, TopUpId } from '@octroi/shared/ids/id'
import type { Amount } from '@octroi/shared/money/amount'

/** Money that is to come into a wallet. */
export interface TopUp {
  readonly id: TopUpId
  readonly account: AccountId
  readonly wallet: string
  /** What is paid, VAT included where the wallet is for a single purpose. */
  readonly amount: Amount
  readonly state: TopUpState
  /** Who is to collect it. */
  readonly provider: string
  /** A rule of the wallet asked for it, and nobody else. */
  readonly isAutomatic: boolean
  readonly askedAtMs: number
  /** When it arrived, or was known not to. */
  readonly decidedAtMs?: number
  /** How whoever collects it knows it: a bank's reference, say. */
  readonly reference?: string
}
