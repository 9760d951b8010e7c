import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Identity } from '@octroi/agent/enrolment/identity'
import { readSigned } from '@octroi/shared/wire/message'
import { receiptMessage } from '@octroi/shared/wire/messages/journal'
import { topicOf } from '@octroi/shared/wire/topics'
import type { MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { JournalWriter, type Written } from '../kit/journal-writer.ts'
import { crypto, type Party, RunningHub } from '../kit/running-hub.ts'
import { inAFile } from '../kit/test-engine.ts'

const catalogue = `
services: { energy.supply: { name: Energy } }
meters: { import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh } }
offers:
  supply:
    name: Supply
    currency: GBP
    prices: { energy: { model: per_unit, name: Energy, meter: import, unitPrice: "0.0002" } }
`
const fileKiBAtMost = 4096
const readingsInBatch = 500
const batchesAtMost = 200

let folder: string
let fromMs: number
let hub: RunningHub
let household: Party
let meter: Identity

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-full-'))
  hub = await RunningHub.startProcess(folder, fileKiBAtMost, inAFile)
  await hub.ask('POST', '/v1/catalogue/versions', catalogue)
  household = await hub.party('account_holder', 'Europe/London')
  meter = await hub.enrolled(household.account, { 'energy.supply': [] })
  const headers = { 'idempotency-key': 'supply-order' }
  const order = { account: household.account, offer: 'supply', device: meter.device }
  await hub.ask('POST', '/v1/orders', order, { headers })
  fromMs = Date.now()
})
afterAll(async () => {
  await hub.hub.stop()
  await rm(folder, { recursive: true })
})

function batchOf(journal: JournalWriter, number: number): Written {
  const readings = Array.from({ length: readingsInBatch }, (_, index) => {
    const start = fromMs + number * readingsInBatch + index
    const body = { meter: 'energy', start, end: start + 1, quantity: 1000n }
    return { time: fromMs, timeState: 'synced', service: 'energy.supply', type: 'reading', body } as const
  })
  return journal.batch(...readings)
}

interface Link {
  readonly client: MqttClient
  /** The last record the hub says it holds durably. */
  through: number
}

async function linked(): Promise<Link> {
  const { password } = await hub.openSession(meter)
  const link: Link = { client: await hub.connect({ clientId: meter.device, password }), through: 0 }
  link.client.on('error', () => undefined)
  link.client.on('message', (_topic, payload) => {
    const read = readSigned(receiptMessage, new Uint8Array(payload))
    if (read.ok) link.through = Math.max(link.through, read.value.claimed.through)
  })
  await link.client.subscribeAsync(topicOf(meter, 'ack'), { qos: 1 })
  return link
}

/** Whether the hub gave its receipt. */
async function sent({ envelope, last }: Written, link: Link): Promise<boolean> {
  link.client.publish(topicOf(meter, 'backlog'), Buffer.from(envelope), { qos: 1 })
  for (let waited = 0; waited < 2000 && link.through < last; waited += 10) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return link.through >= last
}

test('a full disk costs no receipt that was given, the hub says so and lives, and with room again all is there once', async () => {
  const journal = new JournalWriter(crypto, meter.device, meter.keys)
  const batches: Written[] = []
  const limited = await linked()
  let isHeld = true
  while (isHeld && batches.length < batchesAtMost) {
    const batch = batchOf(journal, batches.length)
    batches.push(batch)
    isHeld = await sent(batch, limited)
  }
  expect(isHeld, 'the disk was never full').toBe(false)
  expect((await fetch(`${hub.hub.origin}/healthz`)).status).toBe(200)
  const shown = await hub.ask('GET', `/v1/devices/${meter.device}`)
  expect([shown.status, shown.body.journal.through]).toEqual([200, limited.through])
  const tooLarge = await hub.ask('POST', '/v1/catalogue/versions', `${catalogue}# ${'x'.repeat(200_000)}`)
  expect([tooLarge.status, tooLarge.body.code]).toEqual([503, 'storage_unavailable'])
  limited.client.end(true)
  await hub.hub.stop()

  hub = await RunningHub.startProcess(folder, undefined, inAFile)
  const roomy = await linked()
  for (const batch of batches.slice(-2)) expect(await sent(batch, roomy)).toBe(true)
  roomy.client.end(true)
  const { items } = (await hub.ask('GET', '/v1/subscriptions', undefined, { token: household.token })).body
  const usage = await hub.ask('GET', `/v1/subscriptions/${items[0].id}/usage`, undefined, { token: household.token })
  expect((await hub.ask('GET', '/v1/catalogue/versions')).body.items).toHaveLength(1)
  expect(usage.body.items).toMatchObject([{ price: 'energy', records: batches.length * readingsInBatch }])
}, 60_000)
