import type { DeviceId } from '@octroi/shared/ids/id'
import type { Stores } from '../stores.ts'
import type { PlacedRecord, Unusable } from './read-records.ts'
import { isReading, type PlacedReading, type ReadingSpan, tellReadings, withSpan } from './reading-spans.ts'

/** Holes between the readings of one meter that are looked at for one batch; an honest meter has hardly any. */
const spansAtMost = 5000

export interface TakenReadings {
  /** Everything but readings of time that was told before. */
  readonly records: readonly PlacedRecord[]
  readonly unusable: readonly Unusable[]
}

/** Sets readings apart that tell of time which was told before: a device whose disk came back tells its meter again. */
export async function takeReadings(
  { usage }: Pick<Stores, 'usage'>,
  device: DeviceId,
  records: readonly PlacedRecord[],
): Promise<TakenReadings> {
  const unusable: Unusable[] = []
  for (const [source, readings] of grouped(records)) {
    const known = await usage.spans(device, source, { ...around(readings), limit: spansAtMost + 1 })
    if (known.length > spansAtMost) {
      unusable.push(...readings.map(({ seq }) => ({ seq, verdict: 'repeated', detail: 'too many holes to look at' }) as const))
      continue
    }
    const { repeated, spans } = tellReadings(known, readings)
    unusable.push(
      ...repeated.map(({ seq }) => ({ seq, verdict: 'repeated', detail: 'tells of time that was told before' }) as const),
    )
    await usage.replaceSpans(device, source, { old: known, now: spans })
  }
  if (unusable.length === 0) return { records, unusable }
  const setApart = new Set(unusable.map(({ seq }) => seq))
  return { records: records.filter(({ seq }) => !setApart.has(seq)), unusable }
}

/** Takes a reading in beside what was told of its time before, as the operator said; false where that cannot be seen. */
export async function takeRepeated({ usage }: Pick<Stores, 'usage'>, device: DeviceId, reading: PlacedReading): Promise<boolean> {
  const span = around([reading])
  const known = await usage.spans(device, sourceOf(reading), { ...span, limit: spansAtMost + 1 })
  if (known.length > spansAtMost) return false
  await usage.replaceSpans(device, sourceOf(reading), { old: known, now: withSpan(known, span) })
  return true
}

/** Two services may name a meter alike. */
function sourceOf({ record: { service, body } }: PlacedReading): string {
  return `${service} ${body.meter}`
}

function grouped(records: readonly PlacedRecord[]): ReadonlyMap<string, readonly PlacedReading[]> {
  const bySource = new Map<string, PlacedReading[]>()
  for (const placed of records.filter(isReading)) {
    const source = sourceOf(placed)
    const known = bySource.get(source)
    if (known === undefined) bySource.set(source, [placed])
    else known.push(placed)
  }
  return bySource
}

function around(readings: readonly PlacedReading[]): ReadingSpan {
  let [fromMs, untilMs] = [Number.MAX_SAFE_INTEGER, 0]
  for (const { record } of readings) {
    fromMs = Math.min(fromMs, record.body.start)
    untilMs = Math.max(untilMs, record.body.end)
  }
  return { fromMs, untilMs }
}
