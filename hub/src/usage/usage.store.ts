import type { DeviceId } from '@octroi/shared/ids/id'
import type { CountedSoFar } from '../authorizations/plan-lease.ts'
import type { PeriodCount } from './count-usage.ts'
import type { ReadingSpan } from './reading-spans.ts'

/** Of which time each meter of a service on a device has told readings, so that none is counted twice. */
export interface UsageStore {
  /** Spans that overlap or touch the time from `fromMs` to `untilMs`, in order, at most `limit`. */
  spans(device: DeviceId, source: string, within: ReadingSpan & { readonly limit: number }): Promise<readonly ReadingSpan[]>
  /** Puts the new spans in the place of the old ones. */
  replaceSpans(
    device: DeviceId,
    source: string,
    change: { readonly old: readonly ReadingSpan[]; readonly now: readonly ReadingSpan[] },
  ): Promise<void>
  /** Adds to what the device has counted. */
  count(device: DeviceId, counts: readonly PeriodCount[]): Promise<void>
  /** What a counter has come to, in all and before a period. */
  counted(device: DeviceId, service: string, counter: string, periodFromMs: number): Promise<CountedSoFar>
}
