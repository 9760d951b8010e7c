import type { ServiceAction } from '@octroi/agent/drivers/driver'
import type { Business } from '../business.ts'
import type { DeviceMachine } from '../field/device-machine.ts'
import { climate, trunk } from '../field/thing.ts'
import type { HubMachine } from '../hub/hub-machine.ts'
import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'
import { grantOf } from './grant-of.ts'
import { type Insisted, type Insisting, insist } from './insist.ts'
import { orDark } from './or-dark.ts'
import { takeAndGive } from './take-and-give.ts'

/** What an owner asks of its things, most of it heating: an open trunk keeps couriers waiting. */
const buttons = [
  { service: climate, action: 'heat' },
  { service: climate, action: 'heat' },
  { service: trunk, action: 'open' },
] as const

/** By this name the world remembers whether the owner may open its own trunks. */
export const ownRight = 'own trunks'

/** And by this whether it lets somebody else open them. */
export const consentRight = (grantee: string): string => `consent to ${grantee}`

interface OwnerParts {
  readonly surroundings: Surroundings
  readonly truth: Truth
  readonly hub: HubMachine
  readonly devices: readonly DeviceMachine[]
  readonly business: Business
}

/** Whose things they are: presses their buttons, with the hub in reach or not, and ends and renews what it bought. */
export class Owner {
  private readonly parts: OwnerParts
  private readonly random: Random
  private readonly insisting: Insisting
  private asked = 0
  private commanded = 0
  private isDone = false

  constructor(parts: OwnerParts) {
    this.parts = parts
    this.random = parts.surroundings.random('owner')
    this.insisting = { ...parts, random: this.random, isDone: () => this.isDone }
  }

  begin(): void {
    this.round([5000, 20_000], () => this.press())
    this.round([5000, 30_000], () => this.openFromAfar())
    this.changeItsMind()
  }

  end(): void {
    this.isDone = true
  }

  private round([least, most]: readonly [number, number], work: () => Promise<void>): void {
    this.parts.surroundings.schedule.after(this.random.between(least, most), () => {
      if (this.isDone) return
      void work()
      this.round([least, most], work)
    })
  }

  private async press(): Promise<void> {
    await this.pressAt(this.random.pick(this.parts.devices), this.random.pick(buttons))
  }

  /** Once more at every device, when nothing is broken any more: now what it answers is known beforehand. */
  async pressAll(): Promise<void> {
    const { truth, devices } = this.parts
    for (const device of devices) {
      for (const button of [climate, trunk].map((service) => buttons.find((each) => each.service === service))) {
        if (button === undefined) continue
        const said = await this.pressAt(device, button)
        truth.lastAnswers.push({ device: device.name, service: button.service, said })
      }
    }
  }

  private async pressAt(device: DeviceMachine, button: ServiceAction): Promise<string> {
    const { surroundings, truth } = this.parts
    const pressed = device.thing.press(button)
    const answer = pressed && (await orDark(device, pressed))
    if (answer === undefined) return 'dark'
    const said = answer.granted ? 'granted' : answer.code
    surroundings.tell(`${device.name} answers its owner’s ${button.action}: ${said}`)
    if (!answer.granted) return said
    truth.began({ device: device.name, service: button.service })
    if (button.service === trunk) void this.takeOut(device)
    return said
  }

  /** Has the hub tell a device to open, for somebody who stands there. */
  private async openFromAfar(): Promise<void> {
    const { surroundings, truth, devices, business } = this.parts
    const device = this.random.pick(devices)
    const body = { device: device.id, service: trunk, action: 'open', form: 'command' }
    const { token, account: requester } = business.owner
    const order = `owner-command-${++this.commanded}`
    const asked = { token, key: order, body }
    const askedMs = surroundings.trueMs()
    const answer = await insist(this.insisting, { method: 'POST', path: '/v1/authorizations', ...asked })
    if (answer?.status !== 201) return
    const answeredMs = surroundings.trueMs()
    const known = { device: device.name, form: 'command', isDelegable: false, requester, order, asked } as const
    const grant = grantOf(answer, { ...known, askedMs, answeredMs })
    surroundings.tell(`the owner is granted ${grant.authorization} on ${device.name} from afar`)
    truth.granted(grant)
    await this.takeOut(device)
  }

  /** The trunk opens: takes something out and closes it. */
  private async takeOut(device: DeviceMachine): Promise<void> {
    const { surroundings } = this.parts
    await surroundings.schedule.pause(1000)
    if (!device.thing.pull()) return
    await surroundings.schedule.pause(this.random.between(1000, 8000))
    device.thing.close()
  }

  /** The subscription to its own trunks, and the consents that couriers come by. */
  private changeItsMind(): void {
    const { owner, own, consents } = this.parts.business
    const parts = { ...this.parts, random: this.random }
    const end = { method: 'POST', path: `/v1/subscriptions/${own}/changes`, body: { kind: 'end' } }
    const order = { method: 'POST', path: '/v1/orders', body: { account: owner.account, offer: 'own' } }
    void takeAndGive(parts, { right: ownRight, chance: 0.4, take: () => this.ask(end), give: () => this.ask(order) })
    for (const { id, grantee } of consents) {
      const revoke = { method: 'DELETE', path: `/v1/consents/${id}` }
      const give = { method: 'POST', path: '/v1/consents', body: { grantee, service: trunk } }
      const taking = { right: consentRight(grantee), chance: 0.25, take: () => this.ask(revoke), give: () => this.ask(give) }
      void takeAndGive(parts, taking)
    }
  }

  /** Whether it came to be. */
  private async ask(asked: Omit<Insisted, 'token' | 'key'>): Promise<boolean> {
    const { token } = this.parts.business.owner
    const answer = await insist(this.insisting, { ...asked, token, key: `owner-request-${++this.asked}` })
    return answer !== undefined && answer.status < 300
  }
}
