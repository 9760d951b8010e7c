import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { SealedBatch } from '@octroi/shared/proof/seal-batch'
import type { Receipt, SeqRange } from '@octroi/shared/wire/messages/journal'

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
  /** The last number before which the journal jumped: the hub holds those under other content, perhaps. */
  readonly jumpedThrough: number
  /** Where the next batch to send begins, or later: one cursor for each lane. */
  readonly next: Readonly<Record<Lane, number>>
  /** What the hub said it misses of what was sent. Each receipt says it anew. */
  readonly missing: readonly SeqRange[]
  /** What got no answer in time. */
  readonly overdue: readonly SeqRange[]
  /** How often each batch was sent that is not answered yet, by first record. */
  readonly tries: ReadonlyMap<number, number>
}

/** The topic a batch goes on. */
export type Lane = 'up' | 'backlog'

interface InFlight extends Pick<SealedBatch, 'last' | 'payloadHash'> {
  /** When the broker took it; undefined while it is still being sent. */
  readonly takenAtMs?: number
}

/** Batches on the way at once in each lane: enough to fill a slow link, few enough to hold in memory. */
export const inFlightAtMost = 8
/** Batches of a lane that were sent again and wait longer and longer for an answer do not hold up so many others. */
const waitingAtMost = 64
/** The hub answers every batch it can verify; after this long it did not get it. What it cannot, it hears ever less often. */
const resendAfterMs = { least: 10_000, most: 600_000 }

/** A new connection: what was on the way is lost or not, so everything without a receipt is sent again. */
export function connected(sealedThrough: number, jumpedThrough = 0): SyncState {
  const liveFromSeq = sealedThrough + 1
  const next = { up: liveFromSeq, backlog: 1 }
  return { inFlight: new Map(), liveFromSeq, jumpedThrough, next, missing: [], overdue: [], tries: new Map() }
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
  const tries = new Map(state.tries).set(first, (state.tries.get(first) ?? 0) + 1)
  const missing = state.missing.flatMap((range) => without(range, batch))
  const overdue = state.overdue.flatMap((range) => without(range, batch))
  const next = kind === 'next' ? { ...state.next, [laneOf(state, batch)]: last + 1 } : state.next
  return { ...state, inFlight, missing, overdue, next, tries }
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
  // As the journal takes it: what lies before a jump leaves the outbox by an answer of its own alone.
  const isHeld = ({ first, last }: SeqRange): boolean => last <= through && first > state.jumpedThrough
  const isAnswered = (first: number, { last, payloadHash }: InFlight): boolean =>
    isHeld({ first, last }) || (answers !== undefined && equalBytes(payloadHash, answers))
  const inFlight = new Map([...state.inFlight].filter(([first, batch]) => !isAnswered(first, batch)))
  const overdue = state.overdue.filter((range) => !isHeld(range))
  const isWaiting = (first: number): boolean => inFlight.has(first) || overdue.some((range) => range.first === first)
  // A hub that answers what it had not takes in again what it could not before, as when its disk was full.
  const isBack = [...state.inFlight].some(([first, batch]) => isAnswered(first, batch) && (state.tries.get(first) ?? 1) > 1)
  const tries = isBack ? new Map<number, number>() : new Map([...state.tries].filter(([first]) => isWaiting(first)))
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
  return { ...state, inFlight, missing, overdue, tries }
}

/** What got no answer in time goes out again, oldest first. */
export function withOverdue(state: SyncState, nowMs: number): SyncState {
  const isLate = ([first, { takenAtMs }]: readonly [number, InFlight]): boolean =>
    takenAtMs !== undefined && nowMs - takenAtMs >= waitMs(state.tries.get(first))
  const late = [...state.inFlight].filter(isLate)
  if (late.length === 0) return state
  const inFlight = new Map([...state.inFlight].filter((each) => !isLate(each)))
  const again = late.map(([first, { last }]) => ({ first, last }))
  return { ...state, inFlight, overdue: [...state.overdue, ...again].toSorted((left, right) => left.first - right.first) }
}

/** Twice as long after each time. */
function waitMs(tries = 1): number {
  return Math.min(resendAfterMs.least * 2 ** (tries - 1), resendAfterMs.most)
}

function hasRoom(state: SyncState, lane: Lane): boolean {
  const own = [...state.inFlight.keys()].filter((first) => laneOf(state, { first }) === lane)
  const fresh = own.filter((first) => (state.tries.get(first) ?? 1) === 1)
  return fresh.length < inFlightAtMost && own.length < waitingAtMost
}

function without(range: SeqRange, other: SeqRange): readonly SeqRange[] {
  if (other.first > other.last || other.last < range.first || range.last < other.first) return [range]
  const before = { first: range.first, last: other.first - 1 }
  const after = { first: other.last + 1, last: range.last }
  return [before, after].filter(({ first, last }) => first <= last)
}
