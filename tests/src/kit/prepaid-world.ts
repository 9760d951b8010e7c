import { openAccount } from '@octroi/hub/accounts/open-account.use-case'
import { authorize } from '@octroi/hub/authorizations/authorize.use-case'
import { publishCatalogue } from '@octroi/hub/catalogue/publish-catalogue.use-case'
import type { Device } from '@octroi/hub/devices/device'
import type { Environment } from '@octroi/hub/environment'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import type { Stores } from '@octroi/hub/stores'
import { countRecords } from '@octroi/hub/usage/count-records.use-case'
import { askTopUp } from '@octroi/hub/wallets/ask-top-up.use-case'
import { decideTopUp } from '@octroi/hub/wallets/decide-top-up.use-case'
import { standingWallet } from '@octroi/hub/wallets/settle-wallet.use-case'
import { balanceOf } from '@octroi/hub/wallets/wallet'
import { keyPairOf, secretKeyLength } from '@octroi/shared/crypto/crypto'
import type { AccountId, AuthorizationId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Currency } from '@octroi/shared/money/currency'
import type { Zone } from '@octroi/shared/time/zone'
import { value } from './hub-at-rest.ts'

export const euro = 'EUR' as Currency

/** Openings at 2.40 before VAT, paid from a wallet. */
export const prepaidCatalogue = (
  more: { readonly wallet?: string; readonly offer?: string; readonly vat?: string } = {},
): string => `
services: { trunk.access: { name: Trunk access, actions: [open] }, energy.supply: { name: Energy } }
meters:
  openings: { service: trunk.access, record: opened, aggregation: count, unit: opening }
  import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: kWh }
wallets: { main: { name: Main, currency: EUR, ${more.wallet ?? 'purpose: multi_purpose'} } }
offers:
  prepaid:
    name: Prepaid
    currency: EUR
    prepaid: { wallet: main, vatPercent: "${more.vat ?? '25'}" }
    prices: { opening: { model: per_unit, name: Opening, meter: openings, unitPrice: "2.40" }${more.offer ?? ''} }
    entitlements: [{ service: trunk.access, actions: [open], reach: own }]
`

interface Hub {
  readonly environment: Environment
  readonly write: <T>(work: (stores: Stores) => Promise<T>) => Promise<T>
}

/** An account with a car and a prepaid offer, on any storage. */
export class PrepaidWorld {
  readonly account: AccountId
  readonly subscription: SubscriptionId
  private readonly hub: Hub
  private readonly device: Device
  private seq = 0

  private constructor(hub: Hub, account: AccountId, device: Device, subscription: SubscriptionId) {
    this.hub = hub
    this.account = account
    this.device = device
    this.subscription = subscription
  }

  static async over(hub: Hub, catalogue = prepaidCatalogue()): Promise<PrepaidWorld> {
    const { environment } = hub
    return hub.write(async (stores) => {
      value(await publishCatalogue(stores, environment, { source: catalogue, effectiveFromMs: 0 }))
      const { id: account } = await openAccount(stores, environment, { name: 'Sample', zone: 'Europe/Paris' as Zone })
      const device: Device = {
        ...{ id: environment.ids.next('device'), owner: account, label: 'Car', state: 'enrolled', epoch: 1 },
        ...{ services: { 'trunk.access': ['open'] }, createdAtMs: 0 },
      }
      await stores.devices.insert(device)
      const order = { account, offer: 'prepaid', startsAtMs: environment.nowMs() - 3_600_000, mayBackdate: true }
      const { subscription } = value(await placeOrder(stores, environment, order))
      return new PrepaidWorld(hub, account, device, subscription.id)
    })
  }

  async topUp(minor: bigint): Promise<void> {
    const { environment } = this.hub
    const asked = { account: this.account, key: 'main', amount: { minor, currency: euro } }
    const { id } = value(await this.hub.write((stores) => askTopUp(stores, environment, asked)))
    value(await this.hub.write((stores) => decideTopUp(stores, environment, { id, state: 'received' })))
  }

  async grant() {
    const { environment } = this.hub
    const nowMs = environment.nowMs()
    const { publicKey: holderKey } = keyPairOf(environment.crypto, environment.randomBytes(secretKeyLength))
    const asked = { requester: this.account, device: this.device.id, service: 'trunk.access', action: 'open', holderKey }
    const window = { fromMs: nowMs, untilMs: nowMs + 600_000 }
    return value(await this.hub.write((stores) => authorize(stores, environment, { ...asked, ...window })))
  }

  /** The device tells of an opening. */
  async open(authorization: AuthorizationId): Promise<void> {
    const told = { time: this.hub.environment.nowMs(), service: 'trunk.access', authorization }
    const granted = { action: 'trunk.access:open', permitHash: this.hub.environment.randomBytes(32), use: 1 }
    await this.tell({ ...told, type: 'granted', body: granted }, { ...told, type: 'opened', body: {} })
  }

  /** The device tells of energy, which nobody asks for beforehand. */
  async read(quantity: bigint): Promise<void> {
    const time = this.hub.environment.nowMs()
    const body = { meter: 'energy', start: time - 1000, end: time, quantity }
    await this.tell({ time, service: 'energy.supply', type: 'reading', body })
  }

  private async tell(...told: readonly object[]): Promise<void> {
    const records = told.map((record) => ({ seq: ++this.seq, record: { timeState: 'synced', ...record } as never }))
    const counted = { records, receivedAtMs: this.hub.environment.nowMs(), through: this.seq, reachedMs: 0 }
    await this.hub.write((stores) => countRecords(stores, this.hub.environment, this.device, counted))
  }

  /** In minor units. */
  async standing() {
    const place = { account: this.account, key: 'main' }
    const standing = await this.hub.write((stores) => standingWallet(stores, this.hub.environment, place))
    if (standing === undefined) throw new Error('the catalogue declares the wallet')
    const { settlement, reserved } = standing
    return { balance: balanceOf(settlement.wallet), owed: settlement.wallet.owed, reserved, moved: settlement.movements.length }
  }
}
