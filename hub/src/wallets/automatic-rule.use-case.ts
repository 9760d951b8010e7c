import { type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { parseAmount } from '@octroi/shared/money/amount'
import type { Environment } from '../environment.ts'
import type { CaptureNeeds } from './capture-counted.use-case.ts'
import { settleWallet } from './settle-wallet.use-case.ts'
import type { WalletPlace } from './wallet.store.ts'
import type { AutomaticTopUp, Wallet } from './wallet.ts'
import { findWallet } from './wallet-terms.use-case.ts'

/** As somebody wrote them. */
export interface WrittenRule {
  readonly below: string
  readonly add: string
  readonly monthAtMost: string
}

/** Has a wallet topped up by itself, or not any more. It is looked at now and with every change from then on. */
export async function setAutomaticTopUp(
  stores: CaptureNeeds,
  environment: Environment,
  { rule, ...place }: WalletPlace & { readonly rule: WrittenRule | undefined },
): Promise<Result<Wallet, Failure>> {
  if ((await stores.accounts.get(place.account)) === undefined) return err(notFound('account', place.account))
  const wallet = await findWallet(stores, place)
  if (wallet === undefined) return err(notFound('wallet', place.key))
  const read = rule === undefined ? ok(undefined) : readRule(wallet, rule)
  if (!read.ok) return read
  const { automatic: _, ...before } = wallet
  const after: Wallet = { ...before, ...(read.value === undefined ? {} : { automatic: read.value }) }
  await stores.wallets.put(after)
  await settleWallet(stores, environment, place)
  return ok((await stores.wallets.get(place)) ?? after)
}

function readRule({ currency }: Wallet, rule: WrittenRule): Result<AutomaticTopUp, Failure> {
  const [below, add, monthAtMost] = [rule.below, rule.add, rule.monthAtMost].map((text) => parseAmount(text, currency)?.minor)
  const faults = Object.entries({ below, add, monthAtMost }).flatMap(([path, minor]) =>
    minor !== undefined && minor > 0n
      ? []
      : [fault(path, 'invalid', `must be an amount above zero that can be paid in ${currency}`)],
  )
  if (below === undefined || add === undefined || monthAtMost === undefined || faults.length > 0) return err(invalid(faults))
  if (monthAtMost < add) return err(invalid([fault('monthAtMost', 'too_low', 'must not be below `add`')]))
  return ok({ below, add, monthAtMost, isSpent: false })
}
