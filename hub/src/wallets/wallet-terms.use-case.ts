import { invariant } from '@octroi/shared/errors/invariant'
import { isCurrency } from '@octroi/shared/money/currency'
import { ownEntry } from '@octroi/shared/own-entry'
import type { WalletTerms } from '../catalogue/wallet-terms.ts'
import type { Stores } from '../stores.ts'
import type { WalletPlace } from './wallet.store.ts'
import { emptyWallet, type Wallet } from './wallet.ts'

/** By the newest version: what matters of a wallet never changes. Undefined where none is declared. */
export async function walletTerms({ catalogue }: Pick<Stores, 'catalogue'>, key: string): Promise<WalletTerms | undefined> {
  const latest = await catalogue.latest()
  return ownEntry(latest?.catalogue.wallets ?? {}, key)
}

/** A wallet as it is kept, or as it is before anything came of it; undefined where none is declared. */
export async function findWallet(
  stores: Pick<Stores, 'catalogue' | 'wallets'>,
  { account, key }: WalletPlace,
): Promise<Wallet | undefined> {
  const kept = await stores.wallets.get({ account, key })
  if (kept !== undefined) return kept
  const terms = await walletTerms(stores, key)
  if (terms === undefined) return undefined
  const { currency, purpose } = terms
  invariant(isCurrency(currency), 'a published wallet has a currency')
  return emptyWallet({ account, key, currency, purpose })
}
