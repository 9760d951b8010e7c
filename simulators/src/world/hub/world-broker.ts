import { type ConnectLink, type Link, LinkEnded } from '@octroi/agent/uplink/mqtt-link'
import type { AdmittedDevice, BatchLane, BrokerHooks, DeviceBroker } from '@octroi/hub/broker/device-broker'
import type { DeviceId } from '@octroi/shared/ids/id'
import type { HubChannel } from '@octroi/shared/wire/topics'
import type { Life } from '../life.ts'
import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Direction, Way } from '../way.ts'
import type { BrokerMalice, Passed } from './broker-malice.ts'

interface Connection {
  readonly device: AdmittedDevice
  readonly tell: (channel: HubChannel, payload: Uint8Array) => void
  readonly end: () => void
}

const handshakeMs = 20
const repeatedWithinMs = 30_000

/** The broker of one run of a hub: MQTT's promises for one clean session a device, over ways that fail. */
export class WorldBroker implements DeviceBroker {
  readonly listening = { port: 1883, wasTaken: false }
  private readonly connections = new Map<DeviceId, Connection>()
  private readonly surroundings: Surroundings
  private readonly life: Life
  private readonly random: Random
  private readonly malice: BrokerMalice
  private readonly hooks: BrokerHooks

  constructor(surroundings: Surroundings, life: Life, malice: BrokerMalice, hooks: BrokerHooks) {
    this.surroundings = surroundings
    this.life = life
    this.random = surroundings.random(`broker ${surroundings.schedule.happened}`)
    this.malice = malice
    this.hooks = hooks
    life.onEnd(() => {
      for (const { end } of [...this.connections.values()]) end()
    })
  }

  /** A device connects: resolves once it listens, rejects where it is not admitted. */
  async connect({ address, password, signal, onMessage }: ConnectLink, way: Way): Promise<Link> {
    const { schedule } = this.surroundings
    await schedule.pause(handshakeMs)
    const connect = { clientId: address.device, username: address.device, password }
    const device = this.life.isOver ? undefined : await this.orOver(this.hooks.admit(connect))
    if (device === undefined || signal.aborted || this.life.isOver) throw new LinkEnded('not admitted')
    this.connections.get(device.device)?.end()
    let isOpen = true
    let onEnded: () => void = () => undefined
    const ended = new Promise<void>((resolve) => {
      onEnded = resolve
    })
    const waiting = new Set<(error: LinkEnded) => void>()
    const up: Direction = { lastMs: 0 }
    const down: Direction = { lastMs: 0 }
    const end = (): void => {
      if (!isOpen) return
      isOpen = false
      forget()
      signal.removeEventListener('abort', end)
      if (this.connections.get(device.device) === connection) this.connections.delete(device.device)
      for (const reject of waiting) reject(new LinkEnded('the connection ended'))
      onEnded()
    }
    const forget = way.connected(end)
    const tell = (channel: HubChannel, payload: Uint8Array): void => {
      const arrive = (): void => {
        if (isOpen && !signal.aborted) onMessage(channel, payload)
      }
      way.carry(arrive, this.random.chance(this.malice.reorders) ? undefined : down)
      if (this.random.chance(this.malice.repeats)) schedule.after(this.random.below(repeatedWithinMs), arrive)
    }
    const connection: Connection = { device, tell, end }
    this.connections.set(device.device, connection)
    schedule.after(device.expiresAtMs - this.surroundings.trueMs(), end)
    signal.addEventListener('abort', end, { once: true })
    this.hooks.onListening(device)
    return {
      ended,
      end,
      publish: (lane, payload) =>
        new Promise((resolve, reject) => {
          if (!isOpen) throw new LinkEnded('the connection ended')
          waiting.add(reject)
          const acknowledge = (): void => {
            waiting.delete(reject)
            way.carry(() => resolve(), down)
          }
          const arrive = (): void => {
            this.malice.orLater(() => {
              if (isOpen) void this.takeIn(device, lane, payload).then(acknowledge)
            })
          }
          if (this.random.chance(this.malice.drops)) return way.carry(acknowledge, up)
          way.carry(arrive, this.random.chance(this.malice.reorders) ? undefined : up)
          if (this.random.chance(this.malice.repeats)) {
            schedule.after(this.random.below(repeatedWithinMs), () => void this.takeIn(device, lane, payload))
          }
        }),
    }
  }

  async publish(to: { readonly device: DeviceId }, channel: HubChannel, payload: Uint8Array): Promise<boolean> {
    const passed = { way: 'down', to: to.device, channel, payload } as const
    this.malice.remember(passed)
    if (!this.malice.hoardsIt(passed)) this.deliver(passed)
    return this.isConnected(to)
  }

  /** Has come again what passed before. */
  async replay(passed: Passed): Promise<void> {
    if (passed.way === 'up') await this.takeIn(passed.from, passed.lane, passed.payload)
    else this.deliver(passed)
  }

  connected(): number {
    return this.connections.size
  }

  isConnected({ device }: { readonly device: DeviceId }): boolean {
    return this.connections.has(device)
  }

  sessionOf({ device }: { readonly device: DeviceId }): Uint8Array | undefined {
    return this.connections.get(device)?.device.session
  }

  devicesOf(tenant: string): readonly DeviceId[] {
    return [...this.connections.values()].filter(({ device }) => device.tenant === tenant).map(({ device }) => device.device)
  }

  disconnect({ device }: { readonly device: DeviceId }): void {
    this.connections.get(device)?.end()
  }

  async close(): Promise<void> {
    for (const { end } of [...this.connections.values()]) end()
  }

  private async takeIn(device: AdmittedDevice, lane: BatchLane, payload: Uint8Array): Promise<void> {
    if (this.life.isOver) return
    this.malice.remember({ way: 'up', from: device, lane, payload })
    const from = this.malice.astray(this.random, device, this.admitted())
    await this.hooks.onBatch(from, lane, this.malice.touched(this.random, device.device, payload))
  }

  private deliver({ to, channel, payload }: Extract<Passed, { way: 'down' }>): void {
    const connection = this.connections.get(to)
    if (connection === undefined) return
    const { device } = this.malice.astray(this.random, connection.device, this.admitted())
    this.connections.get(device)?.tell(channel, this.malice.touched(this.random, to, payload))
  }

  private admitted(): readonly AdmittedDevice[] {
    return [...this.connections.values()].map(({ device }) => device)
  }

  /** What comes of it, or undefined once the hub is over. */
  private orOver<T>(work: Promise<T>): Promise<T | undefined> {
    return Promise.race([work, new Promise<undefined>((resolve) => this.life.onEnd(() => resolve(undefined)))])
  }
}
