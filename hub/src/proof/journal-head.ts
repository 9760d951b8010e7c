import { equalBytes } from '@octroi/shared/crypto/bytes'
import { chainStart, receiptRangesAtMost, type SeqRange } from '@octroi/shared/wire/messages/journal'
import type { Verdict } from './verdict.ts'

/** What the hub holds of a device's journal without a hole: everything up to `through`, ending in the batch `head`. */
export interface JournalHead {
  readonly boot: Uint8Array
  readonly through: number
  readonly head: Uint8Array
}

export const emptyJournal: JournalHead = { boot: new Uint8Array(16), through: 0, head: chainStart }

/** A batch's place in the chain. */
export interface BatchLink {
  readonly first: number
  readonly count: number
  readonly boot: Uint8Array
  readonly previous: Uint8Array
  readonly payloadHash: Uint8Array
}

export function lastSeq({ first, count }: BatchLink): number {
  return first + count - 1
}

export function rangeOf(link: BatchLink): SeqRange {
  return { first: link.first, last: lastSeq(link) }
}

export type Placement =
  | { readonly kind: 'new' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'conflict'; readonly verdict: Verdict }

/** Compares a verified batch with the stored ones whose sequence numbers it overlaps. */
export function place(link: BatchLink, overlapping: readonly BatchLink[]): Placement {
  const other = overlapping.find((stored) => !equalBytes(stored.payloadHash, link.payloadHash))
  if (other === undefined) return { kind: overlapping.length === 0 ? 'new' : 'duplicate' }
  return { kind: 'conflict', verdict: contradiction(other, link) }
}

export interface Advance {
  readonly head: JournalHead
  /** Holes above `through`, below what is already here. */
  readonly missing: readonly SeqRange[]
  /** What waits behind the first hole. */
  readonly waiting: readonly BatchLink[]
  /** Batches whose `previous` is not the head they follow: their own device broke the chain. They count as received. */
  readonly broken: readonly Broken[]
}

export interface Broken {
  readonly link: BatchLink
  readonly verdict: Verdict
}

/** Batches that may wait behind a hole and are looked at together. */
export const linksAtMost = 1000

/** Moves the head over every stored batch up to the first hole. `ahead` is sorted by sequence number. */
export function advance(from: JournalHead, ahead: readonly BatchLink[]): Advance {
  const broken: Broken[] = []
  let head = from
  let next = 0
  for (let link = ahead[next]; link?.first === head.through + 1; link = ahead[++next]) {
    if (!equalBytes(link.previous, head.head)) broken.push({ link, verdict: contradiction(head, link) })
    head = headAfter(link)
  }
  const waiting = ahead.slice(next)
  return { head, missing: holes(head.through, waiting), waiting, broken }
}

/** Where the journal stands once a batch counts as received. */
export function headAfter(link: BatchLink): JournalHead {
  return { boot: link.boot, through: lastSeq(link), head: link.payloadHash }
}

function holes(through: number, ahead: readonly BatchLink[]): readonly SeqRange[] {
  const found: SeqRange[] = []
  let expected = through + 1
  for (const link of ahead) {
    if (link.first > expected) found.push({ first: expected, last: link.first - 1 })
    expected = lastSeq(link) + 1
  }
  return found.slice(0, receiptRangesAtMost)
}

/** Within one boot it is one key that tells two stories; in another boot, a disk that came back from a copy. */
function contradiction(stored: { readonly boot: Uint8Array }, link: BatchLink): Verdict {
  return equalBytes(stored.boot, link.boot) ? 'fork' : 'restored'
}
