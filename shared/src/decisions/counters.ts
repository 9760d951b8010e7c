import { keyLengthAtMost } from '../api/vocabulary.ts'
import { oneUnit } from '../money/quantity.ts'
import type { JournalRecord } from '../wire/messages/record.ts'

/**
 * What a device has counted of a service for its own account since it enrolled: hub and device count the same records
 * with this code, so that a ceiling means the same to both. Counters are never reset.
 */
export interface Counted {
  readonly service: string
  readonly counter: string
  /** In 1e-9 of the counter's unit. */
  readonly quantity: bigint
}

/** The counter of actions that were carried out and are over with it. */
export const performedCounter = 'performed'

/** The counter of what a meter of the device has read. */
export function readingCounter(meter: string): string {
  return `reading:${meter}`
}

export const counterLengthAtMost = readingCounter('').length + keyLengthAtMost

/** What a record adds to a counter. What somebody was authorized for is theirs, and counts for no lease. */
export function countedBy(record: Pick<JournalRecord, 'type' | 'service' | 'authorization' | 'body'>): Counted | undefined {
  const { service } = record
  if (record.authorization !== undefined) return undefined
  if (record.type === 'performed') return { service, counter: performedCounter, quantity: oneUnit }
  if (record.type !== 'reading') return undefined
  const { meter, quantity } = record.body as Extract<JournalRecord, { type: 'reading' }>['body']
  return { service, counter: readingCounter(meter), quantity }
}
