import type { GrantForm } from '@octroi/shared/api/vocabulary'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import type { Party } from '../business.ts'
import type { DeviceMachine } from '../field/device-machine.ts'
import { trunk } from '../field/thing.ts'
import type { Answer, HubMachine } from '../hub/hub-machine.ts'
import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'
import type { Courier } from './courier.ts'
import { grantOf } from './grant-of.ts'
import { type Insisted, insist } from './insist.ts'

/** Some couriers have no phone, and some merchants open for them from afar. */
const forms = ['permit', 'permit', 'permit', 'passcode', 'command'] as const satisfies readonly GrantForm[]
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
    const form = this.random.pick(forms)
    const isDelegable = form === 'permit' && this.random.chance(0.3)
    const body = { device: device.id, service: trunk, action: 'open', ...this.asFor(form, window, isDelegable) }
    const { token } = this.party
    const key = `${this.name.replace(' ', '-')}-order-${number}`
    const askedMs = this.surroundings.trueMs()
    const answer = await this.insist({ method: 'POST', path: '/v1/authorizations', token, key, body })
    if (answer === undefined) return
    if (answer.status !== 201) {
      this.surroundings.tell(`${this.name} is refused for ${device.name}: ${answer.body.code}`)
      return
    }
    const grant = grantOf(answer, {
      device: device.name,
      form,
      isDelegable,
      requester: this.party.account,
      askedMs,
      answeredMs: this.surroundings.trueMs(),
      order: `${this.name} ${number}`,
      asked: { token, key, body },
    })
    const { authorization } = grant
    this.surroundings.tell(`${this.name} is granted ${authorization} on ${device.name}`)
    this.truth.granted(grant)
    const isTakenBack = this.random.chance(0.25)
    if (isTakenBack) void this.takeBack(authorization, this.random.below(2 * comesInMs))
    // A command is asked for by whoever has a courier on the phone that stands there.
    if (form !== 'command') await schedule.pause(comesInMs)
    await this.courier.deliver(grant)
  }

  private asFor(form: GrantForm, window: object, isDelegable: boolean): object {
    if (form === 'permit') return { window, holderKey: this.courier.holderKey, ...(isDelegable ? { delegable: true } : {}) }
    return form === 'passcode' ? { window, form } : { form }
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
