import type { TimeSpan } from '@octroi/shared/decisions/action'

/** Spans in force, and whether one asked for during [100, 200) is found. Both are half-open: touching is not meeting. */
export const spansAsked: readonly (readonly [what: string, span: TimeSpan, found: boolean])[] = [
  ['that ended before', { fromMs: 0, untilMs: 99 }, false],
  ['that ends with the span’s beginning', { fromMs: 0, untilMs: 100 }, false],
  ['that ends inside the span', { fromMs: 0, untilMs: 101 }, true],
  ['that began before and has no end', { fromMs: 0 }, true],
  ['that begins and ends with the span', { fromMs: 100, untilMs: 200 }, true],
  ['that lies inside the span', { fromMs: 150, untilMs: 151 }, true],
  ['that holds the span', { fromMs: 99, untilMs: 201 }, true],
  ['that begins inside the span', { fromMs: 199, untilMs: 300 }, true],
  ['that begins inside the span and has no end', { fromMs: 199 }, true],
  ['that begins with the span’s end', { fromMs: 200, untilMs: 300 }, false],
  ['that begins with the span’s end and has no end', { fromMs: 200 }, false],
  ['that begins after', { fromMs: 201 }, false],
]
