import { setTimeout as wait } from 'node:timers/promises'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { topicOf } from '@octroi/shared/wire/topics'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Car, HubPair, linked, reading, send, wholeOpening } from '../kit/hub-pair.ts'
import type { HubProcess } from '../kit/hub-process.ts'
import type { RunningHub } from '../kit/running-hub.ts'

/** One of two hubs on a PostgreSQL loses its power in the middle of its work: the other goes on with it. */
let pair: HubPair
let own: Car
let others: Car

beforeAll(async () => {
  pair = await HubPair.open()
  own = await pair.car()
  others = await pair.car()
}, 30_000)
afterAll(() => pair.close())

const kill = ({ hub }: RunningHub): Promise<void> => (hub as HubProcess).kill()
const journalOf = async (by: RunningHub, { identity }: Car) =>
  (await by.ask('GET', `/v1/devices/${identity.device}`)).body.journal
const batchesOf = (car: Car, from: number, count: number) =>
  Array.from({ length: count }, (_, index) => car.journal.batch(reading(from + 2 * index), reading(from + 2 * index + 1)))

test('with batches in flight: each counts once, the chain is whole, and its device goes on with the other', async () => {
  const [batches, meanwhile] = [batchesOf(own, 0, 30), batchesOf(others, 0, 10)]
  const { client, answered } = await linked(pair.first, own)
  client.on('error', () => {})
  for (const { envelope } of batches) {
    client.publish(topicOf(own.identity, 'backlog'), Buffer.from(envelope), { qos: 1 }, () => {})
  }
  const elsewhere = send(others, meanwhile, pair.second)
  await expect.poll(() => answered.size, { timeout: 10_000, interval: 1 }).toBeGreaterThan(3)
  await kill(pair.first)
  await client.endAsync(true)
  expect(answered.size).toBeLessThan(batches.length)
  await elsewhere

  // As a device does: what it has a receipt for is not sent again.
  const unanswered = batches.filter(({ payloadHash }) => !answered.has(toBase64url(payloadHash)))
  await send(own, unanswered, pair.second)
  expect(await journalOf(pair.second, own)).toMatchObject({ through: 60, missing: [] })
  expect(await journalOf(pair.second, others)).toMatchObject({ through: 20, missing: [] })
  expect(await pair.usage(pair.second)).toMatchObject([{ records: 80, quantity: '80' }])
  await send(own, batchesOf(own, 200, 2), pair.second)
  expect(await pair.usage(pair.second)).toMatchObject([{ records: 84 }])
  await pair.startFirst()
  expect(await pair.told(pair.first, own)).toEqual(await pair.told(pair.second, own))
}, 20_000)

test('with confirmations under way: the other takes them over when their lease ends, and each is answered once', async () => {
  const openings = await pair.openings(own, 6)
  pair.shop.isHolding = true
  await send(own, [own.journal.batch(...openings.flatMap(wholeOpening))], pair.first)
  await expect.poll(() => pair.shop.holding, { timeout: 10_000 }).toBeGreaterThan(0)
  await kill(pair.first)
  pair.shop.isHolding = false
  const isPending = async () => (await pair.deliveries(pair.second)).filter(({ state }) => state === 'pending').length
  const leased = await isPending()
  expect(leased).toBeGreaterThan(0)
  // A lease is a due time ahead: before it ends nobody else may try, and afterwards somebody does.
  await wait(1500)
  expect(await isPending()).toBeGreaterThan(0)
  await letLeasesEnd(pair.databaseUrl)
  await expect.poll(isPending, { timeout: 10_000 }).toBe(0)
  const messages = await pair.deliveries(pair.second)
  expect(messages.every(({ state }) => state === 'delivered')).toBe(true)
  expect(messages).toHaveLength(openings.length)
  expect(pair.shop.answered.toSorted()).toEqual(messages.map(({ id }) => id).toSorted())
  await pair.startFirst()
}, 20_000)

/** As a minute that passes: what is due then is due now. */
async function letLeasesEnd(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query("update outbox set due_ms = due_ms - 60000 where state = 'pending'")
  await client.end()
}
