import type { Identity } from '@octroi/agent/enrolment/identity'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { readSigned } from '@octroi/shared/wire/message'
import { receiptMessage } from '@octroi/shared/wire/messages/journal'
import { topicOf } from '@octroi/shared/wire/topics'
import fc from 'fast-check'
import type { MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JournalWriter, type Written } from '../kit/journal-writer.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { crypto, type Party, RunningHub } from '../kit/running-hub.ts'

/** What MQTT and a bad network do to batches, and what devices do to a hub that serves others too. */
const thisMonth = new Date()
/** In the middle of the month before this one. */
const readFrom = Date.UTC(thisMonth.getUTCFullYear(), thisMonth.getUTCMonth() - 1, 15)
const month = new Date(readFrom).toISOString().slice(0, 7)
const startsAt = new Date(readFrom - 86_400_000).toISOString()

let hub: RunningHub
let merchant: Party
const clients: MqttClient[] = []
let asked = 0

beforeAll(async () => {
  hub = await RunningHub.start()
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', openingCatalogue)
  merchant = await hub.party('partner')
  await hub.ask('POST', '/v1/orders', { account: merchant.account, offer: 'merchant' }, once())
})
afterAll(async () => {
  for (const client of clients) client.end(true)
  await hub.stop()
})

function once(token?: string) {
  return { headers: { 'idempotency-key': `delivery-${++asked}` }, ...(token === undefined ? {} : { token }) }
}

/** A car of an owner of its own, whose trunk the merchant may open. */
interface Car {
  readonly identity: Identity
  readonly supply: string
  readonly client: MqttClient
  /** Batches the hub has answered, by the hash of their payload. */
  readonly answered: Set<string>
}

async function car(): Promise<Car> {
  const owner = await hub.party('account_holder', 'UTC')
  await hub.ask('POST', '/v1/orders', { account: owner.account, offer: 'own' }, once())
  const supply = (await hub.ask('POST', '/v1/orders', { account: owner.account, offer: 'supply', startsAt }, once())).body
    .subscription
  await hub.ask('POST', '/v1/consents', { grantee: merchant.account, service: 'trunk.access' }, once(owner.token))
  const identity = await hub.enrolled(owner.account, { 'trunk.access': ['open'], 'energy.supply': [] })
  const { client, answered } = await connected(identity)
  return { identity, supply, client, answered }
}

async function connected(identity: Identity): Promise<Pick<Car, 'client' | 'answered'>> {
  const { password } = await hub.openSession(identity)
  const client = await hub.connect({ clientId: identity.device, password })
  clients.push(client)
  client.on('error', () => undefined)
  const answered = new Set<string>()
  client.on('message', (_topic, payload) => {
    const read = readSigned(receiptMessage, new Uint8Array(payload))
    if (read.ok && read.value.claimed.answers !== undefined) answered.add(toBase64url(read.value.claimed.answers))
  })
  await client.subscribeAsync(topicOf(identity, 'ack'), { qos: 1 })
  return { client, answered }
}

async function granted({ identity: { device } }: Car): Promise<string> {
  const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
  const holderKey = toBase64url(keyPairOf(crypto, new Uint8Array(32).fill(7)).publicKey)
  const request = { device, service: 'trunk.access', action: 'open', window, holderKey }
  return (await hub.ask('POST', '/v1/authorizations', request, once(merchant.token))).body.id
}

/** An opening in parts, with readings between. */
function story({ identity }: Car, authorization: string): readonly Written[] {
  const journal = new JournalWriter(crypto, identity.device, identity.keys)
  const time = Date.now()
  const about = { time, timeState: 'synced', service: 'trunk.access', authorization: authorization as `auth_${string}` } as const
  const reading = (index: number) => {
    const body = {
      meter: 'energy',
      start: readFrom + index * 60_000,
      end: readFrom + (index + 1) * 60_000,
      quantity: 1_000_000_000n,
    }
    return { time, timeState: 'synced', service: 'energy.supply', type: 'reading', body } as const
  }
  const permitHash = new Uint8Array(32)
  return [
    journal.batch({ time, timeState: 'synced', service: 'agent', type: 'started', body: {} }),
    journal.batch(reading(0), reading(1)),
    journal.batch({ ...about, type: 'granted', body: { action: 'trunk.access:open', permitHash, use: 1 } }),
    journal.batch({ ...about, type: 'actuated', body: {} }),
    journal.batch(reading(2)),
    journal.batch({ ...about, type: 'opened', body: {} }),
    journal.batch({ ...about, type: 'closed', body: {} }),
    journal.batch({ ...about, type: 'secured', body: {} }),
    journal.batch(reading(3), reading(4), reading(5)),
  ]
}

async function send({ identity, client, answered }: Car, batches: readonly Written[]): Promise<void> {
  for (const [index, { envelope }] of batches.entries()) {
    client.publish(topicOf(identity, index % 3 === 0 ? 'backlog' : 'up'), Buffer.from(envelope), { qos: 1 })
  }
  const hashes = batches.map(({ payloadHash }) => toBase64url(payloadHash))
  await expect.poll(() => hashes.every((hash) => answered.has(hash)), { timeout: 10_000, interval: 10 }).toBe(true)
}

