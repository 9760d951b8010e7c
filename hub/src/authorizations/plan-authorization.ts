import { type ActionDecision, satisfied } from '@octroi/shared/decisions/action'
import { actionName } from '@octroi/shared/decisions/action-name'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import { formatAmount } from '@octroi/shared/money/amount'
import type { Permit } from '@octroi/shared/wire/messages/permit'
import type { Device } from '../devices/device.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { AskedAction, GrantedAuthorization, RefusedAuthorization } from './authorization.ts'
import { quoteUse } from './quote.ts'

export interface Authorize extends AskedAction {
  /** The Ed25519 public key of whoever will stand at the device. */
  readonly holderKey?: Uint8Array
}

interface Decided<D extends boolean> {
  readonly id: AuthorizationId
  readonly atMs: number
  readonly request: Authorize
  readonly decision: Extract<ActionDecision, { granted: D }>
}

export function planRefusal({ id, atMs, request, decision }: Decided<false>): RefusedAuthorization {
  const { holderKey: _, ...asked } = request
  return { ...asked, id, decidedAtMs: atMs, decision: 'refused', reasons: decision.reasons, code: decision.code }
}

export interface GrantFacts extends Decided<true> {
  readonly tenant: Tenant
  readonly device: Device
  readonly card: RateCard
}

/** A granted authorization, priced before it is used, and the permit to sign for it. */
export interface GrantPlan {
  readonly authorization: Omit<GrantedAuthorization, 'permit'>
  readonly permit: Permit
}

export function planGrant({ id, atMs, request, decision, tenant, device, card }: GrantFacts): GrantPlan {
  const { holderKey, ...asked } = request
  const quote = quoteUse(card, request.service, request)
  const priced = satisfied('price', `One use costs ${formatAmount(quote.amount)} ${quote.amount.currency} before VAT.`)
  return {
    authorization: {
      ...asked,
      id,
      decidedAtMs: atMs,
      decision: 'granted',
      reasons: [...decision.reasons, priced],
      subscription: card.subscription.id,
      quote,
      outcome: 'pending',
    },
    permit: {
      issuer: tenant.id,
      grantee: request.requester,
      device: device.id,
      issuedAt: Math.floor(atMs / 1000),
      notBefore: Math.floor(request.fromMs / 1000),
      expiresAt: Math.ceil(request.untilMs / 1000),
      authorization: id,
      ...(holderKey === undefined ? {} : { holder: holderKey }),
      action: actionName(request.service, request.action),
      uses: 1,
      epoch: device.epoch,
      maxOpenSeconds: tenant.policy.maxOpenSeconds,
    },
  }
}
