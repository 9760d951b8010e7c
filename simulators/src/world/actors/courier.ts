import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import { actionName } from '@octroi/shared/decisions/action-name'
import { type PresentedPermit, presentedHash } from '@octroi/shared/decisions/permit'
import { signMessage } from '@octroi/shared/wire/message'
import { presentationMessage } from '@octroi/shared/wire/messages/permit'
import type { DeviceMachine } from '../field/device-machine.ts'
import { trunk } from '../field/thing.ts'
import type { HubMachine } from '../hub/hub-machine.ts'
import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Grant, Truth } from '../truth.ts'
import { BroughtTime } from './brought-time.ts'
import { handOn } from './hand-on.ts'
import { mistyped, typeCode } from './keypad.ts'
import { orDark } from './or-dark.ts'

/** What a courier may do that it must not. */
const tricks = [
  'replay',
  'battery',
  'tampered',
  'other device',
  'other key',
  'no presentation',
  'relayed',
  'late',
  'other nonce',
  'old nonce',
  'twice at once',
  'handed on by a stranger',
  'handed on unasked',
  'stolen link',
] as const
type Trick = (typeof tricks)[number]
/** What a thief may try who comes with the permit before its holder does. */
const thefts = [
  'other device',
  'other key',
  'no presentation',
  'handed on by a stranger',
  'handed on unasked',
  'stolen link',
] as const satisfies readonly Trick[]

const opensWithinMs = 10_000
const triesAtMost = 6
/** So long after its window no clock of this world takes a permit for good. */
const lateMs = 600_000
/** A nonce lives for half a minute. */
const oldNonceMs = 31_000

/** Stands at devices with permits: honest, and now and then not. */
export class Courier {
  readonly keys: KeyPair
  readonly surroundings: Surroundings
  readonly truth: Truth
  private readonly devices: readonly DeviceMachine[]
  private readonly random: Random
  private readonly clock: BroughtTime
  /** What it presented once, to be relayed. */
  private seen: PresentedPermit | undefined

  constructor(name: string, { surroundings, truth, devices, hub }: CourierParts) {
    this.surroundings = surroundings
    this.truth = truth
    this.devices = devices
    this.clock = new BroughtTime({ name: `${name} clock`, surroundings, truth, hub })
    this.random = surroundings.random(name)
    this.keys = keyPairOf(surroundings.crypto, this.random.bytes(32))
  }

  get holderKey(): string {
    return toBase64url(this.keys.publicKey)
  }

  /** Goes to the device with what was granted; comes back later where it did not answer. */
  async deliver(grant: Grant): Promise<void> {
    const device = this.devices.find(({ name }) => name === grant.device)
    if (device === undefined) return
    if (grant.form === 'command') return this.open(device)
    if (grant.form === 'permit' && this.random.chance(0.2)) await this.cheat(device, grant, this.random.pick(thefts))
    if (this.random.chance(0.15)) await this.waitForTheEnd(device, grant)
    if (this.random.chance(0.15)) await this.findUnderground(device)
    for (let tries = 0; tries < triesAtMost; tries++) {
      const answer = await this.show(device, grant)
      if (answer === 'granted') {
        await this.open(device)
        break
      }
      if (answer === 'time_not_synced') await this.clock.bring(device, grant)
      await this.surroundings.schedule.pause(this.random.between(5000, 40_000))
    }
    if (this.random.chance(0.5)) await this.trick(device, grant)
    // Once more, when the device may have forgotten.
    await this.surroundings.schedule.pause(this.random.between(5000, 40_000))
    await this.show(device, grant)
  }

  /** As it was given: the permit to the reader, the digits to the keypad, which now and then are mistyped at first. */
  private async show(device: DeviceMachine, grant: Grant): Promise<string> {
    if (grant.form === 'permit') {
      const isHandedOn = grant.isDelegable && this.random.chance(0.5)
      return isHandedOn ? this.sendAnother(device, grant) : this.present(device, grant)
    }
    if (this.random.chance(0.2)) await typeCode(this, device, mistyped(grant.permit, this.random))
    return typeCode(this, device, grant.permit)
  }

  /** Digits have neither bytes to change nor a holder: they are tried at any device, and again. */
  private async trick(device: DeviceMachine, grant: Grant): Promise<void> {
    if (grant.form === 'permit') return this.cheat(device, grant, this.random.pick(tricks))
    if (this.random.chance(0.3)) await this.pullBattery(device)
    await typeCode(this, this.random.pick([device, ...this.devices]), grant.permit)
  }

