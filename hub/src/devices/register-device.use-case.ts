import { conflict, type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { hashClaimCode, makeClaimCode } from '@octroi/shared/ids/claim-code'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import { unknownServices } from '../catalogue/unknown-services.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type Claim, claimLifetimeMs } from './claim.ts'
import type { Device } from './device.ts'

type Needs = Pick<Stores, 'accounts' | 'devices' | 'catalogue'>

export interface RegisteredDevice {
  readonly device: Device
  /** Shown once; hand it to whoever installs the device. */
  readonly claimCode: string
  readonly claimExpiresAtMs: number
}

export async function registerDevice(
  stores: Needs,
  environment: Environment,
  request: { readonly owner: AccountId; readonly label: string; readonly services: Device['services'] },
): Promise<Result<RegisteredDevice, Failure>> {
  const { owner, services } = request
  const faults: Fault[] = []
  if ((await stores.accounts.get(owner)) === undefined) {
    faults.push(fault('owner', 'account_not_found', `There is no account ${owner}.`))
  }
  const latest = await stores.catalogue.latest()
  for (const [service, actions] of Object.entries(services)) {
    faults.push(...unknownServices(latest, `services.${service}`, service, actions))
  }
  if (faults.length > 0) return err(invalid(faults))
  const device: Device = {
    id: environment.ids.next('device'),
    ...request,
    state: 'registered',
    epoch: 0,
    createdAtMs: environment.nowMs(),
  }
  await stores.devices.insert(device)
  return ok(await withNewClaim(stores, environment, device))
}

/** A new claim code for a device that has not enrolled: the old one was lost or has expired. */
export async function renewClaim(
  stores: Pick<Stores, 'devices'>,
  environment: Environment,
  id: DeviceId,
): Promise<Result<RegisteredDevice, Failure>> {
  const device = await stores.devices.get(id)
  if (device === undefined) return err(notFound('device', id))
  if (device.state !== 'registered') return err(conflict('device_enrolled', `Device ${id} has enrolled already.`))
  return ok(await withNewClaim(stores, environment, device))
}

async function withNewClaim(
  { devices }: Pick<Stores, 'devices'>,
  { crypto, randomBytes, nowMs }: Environment,
  device: Device,
): Promise<RegisteredDevice> {
  const claimCode = makeClaimCode(randomBytes)
  const claim: Claim = { hash: hashClaimCode(crypto, claimCode), expiresAtMs: nowMs() + claimLifetimeMs }
  await devices.insertClaim(device.id, claim)
  return { device, claimCode, claimExpiresAtMs: claim.expiresAtMs }
}
