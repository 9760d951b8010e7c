import { connect as connectTcp } from 'node:net'
import type { Identity } from '@octroi/agent/enrolment/identity'
import type { Session } from '@octroi/agent/uplink/open-session'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { readSigned } from '@octroi/shared/wire/message'
import { receiptMessage } from '@octroi/shared/wire/messages/journal'
import { revocationsMessage } from '@octroi/shared/wire/messages/revocations'
import { topicOf } from '@octroi/shared/wire/topics'
import type { MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JournalWriter } from '../kit/journal-writer.ts'
import { crypto, type Party, RunningHub } from '../kit/running-hub.ts'

const catalogue = `
services: { trunk.access: { name: Trunk, actions: [open] } }
meters: {}
offers: { own: { name: Own, currency: EUR, entitlements: [{ service: trunk.access, actions: [open], reach: own }] } }
`

let hub: RunningHub
let owner: Party
let car: Identity
let other: Identity
const clients: MqttClient[] = []

beforeAll(async () => {
  hub = await RunningHub.start()
  await hub.ask('POST', '/v1/catalogue/versions', catalogue)
  owner = await hub.party('account_holder')
  car = await hub.enrolled(owner.account)
  other = await hub.enrolled(owner.account)
})
afterAll(async () => {
  for (const client of clients) client.end(true)
  await hub.stop()
})

async function connected(identity = car): Promise<MqttClient> {
  const { password } = await hub.openSession(identity)
  return track(await hub.connect({ clientId: identity.device, password }))
}

function track(client: MqttClient): MqttClient {
  clients.push(client)
  client.on('error', () => undefined)
  return client
}

const closed = (client: MqttClient): Promise<boolean> =>
  new Promise((resolve) => {
    client.once('close', () => resolve(true))
    setTimeout(() => resolve(false), 2000)
  })

const record = { time: Date.now(), timeState: 'synced', service: 'agent', type: 'started', body: {} } as const

describe('a connection', () => {
  let session: Session
  beforeAll(async () => {
    session = await hub.openSession(car)
  })

  test('is good for one CONNECT', async () => {
    const first = track(await hub.connect({ clientId: car.device, password: session.password }))
    await expect(hub.connect({ clientId: car.device, password: session.password })).rejects.toThrow(/not authorized/i)
    expect(first.connected).toBe(true)
    first.end(true)
  })

  test.each([
    ['no session', () => ({ clientId: car.device, password: 'x' })],
    ['another’s session', async () => ({ clientId: other.device, password: (await hub.openSession(car)).password })],
    [
      'a user name that is not its id',
      async () => ({ clientId: car.device, username: other.device, password: (await hub.openSession(car)).password }),
    ],
    [
      'a session of another tenant',
      () => ({ clientId: car.device, password: `ten_01h455vb4pex5vsknk084sn02q.${'A'.repeat(43)}` }),
    ],
  ])('is refused with %s', async (_what, credentials) => {
    await expect(hub.connect(await credentials())).rejects.toThrow(/not authorized/i)
  })

  test('ends when it opens a newer one', async () => {
    const older = await connected()
    const ended = closed(older)
    await connected()
    expect(await ended).toBe(true)
  })
})

describe('topics', () => {
  test('a device hears only its own', async () => {
    const client = await connected()
    const granted = async (topic: string) => (await client.subscribeAsync(topic, { qos: 1 }).catch(() => [{ qos: 128 }]))[0]?.qos
    expect(await granted(topicOf(car, 'ack'))).toBe(1)
    for (const topic of [topicOf(other, 'ack'), '#', 'octroi/v1/+/+/ack', `$share/g/${topicOf(car, 'ack')}`, '$SYS/#']) {
      expect(await granted(topic), topic).toBe(128)
    }
    client.end(true)
  })

  test.each([
    ['another device’s', () => topicOf(other, 'up')],
    ['one the hub speaks on', () => topicOf(car, 'ack')],
    ['one that is none', () => 'octroi/v1/up'],
  ])('publishing on %s ends the connection', async (_what, topic) => {
    const client = await connected()
    const ended = closed(client)
    client.publish(topic(), 'x', { qos: 1 })
    expect(await ended).toBe(true)
  })
})

