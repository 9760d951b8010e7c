import { type Journal, JournalFullError } from '../journal/journal.ts'
import type { TimeReading } from './device-time.ts'

const roundMs = 60_000

/**
 * Keeps the floor that the next boot starts from. Only hub time, carried by the monotonic clock, raises it.
 *
 * @returns ends the keeping with a last save
 */
export function keepFloor(
  journal: Pick<Journal, 'saveFloor'>,
  time: () => TimeReading,
  onFatal: (error: unknown) => void,
): () => Promise<void> {
  const save = async (): Promise<void> => {
    const { state, nowMs } = time()
    if (state !== 'synced') return
    await journal.saveFloor(nowMs).catch((error: unknown) => {
      // The floor before stays; it is lower, and still one.
      if (!(error instanceof JournalFullError)) throw error
    })
  }
  const timer = setInterval(() => void save().catch(onFatal), roundMs)
  return async () => {
    clearInterval(timer)
    await save()
  }
}