  /** Comes when the window is all but over by the clock of the device, or over by all that clock may be off. */
  private async waitForTheEnd(device: DeviceMachine, { untilMs }: Grant): Promise<void> {
    const time = device.agent?.shell.time()
    if (time?.state !== 'synced') return
    const beforeMs = this.random.below(2 * time.uncertaintyMs + 10)
    await this.surroundings.schedule.pause(untilMs - time.nowMs - beforeMs)
  }

  /** Waits for the latch, opens, lays something in, closes. */
  private async open(device: DeviceMachine): Promise<void> {
    const { schedule } = this.surroundings
    // Between the grant and the latch, where nobody knows whether it moved.
    if (this.random.chance(0.1)) {
      await schedule.pause(this.random.below(400))
      return this.pullBattery(device)
    }
    for (let waitedMs = 0; waitedMs < opensWithinMs; waitedMs += 500) {
      await schedule.pause(500)
      if (device.thing.pull()) {
        await schedule.pause(this.random.between(1000, 15_000))
        if (this.random.chance(0.15)) await this.pullBattery(device)
        await schedule.pause(this.random.between(1000, 15_000))
        device.thing.close()
        if (this.random.chance(0.2)) await this.bounce(device)
        return
      }
    }
  }

  /** The lid springs open again before the bolt has run home, and is closed once more. */
  private async bounce(device: DeviceMachine): Promise<void> {
    await this.surroundings.schedule.pause(this.random.below(250))
    device.thing.spring()
    await this.surroundings.schedule.pause(this.random.between(500, 5000))
    device.thing.close()
  }

  /** It stands where nothing reaches it, and has just started: it does not know the time. */
  private async findUnderground(device: DeviceMachine): Promise<void> {
    this.surroundings.tell(`${device.name} is underground`)
    device.way.cut()
    this.surroundings.schedule.after(this.random.between(10_000, 90_000), () => device.way.heal())
    await this.pullBattery(device)
    await this.surroundings.schedule.pause(this.random.between(1000, 5000))
  }

  private async pullBattery(device: DeviceMachine): Promise<void> {
    this.surroundings.tell(`somebody pulls the battery of ${device.name}`)
    device.cutPower()
    await this.surroundings.schedule.pause(this.random.between(500, 5000))
    void device.powerOn()
  }

  private async cheat(device: DeviceMachine, grant: Grant, trick: Trick): Promise<void> {
    const permit = decodeBase64url(grant.permit)
    switch (trick) {
      case 'replay':
        await this.present(device, grant)
        break
      case 'battery':
        await this.pullBattery(device)
        await this.surroundings.schedule.pause(this.random.between(2000, 20_000))
        await this.present(device, grant)
        break
      case 'tampered': {
        const changed = permit.slice()
        changed[this.random.below(changed.length)] = this.random.below(256)
        if (toBase64url(changed) !== grant.permit) await this.offer(device, grant, { permit: changed, keys: this.keys })
        break
      }
      case 'other device':
        // As if it stood before the right one: what it signs is about the device that the permit names.
        await this.offer(this.random.pick(this.devices), grant, { permit, keys: this.keys, before: device })
        break
      case 'other key':
        await this.offer(device, grant, { permit, keys: this.anyKeys() })
        break
      case 'no presentation':
        await this.offer(device, grant, { permit, keys: undefined })
        break
      case 'relayed':
        if (this.seen !== undefined) await this.hand(device, this.seen, { authorization: trick, isHolder: false })
        break
      case 'late':
        await this.surroundings.schedule.pause(grant.untilMs + lateMs - this.surroundings.trueMs())
        await this.present(device, grant)
        break
      case 'other nonce':
        await this.offer(device, grant, { permit, keys: this.keys, nonceOf: this.another(device) })
        break
      case 'old nonce':
        await this.offer(device, grant, { permit, keys: this.keys, waitsMs: oldNonceMs })
        break
      case 'twice at once':
        await Promise.all([this.present(device, grant), this.present(device, grant)])
        break
      case 'handed on by a stranger':
        await this.sendAnother(device, grant, { by: this.anyKeys() })
        break
      case 'handed on unasked':
        if (!grant.isDelegable) await this.sendAnother(device, grant)
        break
      case 'stolen link':
        if (grant.isDelegable) await this.sendAnother(device, grant, { comes: this.anyKeys() })
    }
  }

