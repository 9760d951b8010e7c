import { oneUnit } from '@octroi/shared/money/quantity'
import type { JournalRecord } from '@octroi/shared/wire/messages/record'
import type { AskedAction } from '../authorizations/authorization.ts'
import type { PlacedRecord } from './read-records.ts'
import type { OpeningUsage, Usage } from './usage.ts'

export interface UsageFacts {
  /** The window of the authorization that the record names, where it was granted on this device. */
  readonly window: Window | undefined
  readonly receivedAtMs: number
}

type Window = Pick<AskedAction, 'fromMs' | 'untilMs'>

/** What a record counts for rating: a reading its interval and quantity, an authorized opening one unit. */
export function usageOf({ seq, record }: PlacedRecord, facts: UsageFacts): Usage | undefined {
  const { service, type } = record
  if (type === 'reading') {
    const { meter, start, end, quantity } = record.body
    return { seq, service, record: type, reading: meter, fromMs: start, untilMs: end, quantity }
  }
  if (type !== 'opened' || record.authorization === undefined) return undefined
  const { authorization } = record
  return { seq, service, record: type, quantity: oneUnit, authorization, ...happened(record, facts) }
}

/**
 * When an authorized action happened. It lies in the window that was priced, because the device decided so: a lid that
 * rises a second after the end costs what was quoted. A clock that was not set only says when it was not before.
 */
function happened(
  { time, timeState }: JournalRecord,
  { window, receivedAtMs }: UsageFacts,
): Pick<OpeningUsage, 'fromMs' | 'untilMs'> {
  if (window === undefined) return { fromMs: time, untilMs: time }
  const inWindow = (ms: number): number => Math.min(Math.max(ms, window.fromMs), window.untilMs - 1)
  const fromMs = inWindow(timeState === 'unknown' ? window.fromMs : time)
  return { fromMs, untilMs: timeState === 'synced' ? fromMs : Math.max(fromMs, inWindow(receivedAtMs)) }
}
