import { foundTenant } from '@octroi/hub/tenants/found-tenant.use-case'
import type { KeyPair } from '@octroi/shared/crypto/crypto'
import { invariant } from '@octroi/shared/errors/invariant'
import type { AccountId, SubscriptionId, TenantId } from '@octroi/shared/ids/id'
import type { Zone } from '@octroi/shared/time/zone'
import type { DeviceMachine } from './field/device-machine.ts'
import { climate, energy, trunk } from './field/thing.ts'
import type { Answer, Asked, HubMachine } from './hub/hub-machine.ts'
import { heatings, leaseSeconds, limitedOpenings, paidBefore } from './terms.ts'

const catalogue = `
services:
  ${trunk}: { name: Trunk access, actions: [open] }
  ${climate}: { name: Climate, actions: [heat] }
  ${energy}: { name: Energy }
meters:
  heatings: { service: ${climate}, record: performed, aggregation: count, unit: heating }
  openings: { service: ${trunk}, record: opened, aggregation: count, unit: opening }
  import: { service: ${energy}, record: reading, reading: energy, aggregation: sum, unit: Wh }
wallets: { main: { name: Main, currency: EUR, purpose: multi_purpose } }
offers:
  own:
    name: Own
    currency: EUR
    entitlements:
      - { service: ${trunk}, actions: [open], reach: own, lease: { validSeconds: ${leaseSeconds} } }
  comfort:
    name: Comfort
    currency: EUR
    entitlements:
      - service: ${climate}
        actions: [heat]
        reach: own
        lease: { validSeconds: ${leaseSeconds} }
        limit: { meter: heatings, quantity: "${heatings.limit}", every: month, offline: { perDevice: "${heatings.perDevice}" } }
  merchant:
    name: Merchant
    currency: EUR
    prices: { opening: { model: per_unit, name: Opening, meter: openings, unitPrice: "2.40" } }
    entitlements:
      - service: ${trunk}
        actions: [open]
        reach: consented
        limit: { meter: openings, quantity: "${limitedOpenings}", every: month, notices: [50, 100] }
  regular:
    name: Regular
    currency: EUR
    prices: { opening: { model: per_unit, name: Opening, meter: openings, unitPrice: "2.40" } }
    entitlements: [{ service: ${trunk}, actions: [open], reach: consented }]
  prepaid:
    name: Prepaid
    currency: EUR
    prepaid: { wallet: main, vatPercent: "20" }
    prices: { opening: { model: per_unit, name: Opening, meter: openings, unitPrice: "2.40" } }
    entitlements: [{ service: ${trunk}, actions: [open], reach: consented }]
  supply:
    name: Supply
    currency: GBP
    prices: { energy: { model: per_unit, name: Energy, meter: import, unitPrice: "0.0002" } }
`

export interface Party {
  readonly account: AccountId
  readonly token: string
}

/** The parties of a world and what they agreed on, before anything goes wrong. */
export interface Business {
  readonly tenant: TenantId
  readonly operator: string
  /** Signs the key sets; locked away. */
  readonly root: KeyPair
  readonly owner: Party
  /** The subscription by which the owner’s things open for the owner. */
  readonly own: string
  readonly merchants: readonly Party[]
  readonly consents: readonly { readonly id: string; readonly grantee: AccountId }[]
  /** The one of the merchants who pays before. */
  readonly prepaid: Party & { readonly subscription: SubscriptionId }
  readonly supply: string
  readonly subscriptions: readonly string[]
}

/** What each merchant buys: the first pays later and within a limit, the second without one, the last before. */
const merchantOffers = ['merchant', 'regular', 'prepaid'] as const

/** Founds everything at a hub that just came up, and enrols the devices. */
export async function found(hub: HubMachine, devices: readonly DeviceMachine[]): Promise<Business> {
  const tenant = hub.environment.ids.next('tenant')
  const founding = { id: tenant, name: 'Sample operator', zone: 'Europe/Paris' as Zone, mode: 'live' } as const
  const { operator, root } = await hub.storage.transaction(tenant, async (stores) => {
    const kept: KeyPair[] = []
    const keep = async (_id: TenantId, key: KeyPair): Promise<void> => void kept.push(key)
    const { apiKey } = await foundTenant(stores, hub.environment, { keep }, founding)
    const [key] = kept
    invariant(key !== undefined, 'a tenant has a root key')
    return { operator: apiKey.token, root: key }
  })
  let step = 0
  const ask = async (method: string, path: string, asked: Asked = {}): Promise<Answer['body']> => {
    const { status, body } = await hub.ask(method, path, { token: operator, key: `founding-step-${++step}`, ...asked })
    if (status >= 300) throw new Error(`${path}: ${JSON.stringify(body)}`)
    return body
  }
  const party = async (role: string): Promise<Party> => {
    const { id } = await ask('POST', '/v1/accounts', { body: { name: 'Sample', zone: 'UTC' } })
    const { token } = await ask('POST', `/v1/accounts/${id}/api-keys`, { body: { role, label: 'world' } })
    return { account: id, token }
  }
  await ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', { text: catalogue })
  const owner = await party('account_holder')
  const [dealer, maker] = [await party('partner'), await party('partner')]
  const shares = [{ account: dealer.account, percent: '40', shares: [{ account: maker.account, percent: '25' }] }]
  for (const offer of merchantOffers) await ask('POST', '/v1/share-agreements', { body: { offer, shares } })
  const startsAt = new Date(hub.nowMs() - 60_000).toISOString()
  const order = async ({ account }: Party, offer: string): Promise<string> =>
    (await ask('POST', '/v1/orders', { body: { account, offer, startsAt } })).subscription
  const own = await order(owner, 'own')
  await order(owner, 'comfort')
  const supply = await order(owner, 'supply')
  const merchants: Party[] = []
  const subscriptions: string[] = []
  const consents: { id: string; grantee: AccountId }[] = []
  for (const [count, offer] of merchantOffers.entries()) {
    const merchant = await party('partner')
    merchants.push(merchant)
    subscriptions.push(await order(merchant, offer))
    const consent = { grantee: merchant.account, service: trunk, from: startsAt }
    const { id } = await ask('POST', '/v1/consents', { token: owner.token, body: consent })
    consents.push({ id, grantee: merchant.account })
    const url = `http://merchant-${count}.test/`
    await ask('POST', '/v1/webhook-endpoints', { token: merchant.token, body: { url } })
  }
  for (const device of devices) {
    const thing = { owner: owner.account, label: device.name, services: { [trunk]: ['open'], [climate]: ['heat'], [energy]: [] } }
    const { claimCode } = await ask('POST', '/v1/devices', { body: thing })
    await device.enrol(tenant, claimCode)
  }
  const [payer, paying] = [merchants.at(-1), subscriptions.at(-1)]
  if (payer === undefined || paying === undefined) throw new Error('nobody pays before')
  const prepaid = { ...payer, subscription: paying as SubscriptionId }
  const path = `/v1/accounts/${payer.account}/wallets/main/top-ups`
  const { id: topUp } = await ask('POST', path, { body: { amount: paidBefore, currency: 'EUR' } })
  await ask('POST', `/v1/top-ups/${topUp}/outcome`, { body: { state: 'received' } })
  return { tenant, operator, root, owner, own, merchants, consents, prepaid, supply, subscriptions }
}
