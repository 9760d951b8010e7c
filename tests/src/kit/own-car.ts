import { localStatusSchema } from '@octroi/shared/api/local'
import { until } from '@octroi/simulators/story/wait'
import { Network } from './network.ts'
import { RunningAgent } from './running-agent.ts'
import { type Party, RunningHub } from './running-hub.ts'

const catalogue = `
services:
  trunk.access: { name: Trunk access, actions: [open] }
meters: {}
offers:
  own: { name: Own, currency: EUR, entitlements: [{ service: trunk.access, actions: [open], reach: own }] }
`

/** A whole hub, a whole agent in a car whose owner asks for what is done there, and what carries the traffic between them. */
export class OwnCar {
  readonly hub: RunningHub
  /** To be cut, as when the car drives underground. */
  readonly network: Network
  readonly owner: Party
  readonly agent: RunningAgent
  private asked = 0

  private constructor(hub: RunningHub, network: Network, owner: Party, agent: RunningAgent) {
    this.hub = hub
    this.network = network
    this.owner = owner
    this.agent = agent
  }

  static async open(): Promise<OwnCar> {
    const hub = await RunningHub.start()
    const network = await Network.to(hub)
    await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', catalogue)
    const owner = await hub.party('account_holder')
    await hub.ask('POST', '/v1/orders', { offer: 'own' }, { token: owner.token, headers: { 'idempotency-key': 'own-order' } })
    const thing = { owner: owner.account, label: 'Sample car', services: { 'trunk.access': ['open'] } }
    const { claimCode } = (await hub.ask('POST', '/v1/devices', thing)).body
    const settings = { hub: hub.hub.origin, tenant: await hub.tenant(), claimCode, ...network.gateways }
    return new OwnCar(hub, network, owner, await RunningAgent.start(settings))
  }

  /** What the hub answers to the owner who asks to open from now on. */
  async permit(holder: { readonly holderKey?: string; readonly delegable?: boolean }) {
    const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
    const body = { device: this.agent.device, service: 'trunk.access', action: 'open', window, ...holder }
    const headers = { 'idempotency-key': `permit-number-${++this.asked}` }
    return this.hub.ask('POST', '/v1/authorizations', body, { token: this.owner.token, headers })
  }

  /** What the hub answers to the owner who has it open the trunk now. */
  async command(more: Readonly<Record<string, unknown>> = {}, key = `command-number-${++this.asked}`) {
    const body = { device: this.agent.device, service: 'trunk.access', action: 'open', form: 'command', ...more }
    return this.hub.ask('POST', '/v1/authorizations', body, { token: this.owner.token, headers: { 'idempotency-key': key } })
  }

  async authorization(id: string) {
    return (await this.hub.ask('GET', `/v1/authorizations/${id}`, undefined, { token: this.owner.token })).body
  }

  async status() {
    return localStatusSchema.parse(await (await fetch(`${this.agent.localUrl}/status`)).json())
  }

  /** Everything was answered: nothing is left to send. */
  async drained(): Promise<void> {
    const isDrained = async () => {
      const { connected, journal } = await this.status()
      return connected && journal.lastSeq === journal.acknowledgedThrough ? true : undefined
    }
    await until('a car in reach that has told everything', isDrained)
  }

  /** Somebody lays something in once it is open, and closes it. */
  async closed(): Promise<void> {
    const isOpen = async () => ((await this.status()).actions['trunk.access']?.phase === 'opened' ? true : undefined)
    await until('an open trunk', isOpen)
    await this.agent.lock.close()
  }

  async close(): Promise<void> {
    await this.agent.remove()
    await this.hub.stop()
    await this.network.close()
  }
}
