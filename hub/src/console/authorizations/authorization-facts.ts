import type { AccountId, AuthorizationId } from '@octroi/shared/ids/id'
import type { Account } from '../../accounts/account.ts'
import type { AccessEvent } from '../../authorizations/access-event.ts'
import type { Authorization } from '../../authorizations/authorization.ts'
import type { Device } from '../../devices/device.ts'
import type { OutboxDelivery } from '../../outbox/outbox-message.ts'
import type { Charge } from '../../rating/charge.ts'
import type { PartyShare } from '../../settlement/split-charge.ts'
import type { Stores } from '../../stores.ts'
import type { Tenant } from '../../tenants/tenant.ts'

/** All that is told of one authorization, from the request to what everybody got of it. */
export interface AuthorizationFacts {
  readonly authorization: Authorization
  readonly tenant: Tenant
  readonly requester: Account | undefined
  readonly device: Device | undefined
  readonly events: readonly AccessEvent[]
  readonly charges: readonly Charge[]
  readonly shares: readonly PartyShare[]
  readonly deliveries: readonly OutboxDelivery[]
  /** The names of those who got a share. */
  readonly names: ReadonlyMap<AccountId, string>
}

/** One outcome to one endpoint is one message: there are few. */
const deliveriesShown = 50

export async function readAuthorization(stores: Stores, id: AuthorizationId): Promise<AuthorizationFacts | undefined> {
  const authorization = await stores.authorizations.get(id)
  const tenant = await stores.tenants.get()
  if (authorization === undefined || tenant === undefined) return undefined
  const shares = await stores.settlement.sharesOf(id)
  const names = new Map<AccountId, string>()
  for (const { account } of shares) names.set(account, (await stores.accounts.get(account))?.name ?? account)
  return {
    ...{ authorization, tenant, shares, names },
    requester: await stores.accounts.get(authorization.requester),
    device: await stores.devices.get(authorization.device),
    events: await stores.authorizations.eventsOf([id]),
    charges: await stores.rating.chargesOf(id),
    deliveries: await stores.outbox.about(`${id} `, deliveriesShown),
  }
}
