import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, ConsentId, DeviceId } from '@octroi/shared/ids/id'
import type { GrantedAuthorization } from '../authorizations/authorization.ts'
import { revokePermits } from '../authorizations/revoke-permits.use-case.ts'
import { notify } from '../confirmations/notify.use-case.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { consentNotice } from './consent-notice.ts'
import type { GivenConsent } from './entitlement.store.ts'

type Needs = Pick<Stores, 'consents' | 'authorizations' | 'devices' | 'tenants' | 'endpoints' | 'outbox'>

export interface RevokedConsent {
  readonly consent: GivenConsent
  /** Devices that must hear that permits were taken back. */
  readonly devices: readonly DeviceId[]
}

/** Ends a consent now, tells whom it was given to, and takes back what was granted under it and not used yet. Asking again changes nothing. */
export async function revokeConsent(
  stores: Needs,
  environment: Environment,
  { id, owner }: { readonly id: ConsentId; readonly owner: AccountId | undefined },
): Promise<Result<RevokedConsent, Failure>> {
  const nowMs = environment.nowMs()
  const consent = await stores.consents.get(id)
  if (consent === undefined || (owner !== undefined && consent.owner !== owner)) return err(notFound('consent', id))
  const untilMs = Math.max(consent.fromMs, Math.min(consent.untilMs ?? nowMs, nowMs))
  if (untilMs === consent.untilMs) return ok({ consent, devices: [] })
  await stores.consents.end(id, untilMs)
  await notify(stores, environment, consentNotice('ended', { ...consent, untilMs }))
  const live = await grantedUnder(stores, consent, nowMs)
  for (const [device, granted] of live) await revokePermits(stores, environment, device, granted)
  return ok({ consent: { ...consent, untilMs }, devices: [...live.keys()] })
}

/** By device: what the grantee may still use on the owner's devices for this service. */
async function grantedUnder(
  { authorizations, devices }: Needs,
  { owner, grantee, service, device: only, actions }: GivenConsent,
  nowMs: number,
): Promise<ReadonlyMap<DeviceId, readonly GrantedAuthorization[]>> {
  const byDevice = new Map<DeviceId, GrantedAuthorization[]>()
  for (const authorization of await authorizations.unused(grantee, service, nowMs)) {
    const { device, revocation } = authorization
    if (revocation !== undefined || (only !== undefined && device !== only)) continue
    if (actions !== undefined && !actions.includes(authorization.action)) continue
    if ((await devices.get(device))?.owner !== owner) continue
    byDevice.set(device, [...(byDevice.get(device) ?? []), authorization])
  }
  return byDevice
}
