import { openAccount } from '@octroi/hub/accounts/open-account.use-case'
import { publishCatalogue } from '@octroi/hub/catalogue/publish-catalogue.use-case'
import { draftInvoices } from '@octroi/hub/invoicing/draft-invoices.use-case'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { acceptResale } from '@octroi/hub/resales/accept-resale.use-case'
import { proposeResale } from '@octroi/hub/resales/propose-resale.use-case'
import type { ResellerResale } from '@octroi/hub/resales/resale'
import type { Stores } from '@octroi/hub/stores'
import { foundTenant } from '@octroi/hub/tenants/found-tenant.use-case'
import type { Mode } from '@octroi/shared/api/vocabulary'
import type { Failure } from '@octroi/shared/errors/failure'
import type { Result } from '@octroi/shared/errors/result'
import type { AccountId, SubscriptionId, TenantId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import type { Zone } from '@octroi/shared/time/zone'
import { type HubAtRest, value } from './hub-at-rest.ts'
import { openingCatalogue } from './opening-catalogue.ts'

/** Energy sold to resellers, to be read behind the offers of {@link openingCatalogue}. */
export const gridOffer = `  grid:
    name: Grid
    sale: wholesale
    currency: EUR
    prices: { energy: { model: per_unit, name: Wholesale energy, meter: import, unitPrice: "0.0001" } }
`

const wholesaleCatalogue = `${openingCatalogue}${gridOffer}  locks:
    name: Locks
    sale: wholesale
    currency: EUR
    prices: { opening: { model: per_unit, name: Wholesale opening, meter: openings, unitPrice: "0.7" } }
`

/** Another tenant on the same hub. */
export class PartnerTenant {
  readonly tenant: TenantId
  private readonly hub: HubAtRest

  private constructor(hub: HubAtRest, tenant: TenantId) {
    this.hub = hub
    this.tenant = tenant
  }

  static async found(hub: HubAtRest, name: string, mode: Mode = 'live', catalogue = wholesaleCatalogue): Promise<PartnerTenant> {
    const id = hub.environment.ids.next('tenant')
    const founding = { id, name, zone: 'Europe/Paris' as Zone, mode }
    const keys = { keep: () => Promise.resolve() }
    await hub.storage.transaction(id, (stores) => foundTenant(stores, hub.environment, keys, founding))
    const source = { source: catalogue, effectiveFromMs: 0 }
    const founded = new PartnerTenant(hub, id)
    value(await founded.write((stores) => publishCatalogue(stores, hub.environment, source)))
    return founded
  }

  /** The tenant that the hub has from the beginning. */
  static first(hub: HubAtRest): PartnerTenant {
    return new PartnerTenant(hub, hub.tenant)
  }

  write<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.hub.storage.transaction(this.tenant, work)
  }

  read<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.hub.storage.read(this.tenant, work)
  }

  async account(): Promise<AccountId> {
    const opening = { name: 'Reseller', zone: 'Europe/Paris' as Zone }
    return (await this.write((stores) => openAccount(stores, this.hub.environment, opening))).id
  }

  async propose(account: AccountId): Promise<string> {
    return value(await this.write((stores) => proposeResale(stores, this.hub.environment, account))).code
  }

  /** Another tenant accepts; which one is the transaction's. */
  accept(code: string): Promise<Result<ResellerResale, Failure>> {
    return this.write((stores) => acceptResale(stores, this.hub.environment, code))
  }

  /** Sells on what this one supplies, by wholesale offers it orders at once. */
  async supplies(reseller: Pick<PartnerTenant, 'accept'>, ...offers: readonly string[]): Promise<Supplied> {
    const account = await this.account()
    const { id: resale } = value(await reseller.accept(await this.propose(account)))
    const subscriptions: SubscriptionId[] = []
    for (const offer of offers) subscriptions.push(await this.order(account, offer))
    return { account, resale, subscriptions }
  }

  async order(account: AccountId, offer: string): Promise<SubscriptionId> {
    const order = { account, offer, mayBackdate: true }
    return value(await this.write((stores) => placeOrder(stores, this.hub.environment, order))).subscription.id
  }

  /** What an account would be billed for, by price. */
  async billed(account: AccountId): Promise<Readonly<Record<string, string>>> {
    const drafts = value(await this.read((stores) => draftInvoices(stores, this.hub.environment, { account })))
    const lines = drafts.flatMap((draft) => draft.lines)
    return Object.fromEntries(
      lines.map(({ price, quantity, exact }) => [price, `${formatExact(quantity)} for ${formatExact(exact)}`]),
    )
  }
}

export interface Supplied {
  readonly account: AccountId
  readonly resale: ResellerResale['id']
  readonly subscriptions: readonly SubscriptionId[]
}
