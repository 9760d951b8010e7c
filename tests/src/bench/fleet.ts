import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSigned } from '@octroi/shared/wire/message'
import { receiptMessage } from '@octroi/shared/wire/messages/journal'
import { topicOf } from '@octroi/shared/wire/topics'
import type { MqttClient } from 'mqtt'
import { JournalWriter, type Written } from '../kit/journal-writer.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { crypto, RunningHub } from '../kit/running-hub.ts'
import { HalfHours } from './half-hours.ts'

/** Batches of one device on their way at once, as an agent sends them that has much to tell. */
const inFlightAtMost = 4

/** Meters that tell their readings to a hub, which is a process of its own, through its broker. */
export class Fleet {
  private readonly hub: RunningHub
  private readonly folder: string
  private readonly meters: readonly Meter[]

  private constructor(hub: RunningHub, folder: string, meters: readonly Meter[]) {
    this.hub = hub
    this.folder = folder
    this.meters = meters
  }

  static async open(count: number, databaseUrl: string | undefined): Promise<Fleet> {
    const folder = await mkdtemp(join(tmpdir(), 'octroi-fleet-'))
    const hub = await RunningHub.startProcess(folder, undefined, { OCTROI_DATABASE_URL: databaseUrl })
    await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2000-01-01T00:00:00Z', openingCatalogue)
    const meters: Meter[] = []
    while (meters.length < count) meters.push(await Meter.connect(hub))
    return new Fleet(hub, folder, meters)
  }

  get size(): number {
    return this.meters.length
  }

  /** Signed before anything is measured: so many batches of each meter. */
  write(batches: number, size: number): readonly (readonly Written[])[] {
    return this.meters.map((meter) => meter.write(batches, size))
  }

  /** Resolves when every meter has its receipt for the last of its batches. */
  async tell(batches: readonly (readonly Written[])[]): Promise<void> {
    await Promise.all(this.meters.map((meter, index) => meter.tell(batches[index] ?? [])))
  }

  async close(): Promise<void> {
    for (const meter of this.meters) meter.end()
    await this.hub.hub.stop()
    await rm(this.folder, { recursive: true })
  }
}

class Meter {
  private readonly client: MqttClient
  private readonly topic: string
  private readonly journal: JournalWriter
  private readonly halfHours: HalfHours
  /** The last record that the hub said it holds durably. */
  private through = 0
  private onReceipt = (): void => undefined

  private constructor(client: MqttClient, topic: string, journal: JournalWriter, halfHours: HalfHours) {
    this.client = client
    this.topic = topic
    this.journal = journal
    this.halfHours = halfHours
  }

  static async connect(hub: RunningHub): Promise<Meter> {
    const halfHours = new HalfHours(Date.now())
    const { account } = await hub.party('account_holder', 'Europe/London')
    const identity = await hub.enrolled(account, { 'energy.supply': [] })
    const order = { account, offer: 'supply', startsAt: new Date(halfHours.startMs - 1000).toISOString() }
    const placed = await hub.ask('POST', '/v1/orders', order, { headers: { 'idempotency-key': account } })
    if (placed.status !== 201) throw new Error(`the order was answered ${placed.status}`)
    const { password } = await hub.openSession(identity)
    const client = await hub.connect({ clientId: identity.device, password })
    const journal = new JournalWriter(crypto, identity.device, identity.keys)
    const meter = new Meter(client, topicOf(identity, 'backlog'), journal, halfHours)
    client.on('message', (_topic, payload) => meter.receive(new Uint8Array(payload)))
    await client.subscribeAsync(topicOf(identity, 'ack'), { qos: 1 })
    return meter
  }

  write(batches: number, size: number): readonly Written[] {
    return Array.from({ length: batches }, () => this.journal.batch(...this.halfHours.readings(size)))
  }

  async tell(batches: readonly Written[]): Promise<void> {
    for (const [index, { envelope }] of batches.entries()) {
      await this.heldThrough(batches[index - inFlightAtMost]?.last ?? 0)
      this.client.publish(this.topic, Buffer.from(envelope.buffer, envelope.byteOffset, envelope.length), { qos: 1 })
    }
    await this.heldThrough(batches.at(-1)?.last ?? 0)
  }

  end(): void {
    this.client.end(true)
  }

  private async heldThrough(last: number): Promise<void> {
    while (this.through < last) {
      await new Promise<void>((resolve) => {
        this.onReceipt = resolve
      })
    }
  }

  private receive(bytes: Uint8Array): void {
    const read = readSigned(receiptMessage, bytes)
    if (!read.ok) throw new Error('a receipt can be read')
    this.through = read.value.claimed.through
    this.onReceipt()
  }
}
