import type { PlacedRecord } from './read-records.ts'

/** Time of one meter that a device has told readings of, without a hole: `[fromMs, untilMs)`. */
export interface ReadingSpan {
  readonly fromMs: number
  readonly untilMs: number
}

export type PlacedReading = PlacedRecord & { readonly record: Extract<PlacedRecord['record'], { type: 'reading' }> }

export function isReading(placed: PlacedRecord): placed is PlacedReading {
  return placed.record.type === 'reading'
}

export interface ToldReadings {
  /** Of time that was not told before. */
  readonly fresh: readonly PlacedReading[]
  /** Of time that was: a device that lost its memory tells its meter again. */
  readonly repeated: readonly PlacedReading[]
  /** What is known now, in order and without touching. */
  readonly spans: readonly ReadingSpan[]
}

/** Sorts out the readings of one meter against what was told before; `known` is in order and does not overlap. */
export function tellReadings(known: readonly ReadingSpan[], readings: readonly PlacedReading[]): ToldReadings {
  const spans = [...known]
  const fresh: PlacedReading[] = []
  const repeated: PlacedReading[] = []
  for (const reading of readings) {
    const { start, end } = reading.record.body
    if (addSpan(spans, { fromMs: start, untilMs: end })) fresh.push(reading)
    else repeated.push(reading)
  }
  return { fresh, repeated, spans }
}

/** The spans with one more, whatever it overlaps. */
export function withSpan(known: readonly ReadingSpan[], span: ReadingSpan): readonly ReadingSpan[] {
  const touches = ({ fromMs, untilMs }: ReadingSpan): boolean => fromMs <= span.untilMs && span.fromMs <= untilMs
  const joined = [span, ...known.filter(touches)]
  const whole = {
    fromMs: Math.min(...joined.map(({ fromMs }) => fromMs)),
    untilMs: Math.max(...joined.map(({ untilMs }) => untilMs)),
  }
  return [...known.filter((each) => !touches(each)), whole].toSorted((left, right) => left.fromMs - right.fromMs)
}

/** Joins a span to those it touches; false, and nothing changes, where it overlaps one. */
function addSpan(spans: ReadingSpan[], { fromMs, untilMs }: ReadingSpan): boolean {
  let at = spans.length
  while (at > 0 && (spans[at - 1]?.fromMs ?? 0) >= untilMs) at--
  const before = spans[at - 1]
  if (before !== undefined && before.untilMs > fromMs) return false
  const after = spans[at]
  const joinsBefore = before?.untilMs === fromMs
  const joinsAfter = after?.fromMs === untilMs
  const joined = {
    fromMs: joinsBefore ? (before?.fromMs ?? fromMs) : fromMs,
    untilMs: joinsAfter ? (after?.untilMs ?? untilMs) : untilMs,
  }
  spans.splice(joinsBefore ? at - 1 : at, (joinsBefore ? 1 : 0) + (joinsAfter ? 1 : 0), joined)
  return true
}
