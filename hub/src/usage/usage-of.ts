import { oneUnit } from '@octroi/shared/money/quantity'
import type { JournalRecord } from '@octroi/shared/wire/messages/record'
import type { GrantedAuthorization } from '../authorizations/authorization.ts'
import type { PlacedRecord } from './read-records.ts'
import type { ActionUsage, Usage } from './usage.ts'

export interface UsageFacts {
  /** The authorization that the record names, where it was granted on this device for this service. */
  readonly granted: GrantedAuthorization | undefined
  readonly receivedAtMs: number
}

/**
 * What a record counts for rating: a reading its interval and quantity; an authorized opening, and anything performed, one
 * unit. What opened without an authorization was opened by a key or a hand.
 */
export function usageOf({ seq, record }: PlacedRecord, facts: UsageFacts): Usage | undefined {
  const { service, type } = record
  if (type === 'reading') {
    const { meter, start, end, quantity } = record.body
    return { seq, service, record: type, reading: meter, fromMs: start, untilMs: end, quantity }
  }
  if (type !== 'opened' && type !== 'performed') return undefined
  const isOwn = record.authorization === undefined
  if (isOwn && type === 'opened') return undefined
  const authorized = facts.granted === undefined ? {} : { authorization: facts.granted.id }
  const happened = isOwn ? performed(record, facts) : authorizedAt(record, facts)
  const action = type === 'performed' ? record.body.action : facts.granted?.action
  const attributes = action === undefined ? {} : { attributes: { action } }
  return { seq, service, record: type, quantity: oneUnit, isOwn, ...authorized, ...attributes, ...happened }
}

type Happened = Pick<ActionUsage, 'fromMs' | 'untilMs'>

/** A clock that was not set only says when it was not before; one that knows nothing, only that it has come. */
function performed({ time, timeState }: JournalRecord, { receivedAtMs }: UsageFacts): Happened {
  const fromMs = timeState === 'unknown' ? receivedAtMs : time
  return { fromMs, untilMs: timeState === 'synced' ? fromMs : Math.max(fromMs, receivedAtMs) }
}

/**
 * When an authorized action happened. It lies in the window that was priced, because the device decided so: a lid that
 * rises a second after the end costs what was quoted. A clock that was not set only says when it was not before.
 */
function authorizedAt({ time, timeState }: JournalRecord, { granted, receivedAtMs }: UsageFacts): Happened {
  // Nobody was granted it, so nobody pays: when it happened changes nothing.
  if (granted === undefined) return { fromMs: receivedAtMs, untilMs: receivedAtMs }
  const inWindow = (ms: number): number => Math.min(Math.max(ms, granted.fromMs), granted.untilMs - 1)
  const fromMs = inWindow(timeState === 'unknown' ? granted.fromMs : time)
  return { fromMs, untilMs: timeState === 'synced' ? fromMs : Math.max(fromMs, inWindow(receivedAtMs)) }
}
