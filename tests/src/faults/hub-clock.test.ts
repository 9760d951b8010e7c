import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Field } from '../kit/field.ts'
import { RunningHub } from '../kit/running-hub.ts'

/**
 * The hub's clock is set wrong for a while: no record is lost, what was set apart for it is shown and can be released,
 * sessions go on, and the device's own time comes right again.
 */
const timeout = 20_000
const [dayMs, yearMs] = [86_400_000, 365 * 86_400_000]

let clock: { offMs: number }
let hub: RunningHub
let field: Field
const hubMs = (): number => Date.now() + clock.offMs

beforeEach(async () => {
  clock = { offMs: 0 }
  hub = await RunningHub.start({}, hubMs)
  field = await Field.around(hub)
  await field.drained()
})
afterEach(async () => {
  await field.close()
  await hub.stop()
})

interface Entry {
  readonly entry: string
  readonly verdict: string
  readonly state: string
}

const quarantine = async (): Promise<readonly Entry[]> =>
  (await field.ask('GET', `/v1/devices/${field.agent.device}/quarantine?limit=100`)).body.items

/** Everything that a clock set apart, taken in after all by the operator. */
async function releaseAll(): Promise<void> {
  const reason = { reason: 'Sample reason: the clock was wrong.' }
  for (const { entry, verdict, state } of await quarantine()) {
    expect([verdict, state]).toEqual(['clock_suspect', 'waiting'])
    const { status, body } = await field.ask('POST', `/v1/devices/${field.agent.device}/quarantine/${entry}/release`, reason)
    expect([status, body.state, body.decision?.reason]).toEqual([200, 'released', reason.reason])
  }
}

/** The device knows the right time to the minute. */
async function knowsTime(offMs = 0): Promise<void> {
  const isRight = async (): Promise<boolean> => {
    const { connected, time } = await field.status()
    return connected && time.state === 'synced' && Math.abs(Date.parse(time.now ?? '') - Date.now() - offMs) < 60_000
  }
  await expect.poll(isRight, { timeout: 15_000, interval: 100 }).toBe(true)
}

describe.each([
  ['a year ahead', yearMs],
  ['a day behind', -dayMs],
])('%s', (_how, offMs) => {
  test('and back, while a session lasts', { timeout }, async () => {
    const before = await field.permit()
    await field.open(before)
    await field.drained()

    clock.offMs = offMs
    await field.read(5)
    await field.drained()
    // A receipt told another time than the device knew, so it asked anew.
    await knowsTime(offMs)
    await field.open(await field.permit(hubMs()))
    await field.read(5)
    await field.drained()

    clock.offMs = 0
    await field.read(5)
    await field.drained()
    await knowsTime()
    await field.open(await field.permit())
    await field.read(5)
    await field.drained()
    expect((await quarantine()).length).toBeGreaterThan(0)
    await releaseAll()
    expect(await field.counted()).toEqual(field.told)
    expect((await field.device()).state).toBe('enrolled')
    // What was used stays used, also for a device that starts anew.
    await field.agent.shutDown()
    await field.agent.boot()
    await knowsTime()
    expect(await field.present(before)).toMatchObject({ status: 403, code: 'permit_used_up' })
  })

  test('between two sessions, and back in the next', { timeout }, async () => {
    field.cut()
    await field.read(5)
    clock.offMs = offMs
    field.restore()
    await knowsTime(offMs)
    await field.open(await field.permit(hubMs()))
    await field.drained()
    field.cut()
    await field.read(5)
    clock.offMs = 0
    field.restore()
    await knowsTime()
    await field.open(await field.permit())
    await field.drained()
    await releaseAll()
    expect(await field.counted()).toEqual(field.told)
  })
})

test('a permit that was issued in the wrong time opens nothing in the right one', { timeout }, async () => {
  clock.offMs = yearMs
  const wrong = await field.permit(hubMs())
  clock.offMs = 0
  await field.read(1)
  await field.drained()
  await knowsTime()
  expect(await field.present(wrong)).toMatchObject({ status: 403, code: 'permit_not_yet_valid' })
  await field.open(await field.permit())
  await releaseAll()
  expect(await field.counted()).toEqual(field.told)
})

test('one glitch to 2099 expires nothing', { timeout }, async () => {
  const used = await field.permit()
  const open = await field.permit()
  await field.open(used)
  await field.drained()
  clock.offMs = Date.parse('2099-01-01T00:00:00Z') - Date.now()
  await field.read(5)
  // The hub answers it, by a time at which none of its keys is valid any more.
  await expect.poll(async () => (await field.device()).journal.through).toBe((await field.status()).journal.lastSeq)
  await field.agent.shutDown()
  await field.agent.boot()
  await field.read(5)
  clock.offMs = 0
  await knowsTime()
  expect(await field.present(used)).toMatchObject({ status: 403, code: 'permit_used_up' })
  await field.open(open)
  await field.drained()
  await releaseAll()
  expect(await field.counted()).toEqual(field.told)
})
