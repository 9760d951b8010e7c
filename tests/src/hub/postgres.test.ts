import { randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Identity } from '@octroi/agent/enrolment/identity'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { readSigned } from '@octroi/shared/wire/message'
import { receiptMessage } from '@octroi/shared/wire/messages/journal'
import { topicOf } from '@octroi/shared/wire/topics'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { JournalWriter, type Written } from '../kit/journal-writer.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { PostgresServer } from '../kit/postgres-server.ts'
import { crypto, type Party, RunningHub } from '../kit/running-hub.ts'

/** Hubs as processes on one PostgreSQL: what they hold is in it, and any of them may take any batch. */
const today = new Date()
const readFrom = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 15)
const month = new Date(readFrom).toISOString().slice(0, 7)
const startsAt = new Date(readFrom - 86_400_000).toISOString()

let server: PostgresServer
let environment: Readonly<Record<string, string>>
let folders: readonly [string, string]
let hub: RunningHub
let second: RunningHub
let merchant: Party
let car: Identity
let journal: JournalWriter
let supply: string
let shop: Server
const delivered: string[] = []
let asked = 0

beforeAll(async () => {
  server = await PostgresServer.start()
  environment = { OCTROI_DATABASE_URL: await server.database(), OCTROI_SEALING_KEY: randomBytes(32).toString('base64') }
  const folder = () => mkdtemp(join(tmpdir(), 'octroi-on-postgres-'))
  folders = [await folder(), await folder()]
  shop = createServer((request, response) => {
    delivered.push(String(request.headers['webhook-id']))
    response.end()
  })
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  hub = await RunningHub.startProcess(folders[0], undefined, environment)
  await settle()
  await copyFile(join(folders[0], 'operator-key'), join(folders[1], 'operator-key'))
  second = await RunningHub.startProcess(folders[1], undefined, environment)
})
afterAll(async () => {
  await second.hub.stop()
  await hub.hub.stop()
  for (const folder of folders) await rm(folder, { recursive: true })
  shop.close()
  await server.stop()
})

function once(token?: string) {
  return { headers: { 'idempotency-key': `postgres-${++asked}` }, ...(token === undefined ? {} : { token }) }
}

