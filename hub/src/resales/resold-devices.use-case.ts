import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { DeviceId, ResaleId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Stores } from '../stores.ts'
import { tenantSecret } from '../tenants/tenant-secret.use-case.ts'
import { deviceAlias } from './device-alias.ts'

export interface ResoldDevice {
  readonly device: DeviceId
  readonly alias: DeviceId
}

/** What the supplier of a resale calls the devices of this tenant, which is the reseller: it alone can tell. */
export async function resoldDevices(
  stores: Pick<Stores, 'resales' | 'devices' | 'tenants'>,
  environment: Environment,
  { resale: id, page }: { readonly resale: ResaleId; readonly page: PageRequest },
): Promise<Result<Page<ResoldDevice>, Failure>> {
  const resale = await stores.resales.get(id)
  if (resale?.side !== 'reseller') return err(notFound('resale', id))
  const supplier = resale.partner.tenant
  const { items, ...rest } = await stores.devices.list(page)
  const secret = await tenantSecret(stores, environment, 'resale-aliases')
  const alias = (device: DeviceId): DeviceId => deviceAlias(environment.crypto, secret, { supplier, device })
  return ok({ items: items.map(({ id: device }) => ({ device, alias: alias(device) })), ...rest })
}
