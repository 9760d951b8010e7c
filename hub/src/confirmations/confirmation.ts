import { type Confirmation, type ConfirmedOutcome, confirmedOutcomes } from '@octroi/shared/api/confirmation'
import type { Proof } from '@octroi/shared/api/proof'
import type { Mode, Outcome } from '@octroi/shared/api/vocabulary'
import type { EndpointId, MessageId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import type { AccessEvent } from '../authorizations/access-event.ts'
import type { GrantedAuthorization } from '../authorizations/authorization.ts'
import type { OutboxMessage } from '../outbox/outbox-message.ts'

export function isConfirmed(outcome: Outcome): outcome is ConfirmedOutcome {
  return confirmedOutcomes.some((confirmed) => confirmed === outcome)
}

const sentences: Readonly<Record<ConfirmedOutcome, string>> = {
  completed: 'Opened, closed again and secured.',
  left_open: 'Opened and not closed within the time allowed.',
  failed: 'The device could not do it; nothing was opened.',
  unknown: 'The device lost power in between; nobody knows whether it was opened.',
  cancelled: 'Taken back before it was used; the device does not accept it any more.',
  expired: 'Not used while its window lasted.',
}

/** What only had to be performed was never opened. */
function sentenceOf(outcome: ConfirmedOutcome, events: readonly AccessEvent[]): string {
  const isPerformed = outcome === 'completed' && events.some(({ type }) => type === 'performed')
  return isPerformed ? 'Carried out.' : sentences[outcome]
}

export interface ConfirmationFacts {
  readonly authorization: GrantedAuthorization
  readonly outcome: ConfirmedOutcome
  readonly events: readonly AccessEvent[]
  /** Absent where the device told nothing of it. */
  readonly proof: Proof | undefined
  readonly nowMs: number
  readonly mode: Mode
}

/**
 * The message a partner gets when an authorized action came to an end. One per (authorization, outcome, endpoint),
 * however often the records arrive.
 */
export function confirmation(
  { authorization, outcome, events, proof, nowMs, mode }: ConfirmationFacts,
  to: { readonly id: MessageId; readonly endpoint: EndpointId },
): OutboxMessage {
  const type = `authorization.${outcome}`
  const body: Confirmation = {
    type,
    timestamp: formatInstant(nowMs),
    livemode: mode === 'live',
    data: {
      authorization: authorization.id,
      ...(authorization.reference === undefined ? {} : { reference: authorization.reference }),
      device: authorization.device,
      service: authorization.service,
      action: authorization.action,
      outcome,
      sentence: sentenceOf(outcome, events),
      records: events.map(({ type: recordType, seq, atMs }) => ({ type: recordType, seq, at: formatInstant(atMs) })),
      ...(proof === undefined ? {} : { proof }),
    },
  }
  return {
    id: to.id,
    endpoint: to.endpoint,
    type,
    key: `${authorization.id} ${outcome} ${to.endpoint}`,
    payload: JSON.stringify(body),
    createdAtMs: nowMs,
  }
}
