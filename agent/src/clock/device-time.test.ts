import { describe, expect, test } from 'vitest'
import { answerTime, askTime, type DeviceTime, readTime } from './device-time.ts'

const nonce = new Uint8Array(16).fill(1)
const hubMs = 1_700_000_000_000
const answer = { device: 'dev_1', nonce, time: hubMs } as const
const fresh: DeviceTime = { bootedAtMs: 5000 }

const synced = (roundTripMs: number): DeviceTime => answerTime(askTime(fresh, nonce, 6000), answer, 6000 + roundTripMs)

describe('synced', () => {
  test('from an answer on, with half the round trip as uncertainty', () => {
    expect(readTime(synced(100), 6100)).toEqual({ state: 'synced', nowMs: hubMs + 50, uncertaintyMs: 50 })
  })

  test('offline for a day the uncertainty grows by the drift', () => {
    const dayMs = 86_400_000
    expect(readTime(synced(0), 6000 + dayMs)).toEqual({ state: 'synced', nowMs: hubMs + dayMs, uncertaintyMs: 8640 })
  })

  test.each([
    ['that came too late', { ...answer }, 10_001],
    ['to another nonce', { ...answer, nonce: new Uint8Array(16) }, 10],
  ])('not by an answer %s', (_what, late, roundTripMs) => {
    expect(readTime(answerTime(askTime(fresh, nonce, 6000), late, 6000 + roundTripMs), 7000).state).toBe('unknown')
  })

  test('not by an answer nobody asked for, nor by the same one twice', () => {
    expect(answerTime(fresh, answer, 6000)).toEqual(fresh)
    const once = synced(0)
    expect(answerTime(once, { ...answer, time: hubMs + 1e9 }, 9000)).toEqual(once)
  })
})

test('after a reboot the saved time is a floor', () => {
  expect(readTime({ bootedAtMs: 5000, floorMs: hubMs }, 8000)).toEqual({ state: 'floor', nowMs: hubMs + 3000, uncertaintyMs: 0 })
})

test('with nothing saved the time is unknown', () => {
  expect(readTime(fresh, 8000)).toEqual({ state: 'unknown', nowMs: 3000, uncertaintyMs: 0 })
})
