import { describe, expect, test } from 'vitest'
import {
  connected,
  inFlightAtMost,
  nothingFor,
  receiptTaken,
  type SyncState,
  sent,
  taken,
  type Wanted,
  wanted,
  withOverdue,
} from './sync.ts'

/** Sealed through 30 when the connection began; 1 to 10 are still there, or were answered before. */
const start = connected(30)
const all = Number.MAX_SAFE_INTEGER
const hashOf = (first: number): Uint8Array => new Uint8Array(32).fill(first % 256)
const next = { kind: 'next', lane: 'up', range: { first: 1, last: 1 } } as const satisfies Wanted
const again = { kind: 'again', range: { first: 1, last: 1 } } as const satisfies Wanted

/** Sends batches and lets the broker take them at 1000 ms. */
const after = (state: SyncState, ...batches: readonly (readonly [first: number, last: number])[]): SyncState =>
  batches.reduce((reached, [first, last]) => {
    return taken(sent(reached, next, { first, last, payloadHash: hashOf(first) }), first, 1000)
  }, state)
const resent = (state: SyncState, first: number, last: number): SyncState =>
  sent(state, again, { first, last, payloadHash: hashOf(first) })
const liveFrom = (first: number): Wanted => ({ kind: 'next', lane: 'up', range: { first, last: all } })
const backlogFrom = (first: number): Wanted => ({ kind: 'next', lane: 'backlog', range: { first, last: 30 } })
const missed = (first: number, last: number): Wanted => ({ kind: 'again', range: { first, last } })

test('what just happened goes before the backlog, each from where it has come', () => {
  expect(wanted(start)).toEqual([liveFrom(31), backlogFrom(1)])
  expect(wanted(after(start, [1, 20], [31, 31]))).toEqual([liveFrom(32), backlogFrom(21)])
})

test('the backlog ends where the journal has no more of it', () => {
  expect(wanted(nothingFor(start, backlogFrom(1)))).toEqual([liveFrom(31)])
  expect(wanted(nothingFor(start, liveFrom(31)))).toEqual([liveFrom(31), backlogFrom(1)])
})

describe('each lane stops while too much is on the way', () => {
  const full = (from: number): SyncState =>
    after(start, ...Array.from({ length: inFlightAtMost }, (_, index) => [from + index, from + index] as const))

  test('the backlog, while live batches go on; and goes on with the receipt', () => {
    expect(wanted(full(1))).toEqual([liveFrom(31)])
    expect(wanted(receiptTaken(full(1), { through: 1, missing: [] }))).toEqual([liveFrom(31), backlogFrom(9)])
  })

  test('the live one, while the backlog goes on; an answer frees what it names', () => {
    expect(wanted(full(31))).toEqual([backlogFrom(1)])
    expect(wanted(receiptTaken(full(31), { through: 0, missing: [], answers: hashOf(33) }))).toEqual([
      liveFrom(39),
      backlogFrom(1),
    ])
  })
})

describe('what the hub misses', () => {
  const whole = nothingFor(after(start, [1, 10], [11, 20], [21, 30], [31, 31]), backlogFrom(31))

  test('is sent again before the backlog', () => {
    const state = receiptTaken(after(start, [1, 10], [31, 31]), {
      through: 0,
      missing: [{ first: 1, last: 30 }],
      answers: hashOf(1),
    })
    expect(wanted(state)).toEqual([liveFrom(32), missed(1, 10)])
    expect(wanted(resent(state, 1, 5))).toEqual([liveFrom(32), missed(6, 10)])
    expect(wanted(resent(resent(state, 1, 5), 6, 10))).toEqual([liveFrom(32), backlogFrom(11)])
  })

  test('is not sent again while it is on the way, nor before its turn', () => {
    const early = receiptTaken(after(start, [1, 10], [31, 31]), { through: 0, missing: [{ first: 1, last: 30 }] })
    expect(wanted(early)).toEqual([liveFrom(32), backlogFrom(11)])
    expect(wanted(receiptTaken(whole, { through: 0, missing: [{ first: 1, last: 30 }] }))).toEqual([liveFrom(32)])
  })

  test('is not asked for again where the journal has it no more', () => {
    const state = receiptTaken(whole, { through: 20, missing: [{ first: 21, last: 30 }], answers: hashOf(21) })
    expect(wanted(state)).toEqual([liveFrom(32), missed(21, 30)])
    const range = state.missing[0] ?? { first: 0, last: 0 }
    expect(wanted(nothingFor(state, { kind: 'again', range }))).toEqual([liveFrom(32)])
  })
})

