import { randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Identity } from '@octroi/agent/enrolment/identity'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { readSigned } from '@octroi/shared/wire/message'
import { receiptMessage } from '@octroi/shared/wire/messages/journal'
import { topicOf } from '@octroi/shared/wire/topics'
import { until } from '@octroi/simulators/story/wait'
import { JournalWriter, type Written } from './journal-writer.ts'
import { openingCatalogue } from './opening-catalogue.ts'
import { PostgresServer } from './postgres-server.ts'
import { crypto, type Party, RunningHub } from './running-hub.ts'

const today = new Date()
const readFrom = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 15)
const month = new Date(readFrom).toISOString().slice(0, 7)
const startsAt = new Date(readFrom - 86_400_000).toISOString()

/** A device with the pen its journal is written with, on raw connections. */
export interface Car {
  readonly identity: Identity
  readonly journal: JournalWriter
}

/** Two hubs as processes on one PostgreSQL, with a merchant who hears of openings and an owner who meters energy. */
export class HubPair {
  readonly server: PostgresServer
  readonly environment: Readonly<Record<string, string>>
  readonly shop = new Shop()
  readonly folders: readonly [string, string]
  first!: RunningHub
  second!: RunningHub
  merchant!: Party
  private owner!: Party
  private supply = ''
  private asked = 0

  private constructor(server: PostgresServer, url: string, folders: readonly [string, string]) {
    this.server = server
    this.folders = folders
    this.environment = { OCTROI_DATABASE_URL: url, OCTROI_SEALING_KEY: randomBytes(32).toString('base64') }
  }

  static async open(): Promise<HubPair> {
    const server = await PostgresServer.start()
    const folder = () => mkdtemp(join(tmpdir(), 'octroi-on-postgres-'))
    const pair = new HubPair(server, await server.database(), [await folder(), await folder()])
    await pair.shop.open()
    await pair.startFirst()
    await pair.settle()
    await copyFile(join(pair.folders[0], 'operator-key'), join(pair.folders[1], 'operator-key'))
    pair.second = await RunningHub.startProcess(pair.folders[1], undefined, pair.environment)
    return pair
  }

  async close(): Promise<void> {
    await this.second.hub.stop()
    await this.first.hub.stop()
    for (const folder of this.folders) await rm(folder, { recursive: true })
    this.shop.close()
    await this.server.stop()
  }

  get databaseUrl(): string {
    return this.environment.OCTROI_DATABASE_URL ?? ''
  }

  async startFirst(): Promise<void> {
    this.first = await RunningHub.startProcess(this.folders[0], undefined, this.environment)
  }

  once(token?: string) {
    return { headers: { 'idempotency-key': `hub-pair-${++this.asked}` }, ...(token === undefined ? {} : { token }) }
  }

  /** Whose trunk the merchant may open, and which tells what it was charged with. */
  async car(): Promise<Car> {
    const services = { 'trunk.access': ['open'], 'energy.supply': [] }
    const identity = await this.first.enrolled(this.owner.account, services)
    return { identity, journal: new JournalWriter(crypto, identity.device, identity.keys) }
  }

  /** Openings of a car that are granted, by both hubs in turn. */
  async openings({ identity }: Car, count: number): Promise<readonly `auth_${string}`[]> {
    const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
    const holderKey = toBase64url(keyPairOf(crypto, new Uint8Array(32).fill(7)).publicKey)
    const granted: `auth_${string}`[] = []
    for (let index = 0; index < count; index++) {
      const request = { device: identity.device, service: 'trunk.access', action: 'open', window, holderKey }
      const by = index % 2 === 0 ? this.first : this.second
      granted.push((await by.ask('POST', '/v1/authorizations', request, this.once(this.merchant.token))).body.id)
    }
    return granted
  }

  /** Of all cars of the owner. */
  async usage(by: RunningHub) {
    return (await by.ask('GET', `/v1/subscriptions/${this.supply}/usage?period=${month}`)).body.items
  }

  /** What a hub tells of a car, its usage and the tenant. */
  async told(by: RunningHub, { identity }: Car): Promise<unknown> {
    const usage = `/v1/subscriptions/${this.supply}/usage?period=${month}`
    const paths = [`/v1/devices/${identity.device}`, usage, '/v1/tenant', '/v1/accounts', '/v1/ledger/balances']
    const answers = []
    for (const path of paths) {
      const { status, body } = await by.ask('GET', path)
      if (status !== 200) throw new Error(`${path} is answered with ${status}`)
      answers.push(body)
    }
    return answers
  }

