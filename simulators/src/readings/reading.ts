/** What a meter measured over an interval, `[startMs, endMs)`, in 1e-9 Wh. */
export interface MeterReading {
  readonly startMs: number
  readonly endMs: number
  readonly quantity: bigint
}

/** A month of readings, and everything about their source that a person should hear. */
export interface ReadMonth {
  readonly readings: readonly MeterReading[]
  readonly source: string
  /** Rows in the month that repeat another exactly; one of them counts. */
  readonly duplicates: number
  /** Rows in the month without a value. */
  readonly empty: number
  /** Stretches of the month without a reading. */
  readonly gaps: readonly { readonly fromMs: number; readonly untilMs: number }[]
  /** Clock changes in the month, in the meter's zone. */
  readonly clockChanges: number
}

export const halfHourMs = 1_800_000

/** Sorted readings and a month: where nothing was read. */
export function gapsIn(
  readings: readonly MeterReading[],
  month: { readonly fromMs: number; readonly untilMs: number },
): ReadMonth['gaps'] {
  const gaps: { fromMs: number; untilMs: number }[] = []
  let expectedMs = month.fromMs
  for (const { startMs, endMs } of readings) {
    if (startMs > expectedMs) gaps.push({ fromMs: expectedMs, untilMs: startMs })
    expectedMs = endMs
  }
  if (expectedMs < month.untilMs) gaps.push({ fromMs: expectedMs, untilMs: month.untilMs })
  return gaps
}
