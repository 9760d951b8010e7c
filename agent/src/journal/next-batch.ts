import { equalBytes } from '@octroi/shared/crypto/bytes'
import { recordsPerBatchAtMost } from '@octroi/shared/wire/messages/journal'
import type { UnsealedRecord } from './journal.ts'

/**
 * The next records to seal together, or none yet. Whatever tells of an access goes at once, alone; the rest waits until
 * a batch is full or `isDue`. A batch never spans boots or a jump in the numbers, and never leaves a record out.
 */
export function nextBatch(unsealed: readonly UnsealedRecord[], isDue: boolean): readonly UnsealedRecord[] {
  const [head] = unsealed
  if (head === undefined) return []
  if (head.isUrgent) return [head]
  const end = unsealed.findIndex(
    ({ seq, isUrgent, boot }, index) => isUrgent || seq !== head.seq + index || !equalBytes(boot, head.boot),
  )
  const run = unsealed.slice(0, Math.min(end === -1 ? unsealed.length : end, recordsPerBatchAtMost))
  const isComplete = end !== -1 || run.length === recordsPerBatchAtMost
  return isComplete || isDue ? run : []
}
