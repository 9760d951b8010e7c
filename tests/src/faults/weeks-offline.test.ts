import { afterEach, beforeEach, expect, test } from 'vitest'
import { Field, readingMs } from '../kit/field.ts'
import { RunningHub } from '../kit/running-hub.ts'

/** A device that was out of reach for three weeks: its records come in order, are rated when they happened, and are trimmed. */
const weeks = 3
const readingsAWeek = (7 * 86_400_000) / readingMs
/** The weeks lie over the end of a month. */
const leftMs = Date.parse('2026-10-20T12:00:00Z')

let passed: { ms: number }
let hub: RunningHub
let field: Field
const nowMs = (): number => leftMs + passed.ms

beforeEach(async () => {
  passed = { ms: 0 }
  hub = await RunningHub.start({}, nowMs)
  field = await Field.around(hub, leftMs)
  await field.drained()
})
afterEach(async () => {
  await field.close()
  await hub.stop()
})

/** For hub and device alike. */
function pass(ms: number): void {
  passed.ms += ms
  field.pass(ms)
}

async function expectTime(): Promise<void> {
  const { time } = await field.status()
  expect(time.state).toBe('synced')
  expect(Math.abs(Date.parse(time.now ?? '') - nowMs())).toBeLessThan(60_000)
}

test('comes back with everything, and opens as before', { timeout: 20_000 }, async () => {
  const [used, late] = [await field.permit(nowMs()), await field.permit(nowMs())]
  field.cut()
  await field.open(used)
  for (let week = 0; week < weeks; week++) {
    for (let day = 0; day < 7; day++) {
      pass(86_400_000)
      await field.read(readingsAWeek / 7)
    }
    // A refusal goes into a batch of its own, as every access does.
    expect(await field.present(late)).toMatchObject({ status: 403, code: 'permit_expired' })
  }
  await expectTime()
  await expect.poll(async () => (await field.status()).journal.unsealed).toBe(0)
  const waiting = (await field.status()).journal
  expect(waiting.lastSeq - waiting.acknowledgedThrough).toBeGreaterThan(weeks * readingsAWeek)

  field.restore()
  await expect.poll(async () => (await field.status()).connected, { timeout: 10_000 }).toBe(true)
  const grant = await field.permit(nowMs())
  await field.open(grant)
  await expect.poll(() => field.outcome(grant)).toBe('completed')
  expect(await field.counted()).toEqual(field.told)
  expect([await field.outcome(used), await field.outcome(late)]).toEqual(['completed', 'expired'])
  // Ten and a half days of October are left by noon of the twentieth, in the zone of the account.
  const months = Object.entries(await field.usage()).map(([month, { records }]) => [month, records])
  const inOctober = (Date.parse('2026-11-01T00:00:00Z') - leftMs) / readingMs
  expect(months).toEqual([
    ['2026-10', inOctober],
    ['2026-11', weeks * readingsAWeek - inOctober],
  ])
  expect((await field.device()).quarantined).toEqual([])
  const { journal } = await field.status()
  expect(journal.acknowledgedThrough).toBe(journal.lastSeq)
})
