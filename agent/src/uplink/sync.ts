import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { Receipt, SeqRange } from '@octroi/shared/wire/messages/journal'
import type { SealedBatch } from '../journal/journal.ts'

/**
 * Which sealed batches to send when: the outbox side of the journal, as a pure state. Batches are known by the number of
 * their first record; their bytes stay in the journal until they are sent.
 *
 * There are two lanes, so that backlog never delays what just happened: batches that were sealed before the connection
 * begin below `liveFromSeq`.
 */
export interface SyncState {
  /** Sent on this connection and not yet answered, by first record. */
  readonly inFlight: ReadonlyMap<number, InFlight>
  readonly liveFromSeq: number
  /** Where the next batch to send begins, or later: one cursor for each lane. */
  readonly next: Readonly<Record<Lane, number>>
  /** What the hub said it misses of what was sent. Each receipt says it anew. */
  readonly missing: readonly SeqRange[]
  /** What got no answer in time. */
  readonly overdue: readonly SeqRange[]
}

/** The topic a batch goes on. */
export type Lane = 'up' | 'backlog'

interface InFlight extends Pick<SealedBatch, 'last' | 'payloadHash'> {
  /** When the broker took it; undefined while it is still being sent. */
  readonly takenAtMs?: number
}

/** Batches on the way at once in each lane: enough to fill a slow link, few enough to hold in memory. */
export const inFlightAtMost = 8
/** The hub answers every batch; after this long it did not get it. */
const resendAfterMs = 10_000

/** A new connection: what was on the way is lost or not, so everything without a receipt is sent again. */
export function connected(sealedThrough: number): SyncState {
  const liveFromSeq = sealedThrough + 1
  return { inFlight: new Map(), liveFromSeq, next: { up: liveFromSeq, backlog: 1 }, missing: [], overdue: [] }
}

export type Wanted =
  | { readonly kind: 'next'; readonly lane: Lane; readonly range: SeqRange }
  | { readonly kind: 'again'; readonly range: SeqRange }

/** What to send, the most urgent first: what just happened, what the hub misses, what it has not seen. */
export function wanted(state: SyncState): readonly Wanted[] {
  const { liveFromSeq, next } = state
  const again = state.missing[0] ?? state.overdue[0]
  const live = { first: next.up, last: Number.MAX_SAFE_INTEGER }
  const backlog = { first: next.backlog, last: liveFromSeq - 1 }
  const found: Wanted[] = []
  if (hasRoom(state, 'up')) found.push({ kind: 'next', lane: 'up', range: live })
  if (again !== undefined && hasRoom(state, laneOf(state, again))) found.push({ kind: 'again', range: again })
  if (again === undefined && hasRoom(state, 'backlog') && backlog.first <= backlog.last) {
    found.push({ kind: 'next', lane: 'backlog', range: backlog })
  }
  return found
}

export function laneOf({ liveFromSeq }: SyncState, { first }: Pick<SeqRange, 'first'>): Lane {
  return first >= liveFromSeq ? 'up' : 'backlog'
}

export function sent(state: SyncState, { kind }: Wanted, batch: Omit<SealedBatch, 'envelope'>): SyncState {
  const { first, last, payloadHash } = batch
  const inFlight = new Map(state.inFlight).set(first, { last, payloadHash })
  const missing = state.missing.flatMap((range) => without(range, batch))
  const overdue = state.overdue.flatMap((range) => without(range, batch))
  const next = kind === 'next' ? { ...state.next, [laneOf(state, batch)]: last + 1 } : state.next
  return { ...state, inFlight, missing, overdue, next }
}

/** The journal has nothing for this. */
export function nothingFor(state: SyncState, { kind, range }: Wanted): SyncState {
  if (kind === 'next') {
    // Batches are sealed in order, so no more will come below those that are live.
    return range.first >= state.liveFromSeq ? state : { ...state, next: { ...state.next, backlog: state.liveFromSeq } }
  }
  const others = (ranges: readonly SeqRange[]): readonly SeqRange[] => ranges.filter((each) => each !== range)
  return { ...state, missing: others(state.missing), overdue: others(state.overdue) }
}

/** The broker took a batch: from now on the hub has time to answer. */
export function taken(state: SyncState, first: number, nowMs: number): SyncState {
  const batch = state.inFlight.get(first)
  return batch === undefined ? state : { ...state, inFlight: new Map(state.inFlight).set(first, { ...batch, takenAtMs: nowMs }) }
}

export function receiptTaken(state: SyncState, receipt: Pick<Receipt, 'through' | 'missing' | 'answers'>): SyncState {
  const { through, answers } = receipt
  const isAnswered = ({ last, payloadHash }: InFlight): boolean =>
    last <= through || (answers !== undefined && equalBytes(payloadHash, answers))
  const inFlight = new Map([...state.inFlight].filter(([, batch]) => !isAnswered(batch)))
  const onItsWay = [...inFlight].map(([first, { last }]) => ({ first, last }))
  const { next, liveFromSeq } = state
  const notYetSent = [
    { first: next.backlog, last: liveFromSeq - 1 },
    { first: Math.max(next.up, liveFromSeq), last: Number.MAX_SAFE_INTEGER },
  ]
  const missing = [...onItsWay, ...notYetSent].reduce(
    (ranges, range) => ranges.flatMap((each) => without(each, range)),
    receipt.missing,
  )
  return { ...state, inFlight, missing, overdue: state.overdue.filter(({ last }) => last > through) }
}

/** What got no answer in time goes out again, oldest first. */
export function withOverdue(state: SyncState, nowMs: number): SyncState {
  const isLate = ({ takenAtMs }: InFlight): boolean => takenAtMs !== undefined && nowMs - takenAtMs >= resendAfterMs
  const late = [...state.inFlight].filter(([, batch]) => isLate(batch))
  if (late.length === 0) return state
  const inFlight = new Map([...state.inFlight].filter(([, batch]) => !isLate(batch)))
  const again = late.map(([first, { last }]) => ({ first, last }))
  return { ...state, inFlight, overdue: [...state.overdue, ...again].toSorted((left, right) => left.first - right.first) }
}

function hasRoom(state: SyncState, lane: Lane): boolean {
  return [...state.inFlight.keys()].filter((first) => laneOf(state, { first }) === lane).length < inFlightAtMost
}

function without(range: SeqRange, other: SeqRange): readonly SeqRange[] {
  if (other.first > other.last || other.last < range.first || range.last < other.first) return [range]
  const before = { first: range.first, last: other.first - 1 }
  const after = { first: other.last + 1, last: range.last }
  return [before, after].filter(({ first, last }) => first <= last)
}