  private another(device: DeviceMachine): DeviceMachine {
    const others = this.devices.filter((each) => each !== device)
    return others.length === 0 ? device : this.random.pick(others)
  }

  private present(device: DeviceMachine, grant: Grant): Promise<string> {
    return this.offer(device, grant, { permit: decodeBase64url(grant.permit), keys: this.keys })
  }

  /** Hands the permit on to somebody else, who goes. Or, now and then, somebody else hands it on, or goes with the link. */
  private sendAnother(
    device: DeviceMachine,
    grant: Grant,
    { by = this.keys, comes }: { readonly by?: KeyPair; readonly comes?: KeyPair } = {},
  ): Promise<string> {
    const to = this.anyKeys()
    const permit = decodeBase64url(grant.permit)
    const link = handOn(this.surroundings.crypto, permit, { by, to: to.publicKey })
    const isRight = grant.isDelegable && by === this.keys && comes === undefined
    return this.offer(device, grant, { permit, keys: comes ?? to, handedOn: { link, isRight } })
  }

  private anyKeys(): KeyPair {
    return keyPairOf(this.surroundings.crypto, this.random.bytes(32))
  }

  /** Asks for a nonce, signs, presents. */
  private async offer(
    device: DeviceMachine,
    { authorization }: Grant,
    { permit, keys, handedOn, before = device, nonceOf = device, waitsMs = 0 }: Offered,
  ): Promise<string> {
    const { crypto, schedule } = this.surroundings
    const shell = nonceOf.agent?.shell
    if (shell === undefined) return 'dark'
    const asked = await orDark(nonceOf, shell.askNonce())
    if (asked?.kind !== 'nonce') return 'dark'
    if (waitsMs > 0) await schedule.pause(waitsMs)
    if (keys === undefined) return this.hand(device, { permit }, { authorization, isHolder: false })
    const shown = { permit, ...(handedOn === undefined ? {} : { link: handedOn.link }) }
    const permitHash = presentedHash(crypto, shown)
    const claims = { device: before.id, action: actionName(trunk, 'open'), nonce: asked.nonce, permitHash }
    const presented = { ...shown, presentation: signMessage(crypto, presentationMessage, claims, keys) }
    const holds = handedOn?.isRight ?? keys === this.keys
    if (holds) this.seen = presented
    const isHandedOn = handedOn !== undefined
    return this.hand(device, presented, { authorization, isHandedOn, isHolder: holds && nonceOf === device && waitsMs === 0 })
  }

  private async hand(
    device: DeviceMachine,
    presented: PresentedPermit,
    { authorization: about, isHolder, isHandedOn = false }: Handed,
  ): Promise<string> {
    const shell = device.agent?.shell
    if (shell === undefined) return 'dark'
    const answer = await orDark(device, shell.presentPermit(presented))
    if (answer === undefined) return 'dark'
    const said = answer.kind === 'refused' ? answer.code : answer.kind
    this.surroundings.tell(`${device.name} answers ${about}: ${said}`)
    if (answer.kind === 'granted') {
      const { authorization, use } = answer
      const permit = toBase64url(presented.permit)
      const clock = shell.time()
      this.truth.admitted({ device: device.name, authorization, use, permit, isHolder, isHandedOn, clock })
    }
    return said
  }
}

export interface CourierParts {
  readonly surroundings: Surroundings
  readonly truth: Truth
  readonly devices: readonly DeviceMachine[]
  readonly hub: HubMachine
}

/** About what is handed to a device. */
interface Handed {
  readonly authorization: string
  readonly isHolder: boolean
  readonly isHandedOn?: boolean
}

interface Offered {
  readonly permit: Uint8Array
  readonly keys: KeyPair | undefined
  /** The link by which somebody else comes, and whether its holder gave it to whoever comes. */
  readonly handedOn?: { readonly link: Uint8Array; readonly isRight: boolean }
  /** The device that the presentation says it is for. */
  readonly before?: DeviceMachine
  /** Whose nonce is signed, where it is not that of the device. */
  readonly nonceOf?: DeviceMachine
  /** How long the nonce waits before it is shown. */
  readonly waitsMs?: number
}
