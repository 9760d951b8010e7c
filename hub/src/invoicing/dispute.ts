import type { DisputeState } from '@octroi/shared/api/vocabulary'
import { conflict, type Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, DisputeId } from '@octroi/shared/ids/id'
import type { LineReference } from './line-reference.ts'

/**
 * What an account says against a line of its bill, and what the operator answers. It stands with the invoice whose line it
 * is about. No answer changes an amount here: a correction is a credit, and belongs to an invoice that was issued.
 */
export interface Dispute {
  readonly id: DisputeId
  readonly account: AccountId
  /** The name of the billing period, in the zone of the line's subscription: `2026-11`, or its first day, `2026-11-23`. */
  readonly month: string
  readonly line: LineReference
  readonly reason: string
  readonly state: DisputeState
  readonly openedAtMs: number
  /** When it was answered or withdrawn. */
  readonly endedAtMs?: number
  readonly answer?: string
}

/** How a dispute ends. Every end is final. */
export interface DisputeEnd {
  readonly state: Exclude<DisputeState, 'open'>
  readonly atMs: number
  /** What the operator says; absent where the account withdraws it. */
  readonly answer?: string
}

export function endDispute(dispute: Dispute, { state, atMs, answer }: DisputeEnd): Result<Dispute, Failure> {
  if (dispute.state !== 'open') return err(conflict('dispute_ended', `The dispute has ended: it is ${dispute.state}.`))
  return ok({ ...dispute, state, endedAtMs: atMs, ...(answer === undefined ? {} : { answer }) })
}
