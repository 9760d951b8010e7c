import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { BatchLink, JournalHead } from './journal-head.ts'

/** A hole that is given up, and where the journal stands then. */
export interface GapClosing {
  readonly range: SeqRange
  readonly head: JournalHead
}

/**
 * Gives up the hole between the head and the first batch above it. What that batch names as the one before is taken for
 * the end of what is lost, so that the chain goes on from there without a break.
 */
export function closeGap({ through }: JournalHead, next: BatchLink): GapClosing {
  const range = { first: through + 1, last: next.first - 1 }
  return { range, head: { boot: next.boot, through: range.last, head: next.previous } }
}
