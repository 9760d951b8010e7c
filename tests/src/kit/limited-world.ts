import * as nodeCrypto from 'node:crypto'
import { openAccount } from '@octroi/hub/accounts/open-account.use-case'
import { type Authorized, authorize } from '@octroi/hub/authorizations/authorize.use-case'
import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import type { Environment } from '@octroi/hub/environment'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { manualPayments } from '@octroi/hub/payments/manual-payments'
import { sealerOf } from '@octroi/hub/storage/secrets/sealer'
import type { Stores } from '@octroi/hub/stores'
import { foundTenant } from '@octroi/hub/tenants/found-tenant.use-case'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import type { AccountId, DeviceId, TenantId } from '@octroi/shared/ids/id'
import { idSource } from '@octroi/shared/ids/id-source'
import type { Zone } from '@octroi/shared/time/zone'

type Write = <T>(tenant: TenantId, work: (stores: Stores) => Promise<T>) => Promise<T>

/** A tenant with one account that bought a limited offer, and one device of it: on any storage, without a hub. */
export interface LimitedWorld {
  readonly tenant: TenantId
  readonly account: AccountId
  readonly devices: readonly DeviceId[]
  readonly environment: Environment
  /** Asks for the action of the offer on a device, now. */
  ask(device?: DeviceId): Promise<Authorized>
}

/** `limit` as the catalogue has it, of the meter `uses` of `home.scenes:play`; `entitled`: what stands beside it. */
export async function limitedWorld(
  write: Write,
  nowMs: () => number,
  { limit, entitled = '', devices: count = 1 }: { readonly limit: string; readonly entitled?: string; readonly devices?: number },
): Promise<LimitedWorld> {
  const randomBytes = (length: number): Uint8Array => new Uint8Array(nodeCrypto.randomBytes(length))
  const sealer = sealerOf(randomBytes(32))
  const known = { nowMs, randomBytes, ids: idSource(nowMs, randomBytes), crypto: nativeCrypto(nodeCrypto), sealer }
  const environment = { ...known, payments: manualPayments }
  const parsed = parseCatalogue(`
services: { home.scenes: { name: Scenes, actions: [play] } }
meters: { uses: { service: home.scenes, record: performed, aggregation: count, unit: use } }
offers:
  scenes:
    name: Scenes
    currency: EUR
    entitlements: [{ service: home.scenes, actions: [play], reach: own, limit: ${limit}${entitled} }]
`)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  const zone = 'UTC' as Zone
  const tenant = environment.ids.next('tenant')
  const founding = { id: tenant, name: 'Sample', zone, mode: 'live' } as const
  const made = await write(tenant, async (stores) => {
    await foundTenant(stores, environment, { keep: () => Promise.resolve() }, founding)
    const dates = { effectiveFromMs: 0, publishedAtMs: 0, touches: 'new' } as const
    await stores.catalogue.insert({ version: 1, ...dates, source: '', catalogue: parsed.value })
    const { id: owner } = await openAccount(stores, environment, { name: 'Sample', zone })
    const ids: DeviceId[] = []
    for (let index = 0; index < count; index++) {
      const id = environment.ids.next('device')
      const services = { 'home.scenes': ['play'] }
      await stores.devices.insert({ id, owner, label: `Sample ${index}`, services, state: 'enrolled', epoch: 0, createdAtMs: 0 })
      ids.push(id)
    }
    const order = { account: owner, offer: 'scenes', startsAtMs: nowMs(), mayBackdate: true }
    const placed = await placeOrder(stores, environment, order)
    if (!placed.ok) throw new Error(JSON.stringify(placed.error))
    return { account: owner, devices: ids }
  })
  const ask = async (device = made.devices[0]): Promise<Authorized> => {
    if (device === undefined) throw new Error('there is no device')
    const asked = { requester: made.account, device, service: 'home.scenes', action: 'play' }
    const window = { fromMs: nowMs(), untilMs: nowMs() + 600_000 }
    const holderKey = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex')
    const request = { ...asked, ...window, holderKey: new Uint8Array(holderKey) }
    const decided = await write(tenant, (stores) => authorize(stores, environment, request))
    if (!decided.ok) throw new Error(JSON.stringify(decided.error))
    return decided.value
  }
  return { tenant, ...made, environment, ask }
}
