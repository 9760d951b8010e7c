import type { Crypto } from '@octroi/shared/crypto/crypto'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { UsageEventId } from '@octroi/shared/ids/id'
import { nameOf, readCloudEvent } from './cloud-event.ts'
import { contentOf, eventIdOf, hashOf } from './event-content.ts'
import { eventBytesAtMost, faulty, type Rejection, tooLarge } from './rejection.ts'
import type { UsageEvent } from './usage-event.ts'

/** An event that can be read, by its own id. */
export interface NamedEvent {
  readonly id: UsageEventId
  readonly event: UsageEvent
  readonly content: string
  readonly contentHash: Uint8Array
}

/** An event as it came. */
export interface ArrivedEvent extends ReturnType<typeof nameOf> {
  readonly body: string
  readonly bodyHash: Uint8Array
  readonly read: Result<NamedEvent, Rejection>
}

/** Takes an event as its sender wrote it, which is known to be JSON. */
export function arrivedEvent(crypto: Pick<Crypto, 'sha256'>, body: string): ArrivedEvent {
  const bytes = new TextEncoder().encode(body)
  const isLarge = bytes.length > eventBytesAtMost
  const json: unknown = JSON.parse(body)
  return {
    ...nameOf(json),
    // Cut between characters: half a one could not be stored.
    body: isLarge ? new TextDecoder().decode(bytes.slice(0, eventBytesAtMost)).replace(/\uFFFD+$/, '') : body,
    bodyHash: crypto.sha256(bytes),
    read: isLarge ? err(tooLarge) : readNamed(crypto, json),
  }
}

function readNamed(crypto: Pick<Crypto, 'sha256'>, json: unknown): Result<NamedEvent, Rejection> {
  const read = readCloudEvent(json)
  if (!read.ok) return err(faulty(read.error))
  const content = contentOf(read.value)
  return ok({ id: eventIdOf(crypto, read.value), event: read.value, content, contentHash: hashOf(crypto, content) })
}
