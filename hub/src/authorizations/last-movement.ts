import type { AccessEvent } from './access-event.ts'

/** The last opening and the last closing of a service of a device, by their numbers in its journal; 0 for none. */
export interface LastMovement {
  readonly openedSeq: number
  readonly closedSeq: number
  /** When it was opened, where no closing follows: it stands open. */
  readonly openSinceMs?: number
}

export const neverMoved: LastMovement = { openedSeq: 0, closedSeq: 0 }

/** A movement with where a list of openings has it. */
export type Movement = Pick<AccessEvent, 'type' | 'seq'> & { readonly listedAtMs: number | undefined }

/** The order of the journal decides, not that of arrival: what is told late changes nothing that came after it. */
export function moved(before: LastMovement, { type, seq, listedAtMs }: Movement): LastMovement {
  const isOpening = type === 'opened'
  if (!isOpening && type !== 'closed' && type !== 'secured') return before
  const openedSeq = isOpening ? Math.max(before.openedSeq, seq) : before.openedSeq
  const closedSeq = isOpening ? before.closedSeq : Math.max(before.closedSeq, seq)
  if (openedSeq <= closedSeq) return { openedSeq, closedSeq }
  const since = isOpening && seq === openedSeq ? listedAtMs : before.openSinceMs
  return { openedSeq, closedSeq, ...(since === undefined ? {} : { openSinceMs: since }) }
}
