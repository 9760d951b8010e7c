import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { TopUpId } from '@octroi/shared/ids/id'
import { formatAmount } from '@octroi/shared/money/amount'
import { daysAfter } from '@octroi/shared/time/zone'
import { notify } from '../confirmations/notify.use-case.ts'
import type { Environment } from '../environment.ts'
import { payWaitingOrders } from '../orders/complete-steps.use-case.ts'
import type { AdvancedOrder, FulfilNeeds } from '../orders/fulfil-order.use-case.ts'
import { exactPercent } from '../rating/exact-price.ts'
import type { CaptureNeeds } from './capture-counted.use-case.ts'
import { keepSettlement, told } from './keep-settlement.use-case.ts'
import { receive } from './receive-top-up.ts'
import { settleWallet } from './settle-wallet.use-case.ts'
import type { TopUp } from './top-up.ts'
import { withinGross } from './wallet-bill.ts'
import { walletTerms } from './wallet-terms.use-case.ts'

export interface DecideTopUp {
  readonly id: TopUpId
  readonly state: 'received' | 'failed'
  /** Of the bank, say. */
  readonly reference?: string | undefined
}

export interface DecidedTopUp {
  readonly topUp: TopUp
  /** Orders that waited for the money. */
  readonly fulfilled: readonly AdvancedOrder[]
}

/** Money arrived, or never will. Saying the same again changes nothing. */
export async function decideTopUp(
  stores: FulfilNeeds,
  environment: Environment,
  { id, state, reference }: DecideTopUp,
): Promise<Result<DecidedTopUp, Failure>> {
  const kept = await stores.wallets.topUp(id)
  if (kept === undefined) return err(notFound('top_up', id))
  if (kept.state === state) return ok({ topUp: kept, fulfilled: [] })
  if (kept.state !== 'pending') return err(conflict('top_up_decided', `The top-up is ${kept.state} already.`))
  const topUp: TopUp = { ...kept, state, decidedAtMs: environment.nowMs(), ...(reference === undefined ? {} : { reference }) }
  await stores.wallets.decideTopUp(topUp)
  if (state === 'failed') return ok({ topUp, fulfilled: [] })
  await putIn(stores, environment, topUp)
  return ok({ topUp, fulfilled: await payWaitingOrders(stores, environment, topUp.account) })
}

/** First what was used until now is captured, so that the money pays what is owed by now. */
async function putIn(stores: CaptureNeeds, environment: Environment, topUp: TopUp): Promise<void> {
  const place = { account: topUp.account, key: topUp.wallet }
  const terms = await walletTerms(stores, topUp.wallet)
  const account = await stores.accounts.get(topUp.account)
  const standing = await settleWallet(stores, environment, place)
  const before = await stores.wallets.get(place)
  invariant(terms && account && standing && before, 'a top-up has its account and wallet')
  const nowMs = environment.nowMs()
  const { expiresAfterDays: days } = terms
  const settlement = receive(before, {
    topUp,
    paid: withinGross(topUp.amount.minor, exactPercent(terms.vatPercent ?? '0')),
    ...(days === undefined ? {} : { expiresAtMs: daysAfter(account.zone, nowMs, days) }),
    nowMs,
  })
  await keepSettlement(stores, environment, { before, settlement, reserved: standing.reserved })
  await notify(stores, environment, {
    accounts: [topUp.account],
    type: 'wallet.topped_up',
    about: topUp.id,
    data: { ...told(settlement.wallet), topUp: topUp.id, amount: formatAmount(topUp.amount) },
  })
}
