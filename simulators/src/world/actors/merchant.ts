import type { AuthorizationId } from '@octroi/shared/ids/id'
import type { Party } from '../business.ts'
import type { DeviceMachine } from '../field/device-machine.ts'
import { trunk } from '../field/thing.ts'
import type { Answer, HubMachine } from '../hub/hub-machine.ts'
import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'
import type { Courier } from './courier.ts'

const againMs = 3000

/** Asks for openings, sends couriers, and repeats what got no answer, with the same key. */
export class Merchant {
  private readonly name: string
  private readonly party: Party
  private readonly surroundings: Surroundings
  private readonly truth: Truth
  private readonly hub: HubMachine
  private readonly devices: readonly DeviceMachine[]
  private readonly courier: Courier
  private readonly random: Random
  private asked = 0
  private isDone = false

  constructor(name: string, party: Party, parts: MerchantParts) {
    this.name = name
    this.party = party
    this.surroundings = parts.surroundings
    this.truth = parts.truth
    this.hub = parts.hub
    this.devices = parts.devices
    this.courier = parts.courier
    this.random = parts.surroundings.random(name)
  }

  begin(): void {
    if (this.isDone) return
    void this.order()
    this.surroundings.schedule.after(this.random.between(10_000, 40_000), () => this.begin())
  }

  end(): void {
    this.isDone = true
  }

  private async order(): Promise<void> {
    const device = this.random.pick(this.devices)
    const number = ++this.asked
    const { schedule } = this.surroundings
    // Most windows are open by the time the courier stands there; some are not yet, some no more.
    const startsInMs = this.random.pick([-60_000, -60_000, -60_000, 60_000])
    const lastsMs = this.random.pick([60_000, 120_000, 240_000])
    const comesInMs = this.random.pick([2000, 20_000, 60_000, 180_000])
    const nowMs = this.hub.nowMs()
    const window = { from: instant(nowMs + startsInMs), until: instant(nowMs + startsInMs + 60_000 + lastsMs) }
    const body = { device: device.id, service: trunk, action: 'open', window, holderKey: this.courier.holderKey }
    const key = `${this.name.replace(' ', '-')}-order-${number}`
    const answer = await this.insist(body, key)
    if (answer === undefined) return
    if (answer.status !== 201) {
      this.surroundings.tell(`${this.name} is refused for ${device.name}: ${answer.body.code}`)
      return
    }
    const authorization = answer.body.id as AuthorizationId
    const grant = {
      authorization,
      device: device.name,
      permit: answer.body.permit as string,
      fromMs: Date.parse(answer.body.window.from),
      untilMs: Date.parse(answer.body.window.until),
      order: `${this.name} ${number}`,
      asked: { token: this.party.token, key, body },
    }
    this.surroundings.tell(`${this.name} is granted ${authorization} on ${device.name}`)
    this.truth.granted(grant)
    await schedule.pause(comesInMs)
    await this.courier.deliver(grant)
    if (this.random.chance(0.1)) await this.takeBack(authorization)
  }

  private async takeBack(authorization: string): Promise<void> {
    const path = `/v1/authorizations/${authorization}/cancellation`
    await this.hub.ask('POST', path, { token: this.party.token, key: `cancel-${authorization}` }).catch(() => undefined)
  }

  /** Until it is answered. Now and then the answer is lost on the way back, and the same is asked again. */
  private async insist(body: object, key: string): Promise<Answer | undefined> {
    const { schedule } = this.surroundings
    while (!this.isDone) {
      const { token } = this.party
      const answer = await this.hub.ask('POST', '/v1/authorizations', { token, key, body }).catch(() => undefined)
      if (answer !== undefined && answer.status < 500) {
        this.truth.answered(key, String(answer.body.id ?? answer.body.authorization ?? answer.body.code))
        if (!this.random.chance(0.15)) return answer
      }
      await schedule.pause(againMs)
    }
    return undefined
  }
}

interface MerchantParts {
  readonly surroundings: Surroundings
  readonly truth: Truth
  readonly hub: HubMachine
  readonly devices: readonly DeviceMachine[]
  readonly courier: Courier
}

function instant(ms: number): string {
  return new Date(ms).toISOString()
}
