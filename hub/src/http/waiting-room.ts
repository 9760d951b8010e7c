/** Requests that wait at once; one more is answered with what is known. */
const waitingAtMost = 500
const lookEveryMs = 200

/**
 * Holds requests until there is news, for who cannot receive webhooks. It looks at the database again and again, because
 * the news may have come to another process.
 */
export class WaitingRoom {
  private waiting = 0

  /** Resolves when `isNews` says so, the time is over, or nobody waits for the answer any more. */
  async until(isNews: () => Promise<boolean>, withinMs: number, signal: AbortSignal): Promise<void> {
    if (this.waiting >= waitingAtMost) return
    this.waiting++
    try {
      const endMs = performance.now() + withinMs
      while (!(await isNews()) && performance.now() < endMs && !signal.aborted) await pause(lookEveryMs)
    } finally {
      this.waiting--
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
