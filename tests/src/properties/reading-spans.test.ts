import { type PlacedReading, tellReadings } from '@octroi/hub/usage/reading-spans'
import fc from 'fast-check'
import { expect, test } from 'vitest'

function reading(start: number, end: number, seq = start): PlacedReading {
  const body = { meter: 'energy', start, end, quantity: 1n }
  const salt = new Uint8Array(16)
  return { seq, record: { time: 0, timeState: 'synced', service: 'energy.supply', type: 'reading', body, salt } }
}

test('whatever is told in whatever order, no instant counts twice and the spans are what was counted', () => {
  const interval = fc
    .tuple(fc.nat(60), fc.integer({ min: 1, max: 12 }))
    .map(([start, length]) => [start, start + length] as const)
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 25 }), fc.nat(24), (told, cut) => {
      const readings = told.map(([start, end], index) => reading(start, end, index))
      const first = tellReadings([], readings.slice(0, cut))
      const second = tellReadings(first.spans, readings.slice(cut))
      const counted = [...first.fresh, ...second.fresh].flatMap(({ record: { body } }) =>
        Array.from({ length: body.end - body.start }, (_, index) => body.start + index),
      )
      expect(new Set(counted).size).toBe(counted.length)
      const covered = second.spans.flatMap(({ fromMs, untilMs }) =>
        Array.from({ length: untilMs - fromMs }, (_, index) => fromMs + index),
      )
      expect(covered).toEqual(counted.toSorted((left, right) => left - right))
      expect(second.spans.every(({ fromMs }, index) => index === 0 || fromMs > (second.spans[index - 1]?.untilMs ?? 0))).toBe(
        true,
      )
      expect(first.fresh.length + first.repeated.length + second.fresh.length + second.repeated.length).toBe(readings.length)
    }),
  )
})
