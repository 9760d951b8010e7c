import type { SeqRange } from '@octroi/shared/wire/messages/journal'

/**
 * Which sealed batches to send when: the outbox side of the journal, as a pure state. Batches are known by the number of
 * their first record; their bytes stay in the journal until they are sent.
 */
export interface SyncState {
  /** Sent on this connection and not yet covered by a receipt: first record -> when. */
  readonly inFlight: ReadonlyMap<number, { readonly last: number; readonly sentAtMs: number }>
  /** The next batch to send begins at or after this record. */
  readonly nextSeq: number
  /** What the hub said it misses. Each receipt says it anew. */
  readonly missing: readonly SeqRange[]
  /** What got no answer in time. */
  readonly overdue: readonly SeqRange[]
  /** Batches that were there before the connection go on the backlog and never delay live ones. */
  readonly liveFromSeq: number
}

/** Batches on the way at once: enough to fill a slow link, few enough to hold in memory. */
export const inFlightAtMost = 8
/** The hub answers every batch; after this long it did not get it. */
const resendAfterMs = 10_000

/** A new connection: what was on the way is lost or not, so everything without a receipt is sent again. */
export function connected(acknowledgedThrough: number, lastSeq: number): SyncState {
  return { inFlight: new Map(), nextSeq: acknowledgedThrough + 1, missing: [], overdue: [], liveFromSeq: lastSeq + 1 }
}

export function sent(state: SyncState, batch: { readonly first: number; readonly last: number }, nowMs: number): SyncState {
  const inFlight = new Map(state.inFlight).set(batch.first, { last: batch.last, sentAtMs: nowMs })
  const missing = state.missing.flatMap((range) => without(range, batch))
  const overdue = state.overdue.flatMap((range) => without(range, batch))
  return { ...state, inFlight, missing, overdue, nextSeq: Math.max(state.nextSeq, batch.last + 1) }
}

export function receiptTaken(
  state: SyncState,
  receipt: { readonly through: number; readonly missing: readonly SeqRange[] },
): SyncState {
  const { through } = receipt
  const inFlight = new Map([...state.inFlight].filter(([, { last }]) => last > through))
  const isOnItsWay = (range: SeqRange): boolean =>
    [...inFlight].some(([first, { last }]) => first <= range.last && range.first <= last)
  const missing = receipt.missing.filter((range) => !isOnItsWay(range))
  const overdue = state.overdue.filter(({ last }) => last > through)
  return { ...state, inFlight, missing, overdue, nextSeq: Math.max(state.nextSeq, through + 1) }
}

/** What got no answer in time goes out again, oldest first. */
export function withOverdue(state: SyncState, nowMs: number): SyncState {
  const late = [...state.inFlight].filter(([, { sentAtMs }]) => nowMs - sentAtMs >= resendAfterMs)
  if (late.length === 0) return state
  const inFlight = new Map([...state.inFlight].filter(([first]) => !late.some(([lateFirst]) => lateFirst === first)))
  const again = late.map(([first, { last }]) => ({ first, last }))
  return { ...state, inFlight, overdue: [...state.overdue, ...again] }
}

export type NextSend =
  | { readonly kind: 'again'; readonly range: SeqRange }
  | { readonly kind: 'next'; readonly fromSeq: number }
  | { readonly kind: 'wait' }

/** What the hub misses comes before what it has not seen. */
export function nextSend(state: SyncState): NextSend {
  if (state.inFlight.size >= inFlightAtMost) return { kind: 'wait' }
  const range = state.missing[0] ?? state.overdue[0]
  return range === undefined ? { kind: 'next', fromSeq: state.nextSeq } : { kind: 'again', range }
}

/** The journal has nothing for this range any more. */
export function gone(state: SyncState, range: SeqRange): SyncState {
  const others = (ranges: readonly SeqRange[]): readonly SeqRange[] => ranges.filter((each) => each !== range)
  return { ...state, missing: others(state.missing), overdue: others(state.overdue) }
}

export function isLive(state: SyncState, first: number): boolean {
  return first >= state.liveFromSeq
}

function without(range: SeqRange, batch: SeqRange): readonly SeqRange[] {
  if (batch.last < range.first || range.last < batch.first) return [range]
  const before = { first: range.first, last: batch.first - 1 }
  const after = { first: batch.last + 1, last: range.last }
  return [before, after].filter(({ first, last }) => first <= last)
}
