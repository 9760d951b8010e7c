import { type Journal, JournalFullError, type SavedClock } from '../journal/journal.ts'
import type { Timers } from './timers.ts'

const roundMs = 60_000

/**
 * Keeps what the next boot starts from: the lower bound of the time, raised by hub time alone, and what ends a lease
 * whatever a clock says.
 *
 * @returns ends the keeping with a last save
 */
export async function keepClock(
  timers: Timers,
  journal: Pick<Journal, 'saveClock'>,
  clock: () => SavedClock,
  onFatal: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const save = async (): Promise<void> => {
    await journal.saveClock(clock()).catch((error: unknown) => {
      // What was saved before stays; it is lower, and still a bound.
      if (!(error instanceof JournalFullError)) throw error
    })
  }
  // At once: that this boot has begun counts, however soon the power goes.
  await save()
  const end = timers.every(roundMs, () => void save().catch(onFatal))
  return async () => {
    end()
    await save()
  }
}
