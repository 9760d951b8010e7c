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
import type { Authorization, RefusedAuthorization } from './authorization.ts'
import { type Authorize, type GrantPlan, planGrant, planRefusal } from './plan-authorization.ts'

type Needs = Pick<
  Stores,
  'tenants' | 'accounts' | 'devices' | 'catalogue' | 'subscriptions' | 'entitlements' | 'consents' | 'authorizations'
>

/** Decides a requested action and keeps the decision with its reasons; a granted one comes with a signed permit. */
export async function authorize(
  stores: Needs,
  environment: Environment,
  request: Authorize,
): Promise<Result<Authorization, Failure>> {
  const decided = await decideOn(stores, environment, request)
  if (!decided.ok) return decided
  const plan = decided.value
  const authorization = plan.decision === 'granted' ? await withPermit(stores, environment, plan) : plan.authorization
  await stores.authorizations.insert(authorization)
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
  | ({ readonly decision: 'granted' } & GrantPlan)

async function decideOn(stores: Needs, environment: Environment, request: Authorize): Promise<Result<Decision, Failure>> {
  if (request.holderKey !== undefined && !isUsablePublicKey(request.holderKey)) {
    return err(invalid([fault('holderKey', 'unusable_key', 'Not an Ed25519 public key that may be used.')]))
  }
  const tenant = await stores.tenants.get()
  invariant(tenant !== undefined, 'an authenticated request has a tenant')
  const device = await stores.devices.get(request.device)
  const decided = { id: environment.ids.next('authorization'), atMs: environment.nowMs(), request }
  const decision = await decide(stores, tenant, request, device, decided.atMs)
  if (!decision.granted) return ok({ decision: 'refused', authorization: planRefusal({ ...decided, decision }) })
  invariant(device !== undefined, 'nothing is granted on an unknown device')
  const subscription = await stores.subscriptions.get(decision.entitlement.subscription)
  invariant(subscription !== undefined, 'an entitlement has its subscription')
  // The subscription that covers the action is who pays, at the prices it was bought at.
  const card = await loadRateCard(stores, subscription)
  return ok({ decision: 'granted', ...planGrant({ ...decided, decision, tenant, device, card }) })
}

async function withPermit(
  { tenants }: Pick<Needs, 'tenants'>,
  { crypto, sealer }: Environment,
  { authorization, permit }: GrantPlan,
): Promise<Authorization> {
  const permitKeys = unsealKey(sealer, await tenants.signingKey('permits'))
  return { ...authorization, permit: signMessage(crypto, permitMessage, permit, permitKeys) }
}

async function decide(
  { accounts, entitlements, consents }: Needs,
  tenant: Tenant,
  { requester, service, action, fromMs, untilMs, holderKey }: Authorize,
  device: Device | undefined,
  nowMs: number,
): Promise<ActionDecision> {
  const parties = device === undefined || device.owner === requester ? [requester] : [requester, device.owner]
  const standings = await accounts.standings(parties)
  return decideAction(
    { requester, service, action, window: { fromMs, untilMs }, hasHolderKey: holderKey !== undefined, nowMs },
    {
      policy: tenant.policy,
      standings: {
        requester: standings.get(requester) ?? 'suspended',
        owner: standings.get(device?.owner ?? requester) ?? 'suspended',
      },
      device,
      entitlements: await entitlements.forService(parties, service, { fromMs, untilMs }),
      consents: device === undefined ? [] : await consents.between(device.owner, requester, service, { fromMs, untilMs }),
    },
  )
}
