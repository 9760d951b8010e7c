import { usageEventType } from '@octroi/shared/api/usage-events'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { invariant } from '@octroi/shared/errors/invariant'
import { idFromBytes, type UsageEventId } from '@octroi/shared/ids/id'
import { formatQuantity } from '@octroi/shared/money/quantity'
import { formatInstant } from '@octroi/shared/time/instant'
import { readCloudEvent } from './cloud-event.ts'
import type { UsageEvent } from './usage-event.ts'

/**
 * All of an event that counts, as a CloudEvent in one form only: two events say the same where their contents are the same
 * text, however their senders wrote them and whatever else they added, such as the trace of a second try.
 */
export function contentOf({ fromMs, untilMs, quantity, attributes, ...event }: UsageEvent): string {
  const entries = Object.entries(attributes ?? {}).toSorted(([left], [right]) => (left < right ? -1 : 1))
  const data = {
    service: event.service,
    meter: event.meter,
    start: formatInstant(fromMs),
    end: formatInstant(untilMs),
    ...(quantity === undefined ? {} : { quantity: formatQuantity(quantity) }),
    ...(entries.length === 0 ? {} : { attributes: Object.fromEntries(entries) }),
  }
  const { source, id, subject } = event
  return JSON.stringify({ specversion: '1.0', type: usageEventType, source, id, subject, data })
}

export function readContent(content: string): UsageEvent {
  const read = readCloudEvent(JSON.parse(content))
  invariant(read.ok, 'what was taken in can be read again')
  return read.value
}

export function hashOf({ sha256 }: Pick<Crypto, 'sha256'>, text: string): Uint8Array {
  return sha256(new TextEncoder().encode(text))
}

/** An event is named by who sent it and by its id there, so its own id follows from them: it is the same whenever it comes. */
export function eventIdOf(crypto: Pick<Crypto, 'sha256'>, { source, id }: Pick<UsageEvent, 'source' | 'id'>): UsageEventId {
  return idFromBytes('usageEvent', hashOf(crypto, JSON.stringify([source, id])).slice(0, 16))
}
