import type { GrantForm } from '@octroi/shared/api/vocabulary'
import { type ActionDecision, satisfied, unsatisfied } from '@octroi/shared/decisions/action'
import { actionName } from '@octroi/shared/decisions/action-name'
import { invariant } from '@octroi/shared/errors/invariant'
import type { AuthorizationId, SubscriptionId } from '@octroi/shared/ids/id'
import { formatAmount } from '@octroi/shared/money/amount'
import type { Command } from '@octroi/shared/wire/messages/command'
import type { Passcode } from '@octroi/shared/wire/messages/passcode'
import type { Permit } from '@octroi/shared/wire/messages/permit'
import type { Device } from '../devices/device.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { AskedAction, GrantedAuthorization, RefusedAuthorization } from './authorization.ts'
import type { GivenPasscode } from './plan-passcode.ts'
import { canQuote, quoteUse } from './quote.ts'

export interface Authorize extends AskedAction {
  /** The Ed25519 public key of whoever will stand at the device. */
  readonly holderKey?: Uint8Array
  /** Whether the holder may hand the permit on. */
  readonly isDelegable?: boolean
  /** A permit where it is absent. */
  readonly form?: Exclude<GrantForm, 'permit'>
  /** The session a command is for; absent where the device is in none. */
  readonly session?: Uint8Array
}

interface Decided<D extends boolean> {
  readonly id: AuthorizationId
  readonly atMs: number
  readonly request: Authorize
  readonly decision: Extract<ActionDecision, { granted: D }>
}

/** A granted action whose price depends on the rest of the month cannot be priced before it is used, so it is refused. */
export function refuseWithoutPrice(
  granted: GrantFacts['decision'],
  cards: readonly RateCard[],
  request: Authorize,
): ActionDecision {
  if (canQuote(cards, request.service, request)) return granted
  const priced = unsatisfied('price', 'price_not_fixed')
  return { granted: false, reasons: [...granted.reasons, priced], code: 'price_not_fixed' }
}

export function planRefusal({ id, atMs, request, decision }: Decided<false>): RefusedAuthorization {
  return { ...askedOf(request), id, decidedAtMs: atMs, decision: 'refused', reasons: decision.reasons, code: decision.code }
}

/** What is kept of a request beside what is signed for it. */
function askedOf({
  holderKey: _holderKey,
  isDelegable: _isDelegable,
  form: _form,
  session: _session,
  ...asked
}: Authorize): AskedAction {
  return asked
}

export interface GrantFacts extends Decided<true> {
  readonly tenant: Tenant
  readonly device: Device
  /** The subscription that pays, and its prices by the versions in force in the window. */
  readonly subscription: SubscriptionId
  readonly cards: readonly RateCard[]
  /** The code that is given, where one was asked for. */
  readonly passcode: GivenPasscode | undefined
}

/** A granted authorization, priced before it is used, and what to sign for it: a permit or which passcode it is. */
export interface GrantPlan {
  readonly authorization: Omit<GrantedAuthorization, 'permit'>
  readonly signs:
    | { readonly permit: Permit }
    | { readonly command: Command }
    | { readonly passcode: Passcode; readonly digits: string }
}

export function planGrant(facts: GrantFacts): GrantPlan {
  const { passcode, request } = facts
  if (passcode !== undefined) return planPasscodeGrant(facts, passcode)
  return request.form === 'command' ? planCommand(facts) : planPermit(facts)
}

function planPermit(facts: GrantFacts): GrantPlan {
  const { request, tenant, device } = facts
  const { holderKey, isDelegable = false } = request
  const permit = {
    ...claimsOf(facts, facts.id),
    ...(holderKey === undefined ? {} : { holder: holderKey }),
    ...(isDelegable ? { delegations: 1 } : {}),
    uses: 1,
    epoch: device.epoch,
    maxOpenSeconds: tenant.policy.maxOpenSeconds,
  }
  return { authorization: { ...planAuthorization(facts), ...windowOf(permit) }, signs: { permit } }
}

function planCommand(facts: GrantFacts): GrantPlan {
  const { request, tenant, device } = facts
  const { session } = request
  invariant(session !== undefined, 'no command is granted where the device is in no session')
  const { notBefore, ...claims } = claimsOf(facts, facts.id)
  const command = { ...claims, session, epoch: device.epoch, maxOpenSeconds: tenant.policy.maxOpenSeconds }
  const window = windowOf({ notBefore, expiresAt: claims.expiresAt })
  return { authorization: { ...planAuthorization(facts), ...window }, signs: { command } }
}

/** The window as what is signed has it, in whole seconds: a use within it must never count as one after it. */
function windowOf({ notBefore, expiresAt }: Pick<Permit, 'notBefore' | 'expiresAt'>): Pick<AskedAction, 'fromMs' | 'untilMs'> {
  return { fromMs: notBefore * 1000, untilMs: expiresAt * 1000 }
}

/** The authorization has the id that the device will derive for the code. */
function planPasscodeGrant(facts: GrantFacts, { authorization: id, slotStart, n, generation, code }: GivenPasscode): GrantPlan {
  const passcode = { ...claimsOf(facts, id), n, generation }
  const authorization = { ...planAuthorization(facts), id, passcode: { slotStart, n, generation } }
  return { authorization, signs: { passcode, digits: code } }
}

function planAuthorization({ id, atMs, request, decision, subscription, cards }: GrantFacts): GrantPlan['authorization'] {
  const quote = quoteUse(cards, request.service, request)
  const priced = satisfied('price', `One use costs ${formatAmount(quote.amount)} ${quote.amount.currency} before VAT.`)
  return {
    ...askedOf(request),
    id,
    decidedAtMs: atMs,
    decision: 'granted',
    reasons: [...decision.reasons, priced],
    subscription,
    quote,
    outcome: 'pending',
  }
}

/** What a permit, a command and the message of a passcode say alike. */
function claimsOf({ atMs, request, tenant, device }: GrantFacts, authorization: AuthorizationId) {
  return {
    issuer: tenant.id,
    grantee: request.requester,
    device: device.id,
    issuedAt: Math.floor(atMs / 1000),
    notBefore: Math.floor(request.fromMs / 1000),
    expiresAt: Math.ceil(request.untilMs / 1000),
    authorization,
    action: actionName(request.service, request.action),
  }
}
