import type { AuthorizationId } from '@octroi/shared/ids/id'
import type { Party } from '../business.ts'
import type { DeviceMachine } from '../field/device-machine.ts'
import { trunk } from '../field/thing.ts'
import type { Answer, HubMachine } from '../hub/hub-machine.ts'
import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Grant, Truth } from '../truth.ts'
import type { Courier } from './courier.ts'
import { type Insisted, insist } from './insist.ts'

const looksAtMost = 30
const lookAgainMs = 2000

/** Asks for openings, sends couriers, and repeats what got no answer, with the same key. */
export class Merchant {
  private readonly name: string
  private readonly party: Party
  private readonly parts: MerchantParts
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
    this.parts = parts
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
    // Some couriers have no phone.
    const form = this.random.chance(0.25) ? 'passcode' : 'permit'
    const shown = form === 'permit' ? { holderKey: this.courier.holderKey } : { form }
    const body = { device: device.id, service: trunk, action: 'open', window, ...shown }
    const { token } = this.party
    const key = `${this.name.replace(' ', '-')}-order-${number}`
    const askedMs = this.surroundings.trueMs()
    const answer = await this.insist({ method: 'POST', path: '/v1/authorizations', token, key, body })
    if (answer === undefined) return
    if (answer.status !== 201) {
      this.surroundings.tell(`${this.name} is refused for ${device.name}: ${answer.body.code}`)
      return
    }
    const authorization = answer.body.id as AuthorizationId
    const grant: Grant = {
      authorization,
      device: device.name,
      form,
      permit: (form === 'permit' ? answer.body.permit : answer.body.passcode) as string,
      fromMs: Date.parse(answer.body.window.from),
      untilMs: Date.parse(answer.body.window.until),
      requester: this.party.account,
      askedMs,
      answeredMs: this.surroundings.trueMs(),
      order: `${this.name} ${number}`,
      asked: { token: this.party.token, key, body },
    }
    this.surroundings.tell(`${this.name} is granted ${authorization} on ${device.name}`)
    this.truth.granted(grant)
    const isTakenBack = this.random.chance(0.25)
    if (isTakenBack) void this.takeBack(authorization, this.random.below(2 * comesInMs))
    await schedule.pause(comesInMs)
    await this.courier.deliver(grant)
  }

  /** The parcel is lost, say: takes the permit back, whatever its courier does, and asks until it is proven. */
  private async takeBack(authorization: AuthorizationId, afterMs: number): Promise<void> {
    const { schedule } = this.surroundings
    await schedule.pause(afterMs)
    const path = `/v1/authorizations/${authorization}`
    const { token } = this.party
    const taken = await this.insist({ method: 'POST', path: `${path}/cancellation`, token, key: `cancel-${authorization}` })
    for (let looks = 0; taken?.status === 202 && looks < looksAtMost && !this.isDone; looks++) {
      const shown = await this.hub.ask('GET', path, { token }).catch(() => undefined)
      if (shown?.body.revocation?.state === 'applied') return this.truth.toldRevoked(authorization)
      await schedule.pause(lookAgainMs)
    }
  }

  private insist(asked: Insisted): Promise<Answer | undefined> {
    return insist({ ...this.parts, random: this.random, isDone: () => this.isDone }, asked)
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