  async deliveries(by: RunningHub): Promise<readonly { readonly id: string; readonly state: string }[]> {
    return (await by.ask('GET', '/v1/webhook-deliveries?limit=100')).body.items
  }

  private async settle(): Promise<void> {
    const hub = this.first
    await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', openingCatalogue)
    this.merchant = await hub.party('partner')
    this.owner = await hub.party('account_holder', 'UTC')
    await hub.ask('POST', '/v1/orders', { account: this.merchant.account, offer: 'merchant' }, this.once())
    await hub.ask('POST', '/v1/orders', { account: this.owner.account, offer: 'own' }, this.once())
    const order = { account: this.owner.account, offer: 'supply', startsAt }
    this.supply = (await hub.ask('POST', '/v1/orders', order, this.once())).body.subscription
    const consent = { grantee: this.merchant.account, service: 'trunk.access' }
    await hub.ask('POST', '/v1/consents', consent, this.once(this.owner.token))
    await hub.ask('POST', '/v1/webhook-endpoints', { url: this.shop.url, account: this.merchant.account }, this.once())
  }
}

/** The merchant's server: takes each confirmation, or holds it without an answer. */
class Shop {
  isHolding = false
  /** The ids of those it answered. */
  readonly answered: string[] = []
  private readonly held: ServerResponse[] = []
  private readonly server: Server = createServer((request, response) => {
    request.resume()
    if (this.isHolding) {
      this.held.push(response)
      return
    }
    this.answered.push(String(request.headers['webhook-id']))
    response.end()
  })

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`
  }

  get holding(): number {
    return this.held.length
  }

  close(): void {
    this.server.close()
    this.server.closeAllConnections()
  }
}

/** A device's connection to a hub, and the batches it was given receipts for, by their hash. */
export async function linked(to: RunningHub, { identity }: Car) {
  const { password } = await to.openSession(identity)
  const client = await to.connect({ clientId: identity.device, password })
  const answered = new Set<string>()
  client.on('message', (_topic, payload) => {
    const read = readSigned(receiptMessage, new Uint8Array(payload))
    if (read.ok && read.value.claimed.answers !== undefined) answered.add(toBase64url(read.value.claimed.answers))
  })
  await client.subscribeAsync(topicOf(identity, 'ack'), { qos: 1 })
  return { client, answered }
}

/** Sends a car's batches by these hubs, by all of them at the same time, until each has answered every one. */
export async function send(car: Car, batches: readonly Written[], ...hubs: readonly RunningHub[]): Promise<void> {
  const hashes = batches.map(({ payloadHash }) => toBase64url(payloadHash))
  const links: Awaited<ReturnType<typeof linked>>[] = []
  for (const to of hubs) links.push(await linked(to, car))
  for (const { envelope } of batches) {
    for (const { client } of links) client.publish(topicOf(car.identity, 'backlog'), Buffer.from(envelope), { qos: 1 })
  }
  const isAnswered = () => links.every(({ answered }) => hashes.every((hash) => answered.has(hash)))
  await until('every batch is answered', async () => (isAnswered() ? true : undefined))
  for (const { client } of links) await client.endAsync()
}

/** The reading of a minute, counted from where readings begin. */
export function reading(index: number) {
  const [start, end] = [readFrom + index * 60_000, readFrom + (index + 1) * 60_000]
  const body = { meter: 'energy', start, end, quantity: 1_000_000_000n }
  return { time: Date.now(), timeState: 'synced', service: 'energy.supply', type: 'reading', body } as const
}

/** The records of a whole opening. */
export function wholeOpening(authorization: `auth_${string}`) {
  const about = { time: Date.now(), timeState: 'synced', service: 'trunk.access', authorization } as const
  const granted = { action: 'trunk.access:open', permitHash: new Uint8Array(32), use: 1 }
  return [
    { ...about, type: 'granted', body: granted } as const,
    ...(['actuated', 'opened', 'closed', 'secured'] as const).map((type) => ({ ...about, type, body: {} }) as const),
  ]
}
