import type { Meter } from './meter.ts'

/** A meter that counts every record of its kind, or sums what they tell. What counts less, or otherwise, needs more than a sum and a number. */
export function isPlainMeter(meter: Meter): boolean {
  return meter.where === undefined && (meter.aggregation === 'count' || meter.aggregation === 'sum')
}
