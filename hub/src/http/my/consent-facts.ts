import type { AccountId, ConsentId } from '@octroi/shared/ids/id'
import type { Device } from '../../devices/device.ts'
import type { GivenConsent } from '../../entitlements/entitlement.store.ts'
import type { Stores } from '../../stores.ts'
import { serviceNames } from './service-names.ts'

const perPage = 50
const devicesAtMost = 100

/** A consent with the names a person knows its parts by. */
export interface NamedConsent {
  readonly consent: GivenConsent
  readonly owner: string
  readonly grantee: string
  readonly service: string
  /** Absent where it is for all devices of the owner. */
  readonly device?: string
}

export interface ConsentFacts {
  readonly consents: readonly NamedConsent[]
  readonly next?: string
  /** Of the reader, to choose from. */
  readonly devices: readonly Device[]
  readonly services: ReadonlyMap<string, string>
}

type Needs = Pick<Stores, 'consents' | 'accounts' | 'devices' | 'catalogue'>

export async function consentFacts(stores: Needs, account: AccountId, after: string | undefined): Promise<ConsentFacts> {
  const { items, next } = await stores.consents.list({ limit: perPage, ...(after === undefined ? {} : { after }) }, account)
  const services = await serviceNames(stores)
  const consents: NamedConsent[] = []
  for (const consent of items) consents.push(await named(stores, services, consent))
  const { items: devices } = await stores.devices.list({ limit: devicesAtMost }, account)
  return { consents, devices, services, ...(next === undefined ? {} : { next }) }
}

/** A consent that the owner gave, or undefined. */
export async function namedConsent(stores: Needs, owner: AccountId, id: ConsentId): Promise<NamedConsent | undefined> {
  const consent = await stores.consents.get(id)
  return consent?.owner === owner ? named(stores, await serviceNames(stores), consent) : undefined
}

async function named(stores: Needs, services: ReadonlyMap<string, string>, consent: GivenConsent): Promise<NamedConsent> {
  const { owner, grantee, service, device } = consent
  const nameOf = async (id: AccountId): Promise<string> => (await stores.accounts.get(id))?.name ?? id
  const label = device === undefined ? undefined : ((await stores.devices.get(device))?.label ?? device)
  return {
    consent,
    owner: await nameOf(owner),
    grantee: await nameOf(grantee),
    service: services.get(service) ?? service,
    ...(label === undefined ? {} : { device: label }),
  }
}