/** Everything a hub may count of it, without what names the car or the moment. */
async function counted({ identity: { device }, supply }: Car, authorization: string, last: number): Promise<unknown> {
  await expect.poll(async () => (await hub.ask('GET', `/v1/devices/${device}`)).body.journal.through).toBe(last)
  const shown = (await hub.ask('GET', `/v1/devices/${device}`)).body
  const usage = (await hub.ask('GET', `/v1/subscriptions/${supply}/usage?period=${month}`)).body.items
  const detail = (await hub.ask('GET', `/v1/authorizations/${authorization}`)).body
  const events = (await hub.ask('GET', `/v1/devices/${device}/events`)).body.items
  return {
    state: shown.state,
    journal: shown.journal,
    quarantined: shown.quarantined,
    usage: usage.map(({ records, quantity }: { records: number; quantity: string }) => [records, quantity]),
    outcome: detail.outcome,
    events: events.map(({ seq, type }: { seq: number; type: string }) => `${seq} ${type}`),
  }
}

const charged = async (): Promise<number> => {
  const { items } = (await hub.ask('GET', '/v1/ledger/balances')).body
  return Number(items.find(({ account }: { account: string }) => account.startsWith('accrued'))?.balance ?? 0)
}

describe('batches that come twice and in any order', () => {
  test('count as those that came once and in order', { timeout: 20_000 }, async () => {
    const orderly = await car()
    const authorization = await granted(orderly)
    const told = story(orderly, authorization)
    await send(orderly, told)
    const last = told.at(-1)?.last ?? 0
    const expected = await counted(orderly, authorization, last)
    expect(expected).toMatchObject({ outcome: 'completed', usage: [[6, '6']], quarantined: [], journal: { missing: [] } })

    const order = fc.shuffledSubarray(
      Array.from({ length: told.length * 2 }, (_, index) => index),
      { minLength: told.length * 2 },
    )
    await fc.assert(
      fc.asyncProperty(order, async (shuffled) => {
        const before = await charged()
        const disorderly = await car()
        const another = await granted(disorderly)
        const batches = story(disorderly, another)
        await send(
          disorderly,
          shuffled.flatMap((index) => batches[index % batches.length] ?? []),
        )
        expect(await counted(disorderly, another, last)).toEqual(expected)
        expect(await charged()).toBeCloseTo(before + 2.4, 9)
        disorderly.client.end(true)
      }),
      { numRuns: 8 },
    )
  })
})

describe('beside devices that flood and forge', () => {
  test('honest ones are answered and confirmed, and the others’ noise is shown with its verdict', {
    timeout: 20_000,
  }, async () => {
    const [honest, flooding, forging] = [await car(), await car(), await car()]
    const stolen = keyPairOf(crypto, new Uint8Array(32).fill(9))
    const forger = new JournalWriter(crypto, forging.identity.device, stolen)
    const other = new JournalWriter(crypto, honest.identity.device, forging.identity.keys)
    const record = { time: Date.now(), timeState: 'synced', service: 'agent', type: 'started', body: {} } as const
    const changed = new JournalWriter(crypto, forging.identity.device, forging.identity.keys).batch(record).envelope.slice()
    changed[changed.length - 3] = (changed.at(-3) ?? 0) ^ 1
    const forged = [forger.batch(record).envelope, other.batch(record).envelope, changed, new Uint8Array(50)]

    let isOver = false
    const flood = (async () => {
      for (let index = 0; !isOver; index++) {
        const noise = Buffer.alloc(20_000, index % 256)
        flooding.client.publish(topicOf(flooding.identity, 'up'), noise, { qos: 0 })
        const forgery = Buffer.from(forged[index % forged.length] ?? [])
        forging.client.publish(topicOf(forging.identity, 'up'), forgery, { qos: 1 })
        if (index % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      }
    })()
    const authorization = await granted(honest)
    const told = story(honest, authorization)
    for (const batch of told) await send(honest, [batch])
    isOver = true
    await flood
    expect(await counted(honest, authorization, told.at(-1)?.last ?? 0)).toMatchObject({
      state: 'enrolled',
      outcome: 'completed',
      usage: [[6, '6']],
      quarantined: [],
    })
    const verdicts = async (of: Car): Promise<readonly string[]> => {
      const { items } = (await hub.ask('GET', `/v1/devices/${of.identity.device}/quarantine?limit=100`)).body
      return [...new Set<string>(items.map(({ verdict }: { verdict: string }) => verdict))].toSorted()
    }
    await expect.poll(() => verdicts(forging)).toEqual(['malformed', 'unknown_key', 'wrong_device', 'wrong_root'])
    expect(await verdicts(flooding)).toEqual(['malformed'])
    for (const of of [flooding, forging]) {
      const shown = (await hub.ask('GET', `/v1/devices/${of.identity.device}`)).body
      expect([shown.journal.through, shown.unratedUsage]).toEqual([0, []])
    }
  })
})
