import { describe, expect, test } from 'vitest'
import { connected, gone, inFlightAtMost, isLive, nextSend, receiptTaken, type SyncState, sent, withOverdue } from './sync.ts'

const start = connected(10, 30)
const after = (state: SyncState, ...batches: readonly (readonly [number, number])[]): SyncState =>
  batches.reduce((next, [first, last]) => sent(next, { first, last }, 1000), state)

test('begins after what the hub holds', () => {
  expect(nextSend(start)).toEqual({ kind: 'next', fromSeq: 11 })
  expect(nextSend(after(start, [11, 20]))).toEqual({ kind: 'next', fromSeq: 21 })
})

test('stops while too much is on the way, and goes on with the receipt', () => {
  let state = start
  for (let index = 0; index < inFlightAtMost; index++) state = after(state, [11 + index, 11 + index])
  expect(nextSend(state)).toEqual({ kind: 'wait' })
  expect(nextSend(receiptTaken(state, { through: 11, missing: [] }))).toEqual({ kind: 'next', fromSeq: 19 })
})

describe('what the hub misses', () => {
  test('is sent before anything new', () => {
    const state = receiptTaken(after(start, [11, 20], [31, 31]), { through: 20, missing: [{ first: 21, last: 30 }] })
    expect(nextSend(state)).toEqual({ kind: 'again', range: { first: 21, last: 30 } })
    expect(nextSend(after(state, [21, 25]))).toEqual({ kind: 'again', range: { first: 26, last: 30 } })
    expect(nextSend(after(state, [21, 25], [26, 30]))).toEqual({ kind: 'next', fromSeq: 32 })
  })

  test('is not sent again while it is on the way', () => {
    const state = receiptTaken(after(start, [11, 20], [21, 21]), { through: 10, missing: [{ first: 11, last: 20 }] })
    expect(nextSend(state)).toEqual({ kind: 'next', fromSeq: 22 })
  })
})

test('what got no answer in time is sent again', () => {
  const state = after(start, [11, 20])
  expect(withOverdue(state, 10_999)).toBe(state)
  expect(nextSend(withOverdue(state, 11_000))).toEqual({ kind: 'again', range: { first: 11, last: 20 } })
})

test('what is overdue is not forgotten when a receipt comes for something else', () => {
  const late = withOverdue(after(start, [11, 11], [12, 12]), 11_000)
  const receipt = receiptTaken(sent(late, { first: 11, last: 11 }, 11_000), { through: 11, missing: [] })
  expect(nextSend(receipt)).toEqual({ kind: 'again', range: { first: 12, last: 12 } })
  expect(nextSend(receiptTaken(late, { through: 12, missing: [] }))).toEqual({ kind: 'next', fromSeq: 13 })
})

test('what the journal no longer has is not asked for again', () => {
  const state = receiptTaken(after(start, [12, 12]), { through: 10, missing: [{ first: 11, last: 11 }] })
  const next = nextSend(state)
  expect(next.kind === 'again' && nextSend(gone(state, next.range))).toEqual({ kind: 'next', fromSeq: 13 })
})

test('what was there before the connection is backlog', () => {
  expect([isLive(start, 30), isLive(start, 31)]).toEqual([false, true])
})
