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

export type Placement =
  | { readonly kind: 'new' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'conflict'; readonly verdict: Verdict }

/** Compares a verified batch with the stored ones whose sequence numbers it overlaps. */
export function place(link: BatchLink, overlapping: readonly BatchLink[]): Placement {
  const other = overlapping.find((stored) => !equalBytes(stored.payloadHash, link.payloadHash))
  if (other === undefined) return { kind: overlapping.length === 0 ? 'new' : 'duplicate' }
  return { kind: 'conflict', verdict: equalBytes(other.boot, link.boot) ? 'fork' : 'restored' }
}

export interface Advance {
  readonly head: JournalHead
  /** Holes above `through`, below what is already here. */
  readonly missing: readonly SeqRange[]
  /** The batch whose `previous` is not the head it follows: the chain was broken by its own device. */
  readonly brokenAt?: BatchLink
}

/** Batches that may wait behind a hole and are looked at together. */
export const linksAtMost = 1000

/** Moves the head over every stored batch that follows without a hole. `ahead` is sorted by sequence number. */
export function advance(from: JournalHead, ahead: readonly BatchLink[]): Advance {
  let head = from
  let next = 0
  for (; ahead[next]?.first === head.through + 1; next++) {
    const link = ahead[next] as BatchLink
    if (!equalBytes(link.previous, head.head)) return { head, missing: [], brokenAt: link }
    head = { boot: link.boot, through: lastSeq(link), head: link.payloadHash }
  }
  return { head, missing: holes(head.through, ahead.slice(next)) }
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
