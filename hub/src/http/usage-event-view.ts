import type { z } from '@hono/zod-openapi'
import type {
  eventReceiptsSchema,
  rejectedEventDetailSchema,
  rejectedEventSchema,
  usageEventSchema,
} from '@octroi/shared/api/usage-events'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { formatInstant } from '@octroi/shared/time/instant'
import type { EventReceipt } from '../usage-events/plan-events.ts'
import type { Rejection } from '../usage-events/rejection.ts'
import type { AcceptedEvent, RejectedEvent } from '../usage-events/usage-event.store.ts'

export function receiptView({ rejection, ...receipt }: EventReceipt): z.infer<typeof eventReceiptsSchema>['receipts'][number] {
  return rejection === undefined ? receipt : { ...receipt, reason: reasonView(rejection) }
}

export function usageEventView(accepted: AcceptedEvent): z.infer<typeof usageEventSchema> {
  const { event, account, content, contentHash, receivedAtMs, receivedFrom, rejected } = accepted
  return {
    event,
    account,
    content: JSON.parse(content) as z.infer<typeof usageEventSchema>['content'],
    contentHash: toBase64url(contentHash),
    isSigned: false,
    receivedAt: formatInstant(receivedAtMs),
    receivedFrom,
    ...(rejected === undefined ? {} : { rejected }),
  }
}

export function rejectedView(kept: RejectedEvent): z.infer<typeof rejectedEventSchema> {
  const { body: _, bodyHash: _hash, rejection, receivedAtMs, decision, ...event } = kept
  const { state = 'waiting', atMs, ...decided } = decision ?? {}
  return {
    ...event,
    reason: reasonView(rejection),
    receivedAt: formatInstant(receivedAtMs),
    state,
    ...(atMs === undefined ? {} : { decision: { at: formatInstant(atMs), ...decided } }),
  }
}

export function rejectedDetailView(kept: RejectedEvent): z.infer<typeof rejectedEventDetailSchema> {
  return { ...rejectedView(kept), body: kept.body }
}

function reasonView({ code, detail, faults }: Rejection): z.infer<typeof rejectedEventSchema>['reason'] {
  return { code, detail, ...(faults === undefined ? {} : { faults: [...faults] }) }
}
