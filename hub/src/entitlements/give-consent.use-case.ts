import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import { unknownServices } from '../catalogue/unknown-services.ts'
import { notify } from '../confirmations/notify.use-case.ts'
import type { Environment } from '../environment.ts'
import { type CompleteNeeds, completeSteps } from '../orders/complete-steps.use-case.ts'
import { consentNotice } from './consent-notice.ts'
import type { GivenConsent } from './entitlement.store.ts'

export interface GiveConsent {
  readonly owner: AccountId
  readonly grantee: AccountId
  readonly service: string
  readonly device?: DeviceId
  /** All of the service where it is absent. */
  readonly actions?: readonly string[] | undefined
  readonly fromMs?: number
  readonly untilMs?: number
}

type Needs = CompleteNeeds

/**
 * Records, and tells the other account, that an owner lets it use a service on the owner's devices. Orders of it that waited for
 * that go on.
 */
export async function giveConsent(
  stores: Needs,
  environment: Environment,
  { owner, grantee, service, device, actions, fromMs = environment.nowMs(), untilMs }: GiveConsent,
): Promise<Result<GivenConsent, Failure>> {
  const faults: Fault[] = [...unknownServices(await stores.catalogue.latest(), 'service', service, actions)]
  if ((await stores.accounts.get(owner)) === undefined)
    faults.push(fault('owner', 'account_not_found', `There is no account ${owner}.`))
  if ((await stores.accounts.get(grantee)) === undefined) {
    faults.push(fault('grantee', 'account_not_found', `There is no account ${grantee}.`))
  }
  if (device !== undefined && (await stores.devices.get(device))?.owner !== owner) {
    faults.push(fault('device', 'device_not_found', `The owner has no device ${device}.`))
  }
  if (untilMs !== undefined && untilMs <= fromMs) faults.push(fault('until', 'before_from', '`until` must be after `from`.'))
  if (faults.length > 0) return err(invalid(faults))
  const consent: GivenConsent = {
    id: environment.ids.next('consent'),
    owner,
    grantee,
    service,
    ...(device === undefined ? {} : { device }),
    ...(actions === undefined ? {} : { actions }),
    fromMs,
    ...(untilMs === undefined ? {} : { untilMs }),
    givenAtMs: environment.nowMs(),
  }
  await stores.consents.insert(consent)
  await notify(stores, environment, consentNotice('given', consent))
  await completeSteps(stores, environment, grantee, 'consent')
  return ok(consent)
}
