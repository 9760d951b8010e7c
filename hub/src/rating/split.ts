import type { Segment } from './timeline.ts'
import { segmentIndexAt } from './timeline.ts'

/** What of a quantity falls into one segment. */
export interface Part {
  readonly segment: Segment
  readonly quantity: bigint
}

/**
 * Splits what an interval used over the segments it touches, in proportion to time and in whole 1e-9 units. Each part is
 * the rounded total so far less what went before, so the parts always sum to the whole and a tie goes to the earlier.
 */
export function split(segments: readonly Segment[], fromMs: number, untilMs: number, quantity: bigint): readonly Part[] {
  const first = segmentIndexAt(segments, fromMs)
  const segment = segments[first]
  if (segment === undefined) return []
  if (untilMs <= segment.untilMs || untilMs <= fromMs) return [{ segment, quantity }]
  const parts: Part[] = []
  const wholeMs = BigInt(untilMs - fromMs)
  let given = 0n
  for (let index = first; index < segments.length; index++) {
    const current = segments[index]
    if (current === undefined || current.fromMs >= untilMs) break
    const elapsedMs = BigInt(Math.min(current.untilMs, untilMs) - fromMs)
    const soFar = roundedShare(quantity, elapsedMs, wholeMs)
    parts.push({ segment: current, quantity: soFar - given })
    given = soFar
  }
  return parts
}

/** `quantity * elapsed / whole`, to the nearest whole number, ties away from zero. */
export function roundedShare(quantity: bigint, elapsed: bigint, whole: bigint): bigint {
  const magnitude = quantity < 0n ? -quantity : quantity
  const share = (2n * magnitude * elapsed + whole) / (2n * whole)
  return quantity < 0n ? -share : share
}
