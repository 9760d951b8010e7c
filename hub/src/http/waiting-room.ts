/** Requests that wait at once, of all and of one account. */
const waitingAtMost = 500
const waitingOfOneAtMost = 20
const lookEveryMs = 200
const fullPauseMs = 1000

interface Wait {
  /** Who waits: nobody takes the room of all. */
  readonly key: string
  readonly withinMs: number
  readonly signal: AbortSignal
}

/**
 * Holds requests until there is news, for who cannot receive webhooks. It looks at the database again and again, because
 * the news may have come to another process.
 */
export class WaitingRoom {
  private readonly stopping: AbortSignal
  private waiting = 0
  private readonly waitingOf = new Map<string, number>()

  /** `stopping`: the hub ends, and whoever waits gets an answer before it does. */
  constructor(stopping: AbortSignal) {
    this.stopping = stopping
  }

  /**
   * Resolves when `isNews` says so, the time is over, or nobody waits for the answer any more. Where there is no room it
   * resolves after a pause, so that asking again at once is no way around it.
   */
  async until(isNews: () => Promise<boolean>, { key, withinMs, signal }: Wait): Promise<void> {
    const own = this.waitingOf.get(key) ?? 0
    if (this.waiting >= waitingAtMost || own >= waitingOfOneAtMost) return pause(fullPauseMs)
    this.waiting++
    this.waitingOf.set(key, own + 1)
    try {
      const endMs = performance.now() + withinMs
      const isOver = (): boolean => performance.now() >= endMs || signal.aborted || this.stopping.aborted
      while (!(await isNews()) && !isOver()) await pause(lookEveryMs)
    } finally {
      this.waiting--
      const left = (this.waitingOf.get(key) ?? 1) - 1
      if (left === 0) this.waitingOf.delete(key)
      else this.waitingOf.set(key, left)
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
