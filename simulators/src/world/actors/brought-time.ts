import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { DeviceMachine } from '../field/device-machine.ts'
import type { HubMachine } from '../hub/hub-machine.ts'
import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Grant, Truth } from '../truth.ts'
import { orDark } from './or-dark.ts'

interface BringingTime {
  readonly name: string
  readonly surroundings: Surroundings
  readonly truth: Truth
  readonly hub: HubMachine
}

/** What the hub told over one nonce. */
interface Told {
  readonly time: string
  readonly receipt: string
}

/** Nobody asks the hub for the time of a device for longer than that on purpose. */
const slowestMs = 60_000

/** The hub's time for devices that do not know it, brought by whoever stands there: at once, late, or of another time. */
export class BroughtTime {
  private readonly parts: BringingTime
  private readonly random: Random
  private before: Told | undefined

  constructor(parts: BringingTime) {
    this.parts = parts
    this.random = parts.surroundings.random(parts.name)
  }

  async bring(device: DeviceMachine, grant: Grant): Promise<void> {
    const { surroundings, truth } = this.parts
    const shell = device.agent?.shell
    const asked = shell && (await orDark(device, shell.askNonce()))
    if (asked?.kind !== 'nonce') return
    const told = await this.ask(grant, asked.nonce)
    if (told === undefined) return
    if (this.random.chance(0.3)) await surroundings.schedule.pause(this.random.below(slowestMs))
    await orDark(device, device.hear(this.changed(told)))
    this.before = told
    if (device.agent?.shell.time().state !== 'synced') return
    truth.toldTimes++
    surroundings.tell(`${device.name} hears the time from somebody before it`)
  }

  /** Now and then, what the hub told before, or the time of now with what it held then. */
  private changed(told: Told): Told {
    if (this.before === undefined || !this.random.chance(0.2)) return told
    return this.random.chance(0.5) ? this.before : { ...told, receipt: this.before.receipt }
  }

  private async ask({ authorization, asked: { token } }: Grant, nonce: Uint8Array): Promise<Told | undefined> {
    const asked = { token, body: { nonce: toBase64url(nonce) } }
    const answer = await this.parts.hub.ask('POST', `/v1/authorizations/${authorization}/times`, asked).catch(() => undefined)
    return answer?.status === 201 ? { time: answer.body.time, receipt: answer.body.receipt } : undefined
  }
}
