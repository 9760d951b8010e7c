import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AuthorizationId, DeviceId, TenantId } from '@octroi/shared/ids/id'
import { Courier } from '@octroi/simulators/courier/courier'
import { until } from '@octroi/simulators/story/wait'
import { openingCatalogue } from './opening-catalogue.ts'
import { RunningAgent } from './running-agent.ts'
import { crypto, type Party, RunningHub } from './running-hub.ts'

/** What an operator looks at: a hub where a merchant may open the trunk of an owner's car, which has not been claimed yet. */
export class SampleConsole {
  readonly hub: RunningHub
  readonly owner: Party
  readonly merchant: Party
  /** Where the merchant is told what happened; what it answers is set here. */
  readonly hook: Hook
  private readonly courier = new Courier(crypto, new Uint8Array(32).fill(7))
  private agent: RunningAgent | undefined

  private constructor(hub: RunningHub, owner: Party, merchant: Party, hook: Hook) {
    this.hub = hub
    this.owner = owner
    this.merchant = merchant
    this.hook = hook
  }

  static async open(): Promise<SampleConsole> {
    const [hub, hook] = await Promise.all([RunningHub.start(), Hook.listen()])
    let posted = 0
    const post = async (path: string, body: unknown, token?: string): Promise<void> => {
      const asked = { headers: { 'idempotency-key': `sample-${++posted}` } }
      const answer = await hub.ask('POST', path, body, token === undefined ? asked : { ...asked, token })
      if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
    }
    await post('/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', openingCatalogue)
    const owner = await hub.party('account_holder', 'Europe/Paris', 'Éloise Sample')
    const merchant = await hub.party('partner', 'Europe/Paris', 'Sample parcels')
    const maker = await hub.party('partner', 'Europe/Paris', 'Sample cars')
    const dealer = await hub.party('partner', 'Europe/Paris', 'Sample dealer')
    const shares = [{ account: maker.account, percent: '30', shares: [{ account: dealer.account, percent: '10' }] }]
    await post('/v1/share-agreements', { offer: 'merchant', shares })
    const startsAt = new Date(Date.now() - 86_400_000).toISOString()
    await post('/v1/orders', { account: owner.account, offer: 'own', startsAt })
    await post('/v1/orders', { account: owner.account, offer: 'supply', startsAt })
    await post('/v1/orders', { account: merchant.account, offer: 'merchant', startsAt })
    await post('/v1/consents', { grantee: merchant.account, service: 'trunk.access' }, owner.token)
    await post('/v1/webhook-endpoints', { url: hook.url }, merchant.token)
    return new SampleConsole(hub, owner, merchant, hook)
  }

  get origin(): string {
    return this.hub.hub.origin
  }

  get device(): DeviceId {
    return this.car.device
  }

  /** The car's agent starts with the claim code that was handed to it. */
  async claim(tenant: TenantId, claimCode: string): Promise<void> {
    this.agent = await RunningAgent.start({ hub: this.origin, tenant, claimCode })
  }

  /** The merchant asks to open the trunk, for a parcel of its own. */
  async ask(reference: string): Promise<{ readonly id: AuthorizationId; readonly permit: string }> {
    const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
    const request = { device: this.device, service: 'trunk.access', action: 'open', window, reference }
    const asked = { token: this.merchant.token, headers: { 'idempotency-key': `ask-for-${reference.replaceAll(' ', '-')}` } }
    const answer = await this.hub.ask('POST', '/v1/authorizations', { ...request, holderKey: this.courier.holderKey }, asked)
    if (answer.body.permit === undefined) throw new Error(JSON.stringify(answer.body))
    return answer.body
  }

  /** The courier stands at the car and opens it. */
  async present(permit: string): Promise<void> {
    const at = { device: this.device, action: 'trunk.access:open' }
    const presented = await this.courier.present(this.car.localUrl, at, permit)
    if (presented.decision === 'refused') throw new Error(presented.sentence)
  }

  /** The trunk is pressed shut, once the hub knows that it is open. */
  async shut(authorization: AuthorizationId): Promise<void> {
    await until('the hub hears that it is open', async () => {
      const { body } = await this.hub.ask('GET', `/v1/authorizations/${authorization}`)
      return body.outcome === 'opened' ? true : undefined
    })
    await this.car.lock.close()
  }

  /** The car's meter tells of half an hour. */
  async meter(): Promise<void> {
    const endMs = Date.now() - 60_000
    const quantity = 250_000_000_000n
    const reading = { type: 'reading', service: 'energy.supply', meter: 'energy' } as const
    await this.car.lock.observe({ ...reading, startMs: endMs - 1_800_000, endMs, quantity })
  }

  async close(): Promise<void> {
    await this.agent?.remove()
    await this.hook.close()
    await this.hub.stop()
  }

  private get car(): RunningAgent {
    if (this.agent === undefined) throw new Error('the car is not claimed yet')
    return this.agent
  }
}

/** An endpoint that answers what it is told to. */
class Hook {
  status = 204
  private readonly server: Server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(this.status).end())
  })

  static async listen(): Promise<Hook> {
    const hook = new Hook()
    await new Promise<void>((resolve) => hook.server.listen(0, '127.0.0.1', resolve))
    return hook
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/told`
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise<void>((resolve) => this.server.close(() => resolve()))
  }
}
