import { conflict, type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Amount } from '@octroi/shared/money/amount'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { TopUp } from './top-up.ts'
import type { WalletPlace } from './wallet.store.ts'
import { findWallet } from './wallet-terms.use-case.ts'

export type AskTopUp = WalletPlace & { readonly amount: Amount }

/** As many pieces of money as one wallet can hold: its row holds them all. */
const lotsAtMost = 500

/** Asks for money. It is in the wallet once somebody says that it arrived. */
export async function askTopUp(
  stores: Pick<Stores, 'accounts' | 'catalogue' | 'wallets'>,
  { ids, nowMs, payments }: Environment,
  { account, key, amount }: AskTopUp,
): Promise<Result<TopUp, Failure>> {
  if ((await stores.accounts.get(account)) === undefined) return err(notFound('account', account))
  const wallet = await findWallet(stores, { account, key })
  if (wallet === undefined) return err(notFound('wallet', key))
  if (amount.currency !== wallet.currency) {
    return err(invalid([fault('currency', 'other_currency', `the wallet is in ${wallet.currency}`)]))
  }
  if (wallet.lots.length >= lotsAtMost) return err(tooMany)
  await stores.wallets.put(wallet)
  const asked = { id: ids.next('topUp'), account, wallet: key, amount, askedAtMs: nowMs(), provider: payments.name } as const
  const topUp: TopUp = { ...asked, state: 'pending', isAutomatic: false, reference: payments.reference(asked) }
  await stores.wallets.addTopUp(topUp)
  return ok(topUp)
}

const tooMany = conflict('lots_too_many', `A wallet holds at most ${lotsAtMost} top-ups that are not used up.`)
