import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Car, HubPair, reading, send, wholeOpening } from '../kit/hub-pair.ts'

/** Hubs as processes on one PostgreSQL: what they hold is in it, and any of them may take any batch. */
let pair: HubPair
let car: Car

beforeAll(async () => {
  pair = await HubPair.open()
  car = await pair.car()
}, 30_000)
afterAll(() => pair.close())

test('what a hub took in is there after it stops and starts, and no file beside its keys holds any of it', async () => {
  const { journal } = car
  await send(car, [journal.batch(reading(0), reading(1)), journal.batch(reading(2))], pair.first)
  const before = await pair.told(pair.first, car)
  expect(await pair.usage(pair.first)).toMatchObject([{ records: 3 }])
  await pair.first.hub.stop()
  await pair.startFirst()
  expect(await pair.told(pair.first, car)).toEqual(before)
  await send(car, [journal.batch(reading(3))], pair.first)
  expect(await pair.usage(pair.first)).toMatchObject([{ records: 4 }])
  const files = (await readdir(pair.folders[0])).filter((name) => !/^(?:device-|hub\.lock)/.test(name))
  expect(files.toSorted()).toEqual(['engine', 'operator-key', 'root-keys'])
}, 30_000)

test('two hubs that get the same batches at once count each of them once', async () => {
  const { first, second } = pair
  const batches = Array.from({ length: 8 }, (_, index) => car.journal.batch(reading(10 + index)))
  await send(car, batches, first, second)
  expect(await pair.usage(second)).toMatchObject([{ records: 12 }])
  expect(await pair.told(second, car)).toEqual(await pair.told(first, car))
  expect((await first.ask('GET', `/v1/devices/${car.identity.device}`)).body.journal.through).toBe(12)
  await send(car, batches, first)
  await send(car, batches, second)
  expect(await pair.usage(second)).toMatchObject([{ records: 12 }])
}, 30_000)

test('a confirmation that either hub may deliver is delivered once', async () => {
  const openings = await pair.openings(car, 6)
  const batches = openings.map((opening) => car.journal.batch(...wholeOpening(opening)))
  await send(car, batches, pair.first, pair.second)
  const areDelivered = async () => (await pair.deliveries(pair.second)).every(({ state }) => state === 'delivered')
  await expect.poll(areDelivered, { timeout: 15_000 }).toBe(true)
  const messages = await pair.deliveries(pair.second)
  expect(messages.length).toBeGreaterThanOrEqual(openings.length)
  expect(pair.shop.answered).toHaveLength(messages.length)
  expect(new Set(pair.shop.answered).size).toBe(messages.length)
}, 30_000)

test('a server that breaks every connection costs a hub no more than a moment', async () => {
  await pair.server.cut(pair.databaseUrl)
  await expect.poll(async () => (await fetch(`${pair.first.hub.origin}/readyz`)).status).toBe(200)
  await send(car, [car.journal.batch(reading(30))], pair.second)
  expect(await pair.usage(pair.first)).toMatchObject([{ records: 13 }])
}, 30_000)
