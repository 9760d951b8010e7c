import { isUsablePublicKey } from '@octroi/shared/crypto/public-key'
import { type ActionDecision, type ActionFacts, decideAction } from '@octroi/shared/decisions/action'
import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { signMessage } from '@octroi/shared/wire/message'
import { commandMessage } from '@octroi/shared/wire/messages/command'
import { passcodeMessage } from '@octroi/shared/wire/messages/passcode'
import { permitMessage } from '@octroi/shared/wire/messages/permit'
import type { Environment } from '../environment.ts'
import { loadRateCards } from '../rating/load-rate-cards.use-case.ts'
import type { Stores } from '../stores.ts'
import { unsealKey } from '../tenants/signer.ts'
import { type KeepNeeds, keepSettlement } from '../wallets/keep-settlement.use-case.ts'
import type { StandingWallet } from '../wallets/settle-wallet.use-case.ts'
import type { WalletNeeds } from '../wallets/wallet-facts.use-case.ts'
import { actionFacts } from './action-facts.use-case.ts'
import { askPasscode, type PasscodeRequest } from './ask-passcode.use-case.ts'
import type { Authorization, RefusedAuthorization } from './authorization.ts'
import { payFromWallet } from './pay-from-wallet.use-case.ts'
import { type Authorize, type GrantPlan, planGrant, planRefusal, refuseWithoutPrice } from './plan-authorization.ts'
import { commandReasons } from './plan-command.ts'

type Needs = Pick<
  Stores,
  | 'tenants'
  | 'accounts'
  | 'devices'
  | 'catalogue'
  | 'subscriptions'
  | 'entitlements'
  | 'quotas'
  | 'consents'
  | 'authorizations'
  | 'passcodes'
> &
  WalletNeeds &
  KeepNeeds

/** A decision that was kept. What to type at the keypad is told here and never again. */
export type Authorized = Authorization & { readonly digits?: string }

/** Decides a requested action and keeps the decision with its reasons; a granted one comes as a permit, a passcode or a command. */
export async function authorize(
  stores: Needs,
  environment: Environment,
  request: Authorize,
): Promise<Result<Authorized, Failure>> {
  const decided = await decideOn(stores, environment, request)
  if (!decided.ok) return decided
  const plan = decided.value
  const authorization = plan.decision === 'granted' ? await signed(stores, environment, plan) : plan.authorization
  await stores.authorizations.insert(authorization)
  if (plan.decision === 'granted' && plan.wallet !== undefined) {
    const { reserved, needed, ...wallet } = plan.wallet
    await keepSettlement(stores, environment, { ...wallet, reserved: reserved + needed, isDecision: true })
  }
  return ok(authorization)
}

/** The same decision with its reasons and price, and nothing kept or granted. */
export async function quote(stores: Needs, environment: Environment, request: Authorize): Promise<Result<Quoted, Failure>> {
  const decided = await decideOn(stores, environment, request)
  return decided.ok ? ok(decided.value.authorization) : decided
}

/** A decision that was not kept: it has no permit. */
export type Quoted = RefusedAuthorization | GrantPlan['authorization']

type Decision =
  | { readonly decision: 'refused'; readonly authorization: RefusedAuthorization }
  | ({ readonly decision: 'granted'; readonly wallet: StandingWallet | undefined } & GrantPlan)

async function decideOn(stores: Needs, environment: Environment, asked: Authorize): Promise<Result<Decision, Failure>> {
  if (asked.holderKey !== undefined && !isUsablePublicKey(asked.holderKey)) {
    return err(invalid([fault('holderKey', 'unusable_key', 'Not an Ed25519 public key that may be used.')]))
  }
  const [tenant, device] = await Promise.all([stores.tenants.get(), stores.devices.get(asked.device)])
  invariant(tenant !== undefined, 'an authenticated request has a tenant')
  const typed =
    asked.form === 'passcode' && device !== undefined ? await askPasscode(stores, environment, asked, device) : undefined
  const request = typed?.request ?? asked
  const decided = { id: environment.ids.next('authorization'), atMs: environment.nowMs() }
  const facts = { policy: tenant.policy, device, ...insteadOfHolder(asked, typed) }
  const allowed = await decide(stores, facts, request, decided.atMs)
  if (!allowed.granted) return ok(refusal({ ...decided, request: asked, decision: allowed }))
  invariant(device !== undefined, 'nothing is granted on an unknown device')
  const subscription = await stores.subscriptions.get(allowed.entitlement.subscription)
  invariant(subscription !== undefined, 'an entitlement has its subscription')
  // The subscription that covers the action is who pays, at the prices in force when it may be done.
  const cards = await loadRateCards(stores, subscription, { time: request, isOfUsage: true })
  const priced = refuseWithoutPrice(allowed, cards, request)
  const { decision, wallet } = await payFromWallet(stores, environment, priced, { subscription, cards, request })
  if (!decision.granted) return ok(refusal({ ...decided, request: asked, decision }))
  const passcode = typed?.plan.given
  invariant((asked.form === 'passcode') === (passcode !== undefined), 'who asks for a passcode never gets a permit')
  return ok({
    decision: 'granted',
    wallet,
    ...planGrant({ ...decided, request, decision, tenant, device, subscription: subscription.id, cards, passcode }),
  })
}

/** Nobody has to show a key where a code is typed, or where the hub tells the device itself. */
function insteadOfHolder({ form, session }: Authorize, typed: PasscodeRequest | undefined): Pick<ActionFacts, 'insteadOfHolder'> {
  if (form === undefined) return {}
  return { insteadOfHolder: form === 'command' ? commandReasons(session) : (typed?.plan.reasons ?? []) }
}

function refusal(refused: Parameters<typeof planRefusal>[0]): Decision {
  return { decision: 'refused', authorization: planRefusal(refused) }
}

async function signed(
  { tenants }: Pick<Needs, 'tenants'>,
  { crypto, sealer }: Environment,
  { authorization, signs }: GrantPlan,
): Promise<Authorized> {
  const keys = unsealKey(sealer, await tenants.signingKey('permits'))
  if ('command' in signs) return { ...authorization, permit: signMessage(crypto, commandMessage, signs.command, keys) }
  if ('permit' in signs) return { ...authorization, permit: signMessage(crypto, permitMessage, signs.permit, keys) }
  return { ...authorization, permit: signMessage(crypto, passcodeMessage, signs.passcode, keys), digits: signs.digits }
}

async function decide(
  stores: Needs,
  known: Pick<ActionFacts, 'policy' | 'device' | 'insteadOfHolder'>,
  { requester, service, action, fromMs, untilMs, holderKey }: Authorize,
  nowMs: number,
): Promise<ActionDecision> {
  const window = { fromMs, untilMs }
  const request = { requester, service, action, window, hasHolderKey: holderKey !== undefined, nowMs }
  return decideAction(request, await actionFacts(stores, request, known))
}
