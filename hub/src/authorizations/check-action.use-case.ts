import { type ActionDecision, type ActionRequest, decideAction } from '@octroi/shared/decisions/action'
import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import { loadRateCards } from '../rating/load-rate-cards.use-case.ts'
import type { Stores } from '../stores.ts'
import { type ActionNeeds, actionFacts } from './action-facts.use-case.ts'
import type { Quote } from './authorization.ts'
import { factsThen } from './facts-then.use-case.ts'
import { refuseWithoutPrice } from './plan-authorization.ts'
import { quoteUse } from './quote.ts'
import type { Untold } from './untold.ts'

type Needs = ActionNeeds & Pick<Stores, 'tenants' | 'devices' | 'subscriptions' | 'catalogue'>

export interface CheckAction {
  readonly account: AccountId
  readonly device: DeviceId
  readonly service: string
  readonly action: string
  readonly atMs: number
}

export interface CheckedAction extends CheckAction {
  readonly decision: ActionDecision
  /** Who would pay, and what. */
  readonly priced?: { readonly subscription: SubscriptionId; readonly quote: Quote }
  /** `then`: by what was in force and known at an instant that is past. */
  readonly basis: 'then' | 'now'
  readonly untold: readonly Untold[]
}

/** Long enough to be an instant. */
const windowMs = 1000

/**
 * "May A do X on D at T, and why?", for any T: the decision as it would have been made then, or would be made then by what is known
 * now. Nothing is granted and nothing is kept.
 */
export async function checkAction(stores: Needs, nowMs: number, asked: CheckAction): Promise<Result<CheckedAction, Failure>> {
  const { account, service, action, atMs } = asked
  const tenant = await stores.tenants.get()
  invariant(tenant !== undefined, 'an authenticated request has a tenant')
  if ((await stores.accounts.get(account)) === undefined) return err(notFound('account', account))
  const device = await stores.devices.get(asked.device)
  const window = { fromMs: atMs, untilMs: atMs + windowMs }
  const request: ActionRequest = { requester: account, service, action, window, hasHolderKey: true, nowMs: atMs }
  const known = { policy: tenant.policy, device }
  const isPast = atMs < nowMs
  const { facts, untold } = isPast
    ? await factsThen(stores, request, known)
    : { facts: await actionFacts(stores, request, known), untold: [] }
  const decided = { ...asked, basis: isPast ? 'then' : 'now', untold } as const
  const allowed = decideAction(request, facts)
  if (!allowed.granted) return ok({ ...decided, decision: allowed })
  const subscription = await stores.subscriptions.get(allowed.entitlement.subscription)
  invariant(subscription !== undefined, 'an entitlement has its subscription')
  const cards = await loadRateCards(stores, subscription, { time: window, isOfUsage: true })
  const decision = refuseWithoutPrice(allowed, cards, { requester: account, device: asked.device, service, action, ...window })
  if (!decision.granted) return ok({ ...decided, decision })
  return ok({ ...decided, decision, priced: { subscription: subscription.id, quote: quoteUse(cards, service, window) } })
}
