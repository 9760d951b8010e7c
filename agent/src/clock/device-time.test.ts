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

  test('not by an answer to another nonce', () => {
    const other = { ...answer, nonce: new Uint8Array(16) }
    expect(readTime(answerTime(askTime(fresh, nonce, 6000), other, 6010), 7000).state).toBe('unknown')
  })

  test('not by an answer nobody asked for, nor by the same one twice', () => {
    expect(answerTime(fresh, answer, 6000)).toEqual(fresh)
    const once = synced(0)
    expect(answerTime(once, { ...answer, time: hubMs + 1e9 }, 9000)).toEqual(once)
  })
})

describe('an answer that came too late', () => {
  const answeredAtMs = 6000 + 10_001

  test('says that it is no earlier', () => {
    expect(readTime(synced(10_001), answeredAtMs + 500)).toEqual({ state: 'floor', nowMs: hubMs + 500, uncertaintyMs: 0 })
  })

  test.each([
    ['a floor below it', -60_000, hubMs],
    ['a floor above it', 60_000, hubMs + 60_000 + answeredAtMs - fresh.bootedAtMs],
  ])('raises %s and lowers none', (_what, fromHubMs, nowMs) => {
    const time = answerTime(askTime({ ...fresh, floorMs: hubMs + fromHubMs }, nonce, 6000), answer, answeredAtMs)
    expect(readTime(time, answeredAtMs)).toEqual({ state: 'floor', nowMs, uncertaintyMs: 0 })
  })

  test('changes nothing where the time is known', () => {
    const known = synced(100)
    expect(answerTime(askTime(known, nonce, 6000), { ...answer, time: hubMs + 1e9 }, answeredAtMs)).toEqual(known)
  })
})

test('after a reboot the saved time is a floor', () => {
  expect(readTime({ bootedAtMs: 5000, floorMs: hubMs }, 8000)).toEqual({ state: 'floor', nowMs: hubMs + 3000, uncertaintyMs: 0 })
})

test('with nothing saved the time is unknown', () => {
  expect(readTime(fresh, 8000)).toEqual({ state: 'unknown', nowMs: 3000, uncertaintyMs: 0 })
})
