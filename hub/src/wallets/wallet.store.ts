import type { AccountId, SubscriptionId, TopUpId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { TopUp } from './top-up.ts'
import type { Movement, Wallet } from './wallet.ts'
import type { WalletBill } from './wallet-bill.ts'

/** Which wallet of a tenant. */
export type WalletPlace = Pick<Wallet, 'account' | 'key'>

export interface WalletStore {
  get(wallet: WalletPlace): Promise<Wallet | undefined>
  /** All of an account, in the order of their keys: a catalogue declares few. */
  of(account: AccountId): Promise<readonly Wallet[]>
  list(page: PageRequest): Promise<Page<Wallet>>
  /** Makes it, or puts it in the place of what is kept: whoever decides by a wallet puts it, so that they take turns. */
  put(wallet: Wallet): Promise<void>
  /** Fails where a number is taken. */
  addMovements(movements: readonly Movement[]): Promise<void>
  /** Newest first. */
  movements(page: PageRequest, wallet: WalletPlace): Promise<Page<Movement>>
  /** In a time, in their order. */
  movementsWithin(wallet: WalletPlace, within: MovementsWithin): Promise<readonly Movement[]>
  /** The last one before a time. */
  lastBefore(wallet: WalletPlace, ms: number): Promise<Movement | undefined>
  /** What was captured of bills that still ran then. */
  openBills(wallet: WalletPlace): Promise<readonly WalletBill[]>
  /** To where each subscription's bills were captured. */
  billedUntil(wallet: WalletPlace): Promise<ReadonlyMap<SubscriptionId, number>>
  bill(wallet: WalletPlace, bill: BillPlace): Promise<WalletBill | undefined>
  /** In the place of what was captured of them before. */
  putBills(wallet: WalletPlace, bills: readonly KeptBill[]): Promise<void>
  addTopUp(topUp: TopUp): Promise<void>
  topUp(id: TopUpId): Promise<TopUp | undefined>
  /** State, time and reference. */
  decideTopUp(topUp: TopUp): Promise<void>
  /** Newest first, of one wallet. */
  topUps(page: PageRequest, wallet: WalletPlace): Promise<Page<TopUp>>
  /** That rules asked for since a time, whatever became of them but those that failed, in minor units. */
  automaticSince(wallet: WalletPlace, sinceMs: number): Promise<bigint>
}

export interface MovementsWithin {
  readonly fromMs: number
  readonly untilMs: number
  /** Those with greater numbers. */
  readonly after: number
  readonly limit: number
}

export interface BillPlace {
  readonly subscription: SubscriptionId
  readonly periodFromMs: number
}

export interface KeptBill {
  readonly bill: WalletBill
  /** Its period is not over. */
  readonly isOpen: boolean
}
