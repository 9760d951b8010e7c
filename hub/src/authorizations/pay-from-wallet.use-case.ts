import type { ActionDecision } from '@octroi/shared/decisions/action'
import { invariant } from '@octroi/shared/errors/invariant'
import type { Environment } from '../environment.ts'
import { loadBoughtCard } from '../rating/load-rate-cards.use-case.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { affordUse } from '../wallets/afford-use.ts'
import { type StandingWallet, standingWallet } from '../wallets/settle-wallet.use-case.ts'
import type { WalletNeeds } from '../wallets/wallet-facts.use-case.ts'
import type { GrantFacts } from './plan-authorization.ts'
import { quoteUse } from './quote.ts'

export interface PaidUse {
  readonly decision: ActionDecision
  /** To be kept with a grant: whoever asks next sees what this one left. */
  readonly wallet?: StandingWallet
}

/** An action under a prepaid offer is granted only where the wallet holds what it may cost. */
export async function payFromWallet(
  stores: WalletNeeds,
  environment: Pick<Environment, 'nowMs'>,
  decision: ActionDecision,
  { subscription, cards, request }: Pick<GrantFacts, 'cards' | 'request'> & { readonly subscription: Subscription },
): Promise<PaidUse> {
  if (!decision.granted) return { decision }
  const { prepaid } = (await loadBoughtCard(stores, subscription)).offer
  if (prepaid === undefined) return { decision }
  const { exact } = quoteUse(cards, request.service, request)
  const wanted = { subscription: subscription.id, service: request.service, exact, cards }
  const wallet = await standingWallet(stores, environment, { account: subscription.account, key: prepaid.wallet }, { wanted })
  invariant(wallet !== undefined, 'a prepaid offer has its wallet')
  const reason = affordUse(wallet)
  const reasons = [...decision.reasons, reason]
  if (reason.satisfied) return { decision: { ...decision, reasons }, wallet }
  return { decision: { granted: false, reasons, code: reason.code } }
}
