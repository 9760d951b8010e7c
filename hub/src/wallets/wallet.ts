import type { WalletPurpose } from '@octroi/shared/api/vocabulary'
import type { AccountId, SubscriptionId, TopUpId } from '@octroi/shared/ids/id'
import type { Currency } from '@octroi/shared/money/currency'
import { type Lot, leftIn } from './lot.ts'

/** Money that an account paid before it used anything. All amounts are minor units of its currency. */
export interface Wallet {
  readonly account: AccountId
  /** In the catalogue. */
  readonly key: string
  readonly currency: Currency
  readonly purpose: WalletPurpose
  /** Those with something left, in the order in which they came. */
  readonly lots: readonly Lot[]
  /** What was used beyond the money that was there: the next top-up pays it first. */
  readonly owed: bigint
  /** How many movements were booked: each has its number. */
  readonly movements: number
  readonly automatic?: AutomaticTopUp
}

/** Tops a wallet up by itself. */
export interface AutomaticTopUp {
  /** As soon as less than this is available. */
  readonly below: bigint
  readonly add: bigint
  /** In a calendar month of the account's zone, all automatic top-ups together. */
  readonly monthAtMost: bigint
  /** It was made for the crossing: not again until enough was available in between. */
  readonly isSpent: boolean
}

export type MovementKind = 'top_up' | 'captured' | 'returned' | 'expired'

/** A change of a wallet's balance, and why. */
export interface Movement {
  readonly account: AccountId
  readonly wallet: string
  readonly nth: number
  readonly kind: MovementKind
  /** Above zero where the wallet holds more after it. */
  readonly minor: bigint
  /** What was left after it, less what was owed. */
  readonly balance: bigint
  /** Beside it where money came in with VAT; within it where it was used. */
  readonly vat: bigint
  readonly atMs: number
  readonly about: MovementAbout
}

/** A top-up, the bill that was paid, or the movement that brought what expired. */
export type MovementAbout =
  | { readonly topUp: TopUpId }
  | { readonly subscription: SubscriptionId; readonly period: string }
  | { readonly lot: number }

/** A wallet is made when it is first used. */
export function emptyWallet(of: Pick<Wallet, 'account' | 'key' | 'currency' | 'purpose'>): Wallet {
  return { ...of, lots: [], owed: 0n, movements: 0 }
}

/** Below nothing only by what was used where nobody could ask the hub. */
export function balanceOf({ lots, owed }: Pick<Wallet, 'lots' | 'owed'>): bigint {
  return leftIn(lots) - owed
}