describe('what got no answer in time', () => {
  test('counts from when the broker took it: a slow link is no lost batch', () => {
    const slow = sent(start, next, { first: 1, last: 20, payloadHash: hashOf(1) })
    expect(withOverdue(slow, 1e9)).toBe(slow)
    expect(withOverdue(after(start, [1, 20]), 10_999)).toEqual(after(start, [1, 20]))
    expect(wanted(withOverdue(after(start, [1, 20]), 11_000))).toEqual([liveFrom(31), missed(1, 20)])
  })

  test('is not forgotten when a receipt comes for something else', () => {
    const late = withOverdue(after(start, [1, 1], [2, 2]), 11_000)
    const receipt = receiptTaken(resent(late, 1, 1), { through: 1, missing: [] })
    expect(wanted(receipt)).toEqual([liveFrom(31), missed(2, 2)])
    expect(wanted(receiptTaken(late, { through: 2, missing: [] }))).toEqual([liveFrom(31), backlogFrom(3)])
  })

  test('goes out again though the hub stands above it, where the journal jumped since: that is held under other content', () => {
    const jumped = after(connected(30, 20), [1, 20], [21, 30])
    const receipt = receiptTaken(jumped, { through: 30, missing: [] })
    const late = withOverdue(receipt, 11_000)
    expect(wanted(late)).toEqual([liveFrom(31), missed(1, 20)])
    expect(wanted(receiptTaken(late, { through: 30, missing: [] }))).toContainEqual(missed(1, 20))
    const answered = receiptTaken(resent(late, 1, 20), { through: 30, missing: [], answers: hashOf(1) })
    expect(withOverdue(answered, 1e9)).toBe(answered)
  })
})

describe('what the hub does not answer at all', () => {
  /** When a batch that the broker took at once each time goes out again. */
  function sendings(until: number): readonly number[] {
    let state = after(start, [1, 20])
    const times: number[] = []
    for (let nowMs = 1000; nowMs <= until; nowMs += 1000) {
      const next = withOverdue(state, nowMs)
      if (next === state) continue
      times.push((nowMs - 1000) / 1000)
      state = taken(resent(next, 1, 20), 1, nowMs)
    }
    return times
  }

  test('goes out less and less often, and at least every ten minutes', () => {
    expect(sendings(2_500_000)).toEqual([10, 30, 70, 150, 310, 630, 1230, 1830, 2430])
  })

  test('is not sent for being missing while it waits, and others go on beside it', () => {
    const tried = taken(resent(withOverdue(after(start, [1, 20]), 11_000), 1, 20), 1, 11_000)
    const receipt = { through: 0, missing: [{ first: 1, last: 30 }], answers: hashOf(31) }
    const told = receiptTaken(after(tried, [31, 31]), receipt)
    expect(wanted(told)).toEqual([liveFrom(32), backlogFrom(21)])
    const others = Array.from({ length: inFlightAtMost - 1 }, (_, index) => [21 + index, 21 + index] as const)
    expect(wanted(after(told, ...others))).toEqual([liveFrom(32), backlogFrom(28)])
  })

  test('goes out at once again when the hub answers something else that it had left unanswered', () => {
    let state = after(start, [1, 20], [21, 21])
    for (const nowMs of [11_000, 31_000, 71_000]) {
      state = withOverdue(state, nowMs)
      state = taken(resent(state, 1, 20), 1, nowMs)
      state = taken(resent(state, 21, 21), 21, nowMs)
    }
    expect(wanted(withOverdue(state, 100_000))).not.toContainEqual(missed(1, 20))
    const back = receiptTaken(state, { through: 0, missing: [], answers: hashOf(21) })
    expect(wanted(withOverdue(back, 100_000))).toContainEqual(missed(1, 20))
  })
})
