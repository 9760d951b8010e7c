import type { OrderEventType, OrderState, OrderStepKind } from '@octroi/shared/api/vocabulary'
import { conflict, type Failure } from '@octroi/shared/errors/failure'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { ApiKeyId, OperatorId } from '@octroi/shared/ids/id'
import type { Amount } from '@octroi/shared/money/amount'

/** Whoever did it, and why; absent where the hub did by itself. */
export interface OrderActor {
  readonly by?: OperatorId | ApiKeyId
  readonly reason?: string
}

/** One thing that an order waits for, or that was done. */
export interface OrderStep extends OrderActor {
  readonly kind: OrderStepKind
  /** Of a payment: what falls due first, one sum for each currency, before VAT. */
  readonly due?: readonly Amount[]
  readonly doneAtMs?: number
}

export interface OrderEvent extends OrderActor {
  readonly type: OrderEventType
  readonly atMs: number
}

/** How far an order came. */
export interface OrderProgress {
  readonly state: OrderState
  readonly steps: readonly OrderStep[]
  /** Oldest first; what was written stays. */
  readonly history: readonly OrderEvent[]
  /** When it ends, where it is still open then. */
  readonly expiresAtMs?: number
}

/** Who acts when, and why. */
export interface Acted extends OrderActor {
  readonly atMs: number
}

export type OrderEnd = Exclude<OrderState, 'placed' | 'waiting'>

/**
 * The machine of an order: `placed` until it is approved, `waiting` until all else is done, then fulfilled, or ended before.
 * Everything here is the same when it is done again, and an end is an end.
 */
export function beginOrder(
  steps: readonly OrderStep[],
  { expiresAtMs, ...acted }: Acted & Pick<OrderProgress, 'expiresAtMs'>,
): OrderProgress {
  const begun: OrderProgress = {
    state: 'placed',
    steps,
    history: [{ type: 'placed', ...acted }],
    ...(expiresAtMs === undefined || steps.length === 0 ? {} : { expiresAtMs }),
  }
  return settled(begun, acted.atMs)
}

export function isOpen({ state }: Pick<OrderProgress, 'state'>): boolean {
  return state === 'placed' || state === 'waiting'
}

/** Nothing is left to wait for: it is to be fulfilled now. */
export function isReady(progress: OrderProgress): boolean {
  return isOpen(progress) && progress.steps.every(({ doneAtMs }) => doneAtMs !== undefined)
}

export function isExpired({ expiresAtMs, ...progress }: OrderProgress, atMs: number): boolean {
  return isOpen(progress) && expiresAtMs !== undefined && expiresAtMs <= atMs
}

const eventOf = { approval: 'approved', claim: 'claimed', consent: 'consented', payment: 'paid' } as const

/** One step is done. Steps are done in any order. */
export function completeStep<P extends OrderProgress>(
  progress: P,
  kind: OrderStepKind,
  { atMs, ...actor }: Acted,
): Result<P, Failure> {
  const step = progress.steps.find((each) => each.kind === kind)
  if (step === undefined) return err(conflict('order_step_not_asked', `The order waits for no ${kind}.`))
  if (step.doneAtMs !== undefined) return ok(progress)
  const closed = whyClosed(progress, atMs)
  if (closed !== undefined) return err(closed)
  const done = {
    ...progress,
    steps: progress.steps.map((each) => (each.kind === kind ? { ...each, ...actor, doneAtMs: atMs } : each)),
    history: [...progress.history, { type: eventOf[kind], atMs, ...actor }],
  }
  return ok(settled(done, atMs))
}

/** Ends an order. Asking for the end that it has changes nothing. */
export function endOrder<P extends OrderProgress>(progress: P, end: OrderEnd, acted: Acted): Result<P, Failure> {
  if (progress.state === end) return ok(progress)
  if (!isOpen(progress)) return err(notWaiting(progress))
  invariant(end !== 'fulfilled' || isReady(progress), 'an order is fulfilled once all its steps are done')
  return ok({ ...progress, state: end, history: [...progress.history, { type: end, ...acted }] })
}

function whyClosed(progress: OrderProgress, atMs: number): Failure | undefined {
  if (!isOpen(progress)) return notWaiting(progress)
  if (!isExpired(progress, atMs)) return undefined
  return conflict('order_expired', 'The order has expired: its time to be fulfilled is over.')
}

function notWaiting({ state }: OrderProgress): Failure {
  return conflict('order_not_waiting', `The order waits for nothing any more: it is ${state}.`)
}

/** Once it needs no approval, and there is something left to wait for, it waits; that is noted once. */
function settled<P extends OrderProgress>(progress: P, atMs: number): P {
  const isToApprove = progress.steps.some(({ kind, doneAtMs }) => kind === 'approval' && doneAtMs === undefined)
  if (progress.state === 'waiting' || isToApprove || isReady(progress)) return progress
  return { ...progress, state: 'waiting', history: [...progress.history, { type: 'waiting', atMs }] }
}
