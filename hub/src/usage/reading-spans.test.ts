import { describe, expect, test } from 'vitest'
import { type PlacedReading, type ReadingSpan, tellReadings } from './reading-spans.ts'

function reading(start: number, end: number, seq = start): PlacedReading {
  const body = { meter: 'energy', start, end, quantity: 1n }
  const salt = new Uint8Array(16)
  return { seq, record: { time: 0, timeState: 'synced', service: 'energy.supply', type: 'reading', body, salt } }
}

const span = (fromMs: number, untilMs: number): ReadingSpan => ({ fromMs, untilMs })
const spansAfter = (known: readonly ReadingSpan[], ...told: readonly (readonly [number, number])[]) =>
  tellReadings(
    known,
    told.map(([start, end]) => reading(start, end)),
  ).spans

describe('what a meter told', () => {
  test.each([
    ['after what is known', [span(0, 10)], [10, 20], [span(0, 20)]],
    ['before it', [span(10, 20)], [0, 10], [span(0, 20)]],
    ['between two', [span(0, 10), span(20, 30)], [10, 20], [span(0, 30)]],
    ['apart from all', [span(0, 10), span(40, 50)], [20, 30], [span(0, 10), span(20, 30), span(40, 50)]],
    ['first of all', [], [5, 6], [span(5, 6)]],
  ] as const)('is joined: %s', (_where, known, told, expected) => {
    expect(spansAfter(known, told)).toEqual(expected)
  })

  test.each([
    ['the same', [0, 10]],
    ['a part', [2, 3]],
    ['its end', [9, 11]],
    ['its beginning', [-5, 1]],
    ['more than all', [-5, 50]],
  ] as const)('is not counted again: %s', (_what, [start, end]) => {
    const told = tellReadings([span(0, 10)], [reading(start, end)])
    expect(told).toMatchObject({ fresh: [], repeated: [{ seq: start }], spans: [span(0, 10)] })
  })
})