/** A car whose trunk a merchant may open, and which tells what it was charged with. */
async function settle(): Promise<void> {
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', openingCatalogue)
  merchant = await hub.party('partner')
  const owner = await hub.party('account_holder', 'UTC')
  await hub.ask('POST', '/v1/orders', { account: merchant.account, offer: 'merchant' }, once())
  await hub.ask('POST', '/v1/orders', { account: owner.account, offer: 'own' }, once())
  const order = { account: owner.account, offer: 'supply', startsAt }
  supply = (await hub.ask('POST', '/v1/orders', order, once())).body.subscription
  await hub.ask('POST', '/v1/consents', { grantee: merchant.account, service: 'trunk.access' }, once(owner.token))
  const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/`
  await hub.ask('POST', '/v1/webhook-endpoints', { url, account: merchant.account }, once())
  car = await hub.enrolled(owner.account, { 'trunk.access': ['open'], 'energy.supply': [] })
  journal = new JournalWriter(crypto, car.device, car.keys)
}

async function linked(to: RunningHub) {
  const { password } = await to.openSession(car)
  const client = await to.connect({ clientId: car.device, password })
  const answered = new Set<string>()
  client.on('message', (_topic, payload) => {
    const read = readSigned(receiptMessage, new Uint8Array(payload))
    if (read.ok && read.value.claimed.answers !== undefined) answered.add(toBase64url(read.value.claimed.answers))
  })
  await client.subscribeAsync(topicOf(car, 'ack'), { qos: 1 })
  return { client, answered }
}

/** Sends batches by these hubs, by all of them at the same time, until each has answered every one. */
async function send(batches: readonly Written[], ...hubs: readonly RunningHub[]): Promise<void> {
  const hashes = batches.map(({ payloadHash }) => toBase64url(payloadHash))
  const links: Awaited<ReturnType<typeof linked>>[] = []
  for (const to of hubs) links.push(await linked(to))
  for (const { envelope } of batches) {
    for (const { client } of links) client.publish(topicOf(car, 'backlog'), Buffer.from(envelope), { qos: 1 })
  }
  const isAnswered = () => links.every(({ answered }) => hashes.every((hash) => answered.has(hash)))
  await expect.poll(isAnswered, { timeout: 10_000, interval: 10 }).toBe(true)
  for (const { client } of links) await client.endAsync()
}

function reading(index: number) {
  const [start, end] = [readFrom + index * 60_000, readFrom + (index + 1) * 60_000]
  const body = { meter: 'energy', start, end, quantity: 1_000_000_000n }
  return { time: Date.now(), timeState: 'synced', service: 'energy.supply', type: 'reading', body } as const
}

/** What a hub tells of the car, its usage and the tenant. */
async function told(by: RunningHub): Promise<unknown> {
  const paths = [
    `/v1/devices/${car.device}`,
    `/v1/subscriptions/${supply}/usage?period=${month}`,
    '/v1/tenant',
    '/v1/accounts',
    '/v1/ledger/balances',
  ]
  const answers = []
  for (const path of paths) {
    const { status, body } = await by.ask('GET', path)
    expect(status, path).toBe(200)
    answers.push(body)
  }
  return answers
}

const usage = async (by: RunningHub) => (await by.ask('GET', `/v1/subscriptions/${supply}/usage?period=${month}`)).body.items

test('what a hub took in is there after it stops and starts, and no file beside its keys holds any of it', async () => {
  await send([journal.batch(reading(0), reading(1)), journal.batch(reading(2))], hub)
  const before = await told(hub)
  expect(await usage(hub)).toMatchObject([{ records: 3 }])
  await hub.hub.stop()
  hub = await RunningHub.startProcess(folders[0], undefined, environment)
  expect(await told(hub)).toEqual(before)
  await send([journal.batch(reading(3))], hub)
  expect(await usage(hub)).toMatchObject([{ records: 4 }])
  const files = (await readdir(folders[0])).filter((name) => !/^(?:device-|hub\.lock)/.test(name))
  expect(files.toSorted()).toEqual(['engine', 'operator-key', 'root-keys'])
}, 30_000)

test('two hubs that get the same batches at once count each of them once', async () => {
  const batches = Array.from({ length: 8 }, (_, index) => journal.batch(reading(10 + index)))
  await send(batches, hub, second)
  expect(await usage(second)).toMatchObject([{ records: 12 }])
  expect(await told(second)).toEqual(await told(hub))
  expect((await hub.ask('GET', `/v1/devices/${car.device}`)).body.journal.through).toBe(12)
}, 30_000)

test('a confirmation that either hub may deliver is delivered once', async () => {
  const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
  const holderKey = toBase64url(keyPairOf(crypto, new Uint8Array(32).fill(7)).publicKey)
  const openings: string[] = []
  for (let count = 0; count < 6; count++) {
    const request = { device: car.device, service: 'trunk.access', action: 'open', window, holderKey }
    const by = count % 2 === 0 ? hub : second
    openings.push((await by.ask('POST', '/v1/authorizations', request, once(merchant.token))).body.id)
  }
  const batches = openings.map((authorization) => {
    const time = Date.now()
    const about = {
      time,
      timeState: 'synced',
      service: 'trunk.access',
      authorization: authorization as `auth_${string}`,
    } as const
    const granted = { action: 'trunk.access:open', permitHash: new Uint8Array(32), use: 1 }
    return journal.batch(
      { ...about, type: 'granted', body: granted },
      { ...about, type: 'actuated', body: {} },
      ...(['opened', 'closed', 'secured'] as const).map((type) => ({ ...about, type, body: {} }) as const),
    )
  })
  await send(batches, hub, second)
  const deliveries = async () => (await second.ask('GET', '/v1/webhook-deliveries?limit=100')).body.items as { state: string }[]
  await expect.poll(async () => (await deliveries()).every(({ state }) => state === 'delivered'), { timeout: 15_000 }).toBe(true)
  const messages = await deliveries()
  expect(messages.length).toBeGreaterThanOrEqual(openings.length)
  expect(delivered).toHaveLength(messages.length)
  expect(new Set(delivered).size).toBe(messages.length)
}, 30_000)

test('a server that breaks every connection costs a hub no more than a moment', async () => {
  await server.cut(environment.OCTROI_DATABASE_URL ?? '')
  await expect.poll(async () => (await fetch(`${hub.hub.origin}/readyz`)).status).toBe(200)
  await send([journal.batch(reading(30))], second)
  expect(await usage(hub)).toMatchObject([{ records: 13 }])
}, 30_000)
