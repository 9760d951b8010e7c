import type { AdmittedDevice, BatchLane } from '@octroi/hub/broker/device-broker'
import type { DeviceId } from '@octroi/shared/ids/id'
import type { HubChannel } from '@octroi/shared/wire/topics'
import type { Random } from '../random.ts'

/** What passed through a broker, as it may come again. */
export type Passed =
  | { readonly way: 'up'; readonly from: AdmittedDevice; readonly lane: BatchLane; readonly payload: Uint8Array }
  | { readonly way: 'down'; readonly to: DeviceId; readonly channel: HubChannel; readonly payload: Uint8Array }

const keptAtMost = 400

/** What a broker does wrong, by bad luck or on purpose. It outlives the hubs that come and go behind it. */
export class BrokerMalice {
  /** With this probability a batch is acknowledged and forgotten. */
  drops = 0
  /** A packet comes twice, the second time later. */
  repeats = 0
  /** A packet overtakes the one before. */
  reorders = 0
  /** One bit of a packet is another. */
  damages = 0
  /** A packet of one device goes to, or comes from, another. */
  strays = 0
  /** Nothing reaches the hub: it waits. */
  stalls = false
  /** Nothing reaches devices: it is kept for later, whatever has become of its session by then. */
  hoards = false
  /** Devices whose packets were changed, or under whose name came what another had sent. */
  readonly disturbed = new Set<DeviceId>()
  private readonly stalled: (() => void)[] = []
  private readonly hoarded: Passed[] = []
  private readonly kept: Passed[] = []

  /** Everything that it does with a probability ends. */
  calm(): void {
    Object.assign(this, { drops: 0, repeats: 0, reorders: 0, damages: 0, strays: 0, stalls: false, hoards: false })
  }

  /** Does it now, or once it stalls no more. */
  orLater(work: () => void): void {
    if (this.stalls) this.stalled.push(work)
    else work()
  }

  /** All that waited, at once. */
  goOn(): void {
    this.stalls = false
    for (const work of this.stalled.splice(0)) work()
  }

  /** True where it keeps it for later. */
  hoardsIt(passed: Passed): boolean {
    if (this.hoards) this.hoarded.push(passed)
    return this.hoards
  }

  /** What it kept, which it keeps no more. */
  givenUp(): readonly Passed[] {
    this.hoards = false
    return this.hoarded.splice(0)
  }

  remember(passed: Passed): void {
    this.kept.push(passed)
    if (this.kept.length > keptAtMost) this.kept.shift()
  }

  /** Some of what passed at any time. */
  remembered(random: Random, count: number): readonly Passed[] {
    return this.kept.length === 0 ? [] : Array.from({ length: count }, () => random.pick(this.kept))
  }

  /** The packet as it arrives. */
  touched(random: Random, device: DeviceId, payload: Uint8Array): Uint8Array {
    if (!random.chance(this.damages)) return payload
    this.disturbed.add(device)
    const damaged = payload.slice()
    const at = random.below(damaged.length)
    damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8))
    return damaged
  }

  /** Whose it is taken for: mostly the right one. */
  astray<T extends { readonly device: DeviceId }>(random: Random, right: T, all: readonly T[]): T {
    if (!random.chance(this.strays) || all.length === 0) return right
    const other = random.pick(all)
    if (other.device !== right.device) this.disturbed.add(other.device)
    return other
  }
}
