import type { AccountId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import { leftOf, usedCredits } from '../promotions/credits-left.use-case.ts'
import { standingWallet } from './settle-wallet.use-case.ts'
import type { WalletPlace } from './wallet.store.ts'
import type { Wallet } from './wallet.ts'
import type { WalletNeeds } from './wallet-facts.use-case.ts'
import { walletTerms } from './wallet-terms.use-case.ts'

/** A wallet as it stands now, with what was not captured yet taken off. */
export interface ShownWallet {
  readonly wallet: Wallet
  readonly name: string
  readonly reserved: bigint
  /** Promotional credit that bills of its currency can still use. */
  readonly promotional: bigint
}

type Clock = Pick<Environment, 'nowMs'>

/** Undefined where none is declared by that name, or no account is there. */
export async function showWallet(stores: WalletNeeds, environment: Clock, place: WalletPlace): Promise<ShownWallet | undefined> {
  const terms = await walletTerms(stores, place.key)
  const account = await stores.accounts.get(place.account)
  const standing = terms === undefined || account === undefined ? undefined : await standingWallet(stores, environment, place)
  if (terms === undefined || account === undefined || standing === undefined) return undefined
  const { wallet } = standing.settlement
  return { wallet, name: terms.name, reserved: standing.reserved, promotional: await promotional(stores, environment, wallet) }
}

/** Every wallet that the catalogue declares, in the order of the file. */
export async function showWallets(stores: WalletNeeds, environment: Clock, account: AccountId): Promise<readonly ShownWallet[]> {
  const latest = await stores.catalogue.latest()
  const shown: ShownWallet[] = []
  for (const key of Object.keys(latest?.catalogue.wallets ?? {})) {
    const wallet = await showWallet(stores, environment, { account, key })
    if (wallet !== undefined) shown.push(wallet)
  }
  return shown
}

async function promotional(stores: WalletNeeds, environment: Clock, wallet: Wallet): Promise<bigint> {
  const account = await stores.accounts.get(wallet.account)
  const credits = await stores.promotions.creditsOf(wallet.account)
  if (account === undefined || credits.length === 0) return 0n
  const used = await usedCredits(stores, environment, account)
  const own = credits.filter(({ amount }) => amount.currency === wallet.currency)
  return own.reduce((sum, credit) => sum + leftOf(credit, used, environment.nowMs()), 0n)
}
