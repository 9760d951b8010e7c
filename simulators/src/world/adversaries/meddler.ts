import type { Party } from '../business.ts'
import type { Answer } from '../hub/hub-machine.ts'
import type { Random } from '../random.ts'
import type { World } from '../world.ts'

/** What is asked of the hub about something that is another’s. */
interface Reach {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: object
}

/** A partner that reaches for what is not its own, and uses its keys twice. */
export class Meddler {
  private readonly world: World
  private readonly random: Random
  private asked = 0

  constructor(world: World, name: string) {
    this.world = world
    this.random = world.surroundings.random(name)
  }

  async meddle(): Promise<void> {
    await this.reachForOthers()
    await this.repeat()
  }

  /** As another merchant, as another tenant’s operator and partner, and as nobody. */
  private async reachForOthers(): Promise<void> {
    const { truth, business, rivals } = this.world
    const grants = [...truth.grants.values()]
    if (grants.length === 0) return
    const grant = this.random.pick(grants)
    const others = business.merchants.filter(({ token }) => token !== grant.asked.token)
    const tokens = [...others.map(({ token }) => token), rivals.otherOperator, rivals.otherPartner.token, undefined]
    for (const token of tokens) {
      for (const reach of this.reaches(grant.authorization, grant.device)) await this.mustFail(reach, token)
    }
  }

  private reaches(authorization: string, name: string): readonly Reach[] {
    const { business, devices, rivals } = this.world
    const device = devices.find((each) => each.name === name)?.id
    const strangerOf = (party: Party): string => `/v1/accounts/${party.account}`
    return [
      { method: 'GET', path: `/v1/authorizations/${authorization}` },
      { method: 'GET', path: `/v1/authorizations/${authorization}/proof` },
      { method: 'POST', path: `/v1/authorizations/${authorization}/cancellation` },
      { method: 'GET', path: `/v1/devices/${device}/events` },
      { method: 'PUT', path: `/v1/devices/${device}/suspension`, body: { reason: 'meddling' } },
      { method: 'GET', path: `/v1/subscriptions/${business.supply}/usage?period=2026-03` },
      { method: 'GET', path: `/v1/subscriptions/${rivals.rogueSupply}/usage?period=2026-03` },
      { method: 'GET', path: strangerOf(business.owner) },
      { method: 'POST', path: `${strangerOf(business.owner)}/api-keys`, body: { role: 'account_holder', label: 'meddling' } },
    ]
  }

  private async mustFail({ method, path, body }: Reach, token: string | undefined): Promise<void> {
    const key = `meddling-${++this.asked}`
    const credentials = token === undefined ? {} : { token }
    const answer = await this.ask(method, path, { ...credentials, key, ...(body === undefined ? {} : { body }) })
    if (answer !== undefined && answer.status < 400) {
      this.world.truth.misdeeds.intrusions.push(`a stranger was answered ${answer.status} to ${method} ${path}`)
    }
  }

  /** The same again under its key, which must answer the same; and something else under it, which must not be done. */
  private async repeat(): Promise<void> {
    const { truth, devices } = this.world
    const grants = [...truth.grants.values()]
    if (grants.length === 0) return
    const { asked, device } = this.random.pick(grants)
    const again = await this.ask('POST', '/v1/authorizations', asked)
    if (again?.status === 201) truth.answered(asked.key, String(again.body.id))
    const other = devices.find(({ name }) => name !== device) ?? devices[0]
    const window = {
      from: new Date(this.world.hub.nowMs()).toISOString(),
      until: new Date(this.world.hub.nowMs() + 60_000).toISOString(),
    }
    const changed = await this.ask('POST', '/v1/authorizations', { ...asked, body: { ...asked.body, device: other?.id, window } })
    if (changed !== undefined && changed.status < 400) {
      truth.misdeeds.intrusions.push(`something else was done under ${asked.key}, which was used`)
    }
  }

  private async ask(method: string, path: string, asked: object): Promise<Answer | undefined> {
    return this.world.hub.ask(method, path, asked).catch(() => undefined)
  }
}
