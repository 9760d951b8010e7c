import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { BatchLink, JournalHead } from './journal-head.ts'

/** The hole between the head and the first batch above it. */
export function holeBefore(next: BatchLink, { through }: JournalHead): SeqRange {
  return { first: through + 1, last: next.first - 1 }
}

/** Whether ranges that were given up, in any order, leave nothing of a hole. */
export function isGivenUp(hole: SeqRange, givenUp: readonly SeqRange[]): boolean {
  let expected = hole.first
  for (const { first, last } of givenUp.toSorted((left, right) => left.first - right.first)) {
    if (first > expected) return false
    expected = Math.max(expected, last + 1)
  }
  return expected > hole.last
}

/**
 * Where a journal stands that goes on over a hole. What the batch above names as the one before it is taken for the end of
 * what is lost, so that the chain goes on from there without a break.
 */
export function headOver(next: BatchLink): JournalHead {
  return { boot: next.boot, through: next.first - 1, head: next.previous }
}
