import type { Business } from '../business.ts'
import type { DeviceMachine } from '../field/device-machine.ts'
import { climate, trunk } from '../field/thing.ts'
import type { HubMachine } from '../hub/hub-machine.ts'
import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'
import { type Insisting, insist } from './insist.ts'
import { orDark } from './or-dark.ts'

/** What an owner asks of its things, most of it heating: an open trunk keeps couriers waiting. */
const buttons = [
  { service: climate, action: 'heat' },
  { service: climate, action: 'heat' },
  { service: trunk, action: 'open' },
] as const

/** By this name the world remembers whether the owner may open its own trunks. */
export const ownRight = 'own'

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
  private isDone = false

  constructor(parts: OwnerParts) {
    this.parts = parts
    this.random = parts.surroundings.random('owner')
    this.insisting = { ...parts, random: this.random, isDone: () => this.isDone }
  }

  begin(): void {
    this.round([4000, 14_000], () => this.press())
    void this.changeItsMind()
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

  /** Presses a button; where the trunk opens, takes something out and closes it. */
  private async press(): Promise<void> {
    const { surroundings, truth, devices } = this.parts
    const device = this.random.pick(devices)
    const button = this.random.pick(buttons)
    const pressed = device.thing.press(button)
    const answer = pressed && (await orDark(device, pressed))
    if (answer === undefined) return
    surroundings.tell(`${device.name} answers its owner’s ${button.action}: ${answer.granted ? 'granted' : answer.code}`)
    if (!answer.granted) return
    truth.began({ device: device.name, service: button.service })
    if (button.service !== trunk) return
    await surroundings.schedule.pause(1000)
    if (!device.thing.pull()) return
    await surroundings.schedule.pause(this.random.between(1000, 8000))
    device.thing.close()
  }

  /** In some worlds it ends the subscription to its own trunks, and in some of those it orders it again. */
  private async changeItsMind(): Promise<void> {
    const { surroundings, truth, business } = this.parts
    if (!this.random.chance(0.5)) return
    await surroundings.schedule.pause(this.random.between(20_000, 120_000))
    const right = truth.right(ownRight)
    const ended = await this.ask('POST', `/v1/subscriptions/${business.own}/changes`, { kind: 'end' })
    if (ended?.status !== 201) return
    right.taken()
    surroundings.tell('the owner ended what opens its own trunks')
    if (!this.random.chance(0.5)) return
    await surroundings.schedule.pause(this.random.between(10_000, 120_000))
    right.askedBack()
    await this.ask('POST', '/v1/orders', { account: business.owner.account, offer: 'own' })
  }

  private ask(method: string, path: string, body: object) {
    const { token } = this.parts.business.owner
    return insist(this.insisting, { method, path, token, key: `owner-request-${++this.asked}`, body })
  }
}
