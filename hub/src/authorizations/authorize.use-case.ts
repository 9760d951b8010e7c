import { isUsablePublicKey } from '@octroi/shared/crypto/public-key'
import { type ActionDecision, decideAction } from '@octroi/shared/decisions/action'
import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { signMessage } from '@octroi/shared/wire/message'
import { permitMessage } from '@octroi/shared/wire/messages/permit'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import { loadRateCard } from '../rating/load-rate-card.use-case.ts'
import type { Stores } from '../stores.ts'
import { unsealKey } from '../tenants/signer.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { Authorization } from './authorization.ts'
import { type Authorize, planGrant, planRefusal } from './plan-authorization.ts'

type Needs = Pick<Stores, 'tenants' | 'devices' | 'catalogue' | 'subscriptions' | 'entitlements' | 'consents' | 'authorizations'>

/** Decides a requested action and keeps the decision with its reasons; a granted one comes with a signed permit. */
export async function authorize(
  stores: Needs,
  environment: Environment,
  request: Authorize,
): Promise<Result<Authorization, Failure>> {
  if (request.holderKey !== undefined && !isUsablePublicKey(request.holderKey)) {
    return err(invalid([fault('holderKey', 'unusable_key', 'Not an Ed25519 public key that may be used.')]))
  }
  const tenant = await stores.tenants.get()
  invariant(tenant !== undefined, 'an authenticated request has a tenant')
  const device = await stores.devices.get(request.device)
  const decided = { id: environment.ids.next('authorization'), atMs: environment.nowMs(), request }
  const decision = await decide(stores, tenant, request, device, decided.atMs)
  const authorization = decision.granted
    ? await grant(stores, environment, { ...decided, decision }, tenant, device)
    : planRefusal({ ...decided, decision })
  await stores.authorizations.insert(authorization)
  return ok(authorization)
}

async function decide(
  { entitlements, consents }: Needs,
  tenant: Tenant,
  { requester, service, action, fromMs, untilMs, holderKey }: Authorize,
  device: Device | undefined,
  nowMs: number,
): Promise<ActionDecision> {
  const parties = device === undefined || device.owner === requester ? [requester] : [requester, device.owner]
  return decideAction(
    { requester, service, action, window: { fromMs, untilMs }, hasHolderKey: holderKey !== undefined, nowMs },
    {
      policy: tenant.policy,
      device,
      entitlements: await entitlements.forService(parties, service, { fromMs, untilMs }),
      consents: device === undefined ? [] : await consents.between(device.owner, requester, service, { fromMs, untilMs }),
    },
  )
}

type Decided = Omit<Parameters<typeof planGrant>[0], 'tenant' | 'device' | 'card'>

async function grant(
  stores: Needs,
  { crypto, sealer }: Environment,
  decided: Decided,
  tenant: Tenant,
  device: Device | undefined,
): Promise<Authorization> {
  invariant(device !== undefined, 'nothing is granted on an unknown device')
  const subscription = await stores.subscriptions.get(decided.decision.entitlement.subscription)
  invariant(subscription !== undefined, 'an entitlement has its subscription')
  // The subscription that covers the action is who pays, at the prices it was bought at.
  const card = await loadRateCard(stores, subscription)
  const plan = planGrant({ ...decided, tenant, device, card })
  const permitKeys = unsealKey(sealer, await stores.tenants.signingKey('permits'))
  return { ...plan.authorization, permit: signMessage(crypto, permitMessage, plan.permit, permitKeys) }
}
