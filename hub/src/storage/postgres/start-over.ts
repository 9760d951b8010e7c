import { setTimeout as wait } from 'node:timers/promises'

export interface Patience {
  readonly triesAtMost: number
  readonly longestWaitMs: number
}

/**
 * Runs work again where another transaction was in its way, each time after a longer wait by chance, so that those who
 * met do not meet again. Rejects with the last error where they meet too often.
 */
export async function startOver<T>(
  work: () => Promise<T>,
  isInTheWay: (error: unknown) => boolean,
  { triesAtMost, longestWaitMs }: Patience,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (!isInTheWay(error) || tries >= triesAtMost) throw error
      await wait(Math.random() * Math.min(longestWaitMs, 2 ** tries))
    }
  }
}
