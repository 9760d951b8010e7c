import { isUsablePublicKey } from '@octroi/shared/crypto/public-key'
import { type ActionDecision, decideAction } from '@octroi/shared/decisions/entitlement'
import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { signMessage } from '@octroi/shared/wire/message'
import { permitMessage } from '@octroi/shared/wire/messages/permit'
import type { CatalogueStore } from '../catalogue/catalogue.store.ts'
import type { DeviceStore } from '../devices/device.store.ts'
import type { Device } from '../devices/device.ts'
import type { ConsentStore, EntitlementStore } from '../entitlements/entitlement.store.ts'
import type { Environment } from '../environment.ts'
import { type RateCard, rateCard } from '../rating/rate-card.ts'
import type { SubscriptionStore } from '../subscriptions/subscription.store.ts'
import { unsealKey } from '../tenants/signer.ts'
import type { TenantStore } from '../tenants/tenant.store.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { AuthorizationStore } from './authorization.store.ts'
import type { Authorization } from './authorization.ts'
import { type Authorize, planGrant, planRefusal } from './plan-authorization.ts'

interface Stores {
  readonly tenants: TenantStore
  readonly devices: DeviceStore
  readonly catalogue: CatalogueStore
  readonly subscriptions: SubscriptionStore
  readonly entitlements: EntitlementStore
  readonly consents: ConsentStore
  readonly authorizations: AuthorizationStore
}

/** Decides a requested action and keeps the decision with its reasons; a granted one comes with a signed permit. */
export async function authorize(
  stores: Stores,
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
  { entitlements, consents }: Stores,
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
  stores: Stores,
  { crypto, sealer }: Environment,
  decided: Decided,
  tenant: Tenant,
  device: Device | undefined,
): Promise<Authorization> {
  invariant(device !== undefined, 'nothing is granted on an unknown device')
  const card = await payingRateCard(stores, decided.decision)
  const plan = planGrant({ ...decided, tenant, device, card })
  const permitKeys = unsealKey(sealer, await stores.tenants.signingKey('permits'))
  return { ...plan.authorization, permit: signMessage(crypto, permitMessage, plan.permit, permitKeys) }
}

/** The prices under which the entitlement's subscription was bought: they are who pays, and what. */
async function payingRateCard(
  { subscriptions, catalogue }: Stores,
  { entitlement }: Extract<ActionDecision, { granted: true }>,
): Promise<RateCard> {
  const subscription = await subscriptions.get(entitlement.subscription)
  const version = subscription === undefined ? undefined : await catalogue.get(subscription.catalogueVersion)
  invariant(subscription !== undefined && version !== undefined, 'an entitlement has its subscription and catalogue version')
  return rateCard(subscription, version.catalogue)
}