describe('packets', () => {
  test('a batch is answered with a signed receipt', async () => {
    const client = await connected()
    await client.subscribeAsync(topicOf(car, 'ack'), { qos: 1 })
    const receipt = new Promise<Uint8Array>((resolve) =>
      client.once('message', (_topic, payload) => resolve(new Uint8Array(payload))),
    )
    const { envelope } = new JournalWriter(crypto, car.device, car.keys).batch(record)
    await client.publishAsync(topicOf(car, 'up'), Buffer.from(envelope), { qos: 1 })
    const read = readSigned(receiptMessage, await receipt)
    expect(read).toMatchObject({ ok: true, value: { claimed: { device: car.device, through: 1, missing: [] } } })
    client.end(true)
  })

  test('what is bad but one’s own is acknowledged and set apart: closing would make it come again for ever', async () => {
    const client = await connected()
    const forger = new JournalWriter(crypto, car.device, keyPairOf(crypto, new Uint8Array(32).fill(8)))
    await client.publishAsync(topicOf(car, 'up'), Buffer.from(forger.batch(record).envelope), { qos: 1 })
    await client.publishAsync(topicOf(car, 'backlog'), 'not an envelope', { qos: 1 })
    expect(client.connected).toBe(true)
    const verdicts = async (): Promise<readonly string[]> => {
      const { body } = await hub.ask('GET', `/v1/devices/${car.device}`)
      return body.quarantined.map(({ verdict }: { verdict: string }) => verdict).toSorted()
    }
    // Backlog is acknowledged before its turn comes.
    await expect.poll(verdicts).toEqual(['malformed', 'unknown_key'])
    client.end(true)
  })

  test('one over 1 MiB is cut off at its header, and the others go on', async () => {
    const honest = await connected(other)
    const { hostname, port } = new URL(hub.hub.brokerUrl)
    const socket = connectTcp({ host: hostname, port: Number(port) })
    socket.on('error', () => undefined)
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.write(Uint8Array.of(0x10, 0xff, 0xff, 0x7f)) // CONNECT of 2,097,151 bytes
    await ended
    expect(honest.connected).toBe(true)
    honest.end(true)
  })

  test('noise ends only its own connection', async () => {
    const honest = await connected(other)
    for (let seed = 1; seed <= 20; seed++) {
      const { hostname, port } = new URL(hub.hub.brokerUrl)
      const socket = connectTcp({ host: hostname, port: Number(port) })
      socket.on('error', () => undefined)
      socket.end(Uint8Array.from({ length: 200 }, (_, index) => (index * seed * 37 + seed) % 256))
      await new Promise<void>((resolve) => socket.once('close', () => resolve()))
    }
    expect(honest.connected).toBe(true)
    honest.end(true)
  })
})

test('what just happened is answered before the backlog that came ahead of it', async () => {
  const client = await connected(other)
  const journal = new JournalWriter(crypto, other.device, other.keys)
  const backlog = Array.from({ length: 8 }, () => journal.batch(...Array.from({ length: 1000 }, () => record)))
  const live = journal.batch(record)
  const answers: string[] = []
  client.on('message', (_topic, payload) => {
    const read = readSigned(receiptMessage, new Uint8Array(payload))
    if (read.ok) answers.push(toBase64url(read.value.claimed.answers ?? new Uint8Array()))
  })
  await client.subscribeAsync(topicOf(other, 'ack'), { qos: 1 })
  for (const { envelope } of backlog) client.publish(topicOf(other, 'backlog'), Buffer.from(envelope), { qos: 1 })
  client.publish(topicOf(other, 'up'), Buffer.from(live.envelope), { qos: 1 })
  await expect.poll(() => answers.length, { timeout: 10_000 }).toBe(9)
  expect(answers.indexOf(toBase64url(live.payloadHash))).toBeLessThan(8)
  expect(answers.filter((each) => each !== toBase64url(live.payloadHash))).toEqual(
    backlog.map(({ payloadHash }) => toBase64url(payloadHash)),
  )
  client.end(true)
})

test('what is taken back between a session and its connection is told as the device begins to listen', async () => {
  const { token } = owner
  const asOwner = (key: string) => ({ token, headers: { 'idempotency-key': key } })
  await hub.ask('POST', '/v1/orders', { offer: 'own' }, asOwner('own-order'))
  const holderKey = toBase64url(keyPairOf(crypto, new Uint8Array(32).fill(6)).publicKey)
  const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
  const request = { device: car.device, service: 'trunk.access', action: 'open', window, holderKey }
  const { id } = (await hub.ask('POST', '/v1/authorizations', request, asOwner('own-request'))).body
  const { password } = await hub.openSession(car)
  expect((await hub.ask('POST', `/v1/authorizations/${id}/cancellation`, undefined, { token })).status).toBe(202)
  const client = track(await hub.connect({ clientId: car.device, password }))
  const told = new Promise<Uint8Array>((resolve) => client.once('message', (_topic, payload) => resolve(new Uint8Array(payload))))
  await client.subscribeAsync(topicOf(car, 'rev'), { qos: 1 })
  expect(readSigned(revocationsMessage, await told)).toMatchObject({
    ok: true,
    value: { claimed: { version: 1, deny: [{ authorization: id }] } },
  })
  client.end(true)
})

describe('a session', () => {
  test('needs the key that enrolled', async () => {
    const imposter = { ...car, keys: keyPairOf(crypto, new Uint8Array(32).fill(4)) }
    await expect(hub.openSession(imposter)).rejects.toThrow('not signed with the key this device enrolled')
  })

  test('cannot be opened as another device', async () => {
    await expect(hub.openSession({ ...car, device: other.device })).rejects.toThrow(
      'not signed with the key this device enrolled',
    )
  })
})
