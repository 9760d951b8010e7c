import { authorize } from '@octroi/hub/authorizations/authorize.use-case'
import { addEndpoint } from '@octroi/hub/confirmations/add-endpoint.use-case'
import { giveConsent } from '@octroi/hub/entitlements/give-consent.use-case'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { type Ingested, ingestBatch } from '@octroi/hub/usage/ingest-batch.use-case'
import { receiveBatch } from '@octroi/hub/usage/received-batch'
import type { AccountId, AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import { type EnrolledThing, enrolThing } from './enrolled-thing.ts'
import { HubAtRest, value } from './hub-at-rest.ts'
import { openingCatalogue } from './opening-catalogue.ts'

const now = '2026-11-23T12:00:00Z'
export const nowMs = Date.parse(now)
const services = { 'trunk.access': ['open'], 'energy.supply': [] }

export type AccessType = 'granted' | 'actuated' | 'opened' | 'closed' | 'secured' | 'left_open' | 'outcome_unknown'

/** A hub at rest with an owner's car and a merchant that may open it, and a pen to write the car's journal with. */
export class OpeningWorld {
  readonly hub: HubAtRest
  readonly owner: AccountId
  readonly merchant: AccountId
  readonly car: EnrolledThing

  private constructor(hub: HubAtRest, owner: AccountId, merchant: AccountId, car: EnrolledThing) {
    this.hub = hub
    this.owner = owner
    this.merchant = merchant
    this.car = car
  }

  /** In the test engine's place, or in a database that is named. */
  static async open(databaseUrl?: string): Promise<OpeningWorld> {
    const hub = await HubAtRest.open(now, databaseUrl)
    await hub.catalogue(openingCatalogue)
    const [owner, merchant] = [await hub.account(), await hub.account()]
    return new OpeningWorld(hub, owner, merchant, await enrolThing(hub, { owner, label: 'car', services }))
  }

  close(): Promise<void> {
    return this.hub.close()
  }

  /** Of the car's owner, where nobody else is named. */
  another(label: string, owner = this.owner): Promise<EnrolledThing> {
    return enrolThing(this.hub, { owner, label, services })
  }

  ingest(envelope: Uint8Array, from: DeviceId = this.car.device): Promise<Ingested | undefined> {
    return this.hub.write(async (stores) => {
      const publicKeys = (await stores.devices.keys(from)).map(({ publicKey }) => publicKey)
      const { environment } = this.hub
      const came = { device: from, bytes: envelope, receivedAtMs: environment.nowMs() }
      return ingestBatch(stores, environment, receiveBatch(environment.crypto, came, publicKeys))
    })
  }

  async order(account: AccountId, offer: string): Promise<SubscriptionId> {
    const command = { account, offer, startsAtMs: nowMs - 1000, mayBackdate: false }
    return value(await this.hub.write((stores) => placeOrder(stores, this.hub.environment, command))).subscription.id
  }

  /** An opening that the merchant was granted, and hears of at its endpoint. */
  async granted(): Promise<AuthorizationId> {
    await this.entitle()
    return this.ask()
  }

  /** Everything that lets the merchant open the car's trunk, and hear of it. */
  async entitle(): Promise<void> {
    const { hub, owner, merchant } = this
    await this.order(owner, 'own')
    await this.order(merchant, 'merchant')
    const consent = { owner, grantee: merchant, service: 'trunk.access' }
    value(await hub.write((stores) => giveConsent(stores, hub.environment, consent)))
    const endpoint = { account: merchant, url: 'http://merchant.test/' }
    const anywhere = { addressFault: () => undefined }
    value(await hub.write((stores) => addEndpoint(stores, hub.environment, anywhere, endpoint)))
  }

  /** The entitled merchant asks to open. */
  async ask(window = { fromMs: nowMs, untilMs: nowMs + 60_000 }): Promise<AuthorizationId> {
    const { hub, merchant, car } = this
    const request = {
      requester: merchant,
      device: car.device,
      service: 'trunk.access',
      action: 'open',
      ...window,
      holderKey: car.keys.publicKey,
    }
    const decided = value(await hub.write((stores) => authorize(stores, hub.environment, request)))
    if (decided.decision !== 'granted') throw new Error(`refused: ${decided.code}`)
    this.permits.set(decided.id, decided.permit)
    return decided.id
  }

  /** A record of the car about an authorization. */
  access(type: AccessType, authorization: AuthorizationId) {
    const common = { time: nowMs, timeState: 'synced', service: 'trunk.access', authorization } as const
    const permitHash = this.hub.environment.crypto.sha256(this.permits.get(authorization) ?? new Uint8Array())
    if (type === 'granted') return { ...common, type, body: { action: 'trunk.access:open', permitHash, use: 1 } }
    return type === 'left_open' ? { ...common, type, body: { seconds: 120 } } : { ...common, type, body: {} }
  }

  wholeOpening(authorization: AuthorizationId) {
    return (['granted', 'actuated', 'opened', 'closed', 'secured'] as const).map((type) => this.access(type, authorization))
  }

  private readonly permits = new Map<AuthorizationId, Uint8Array>()
}
