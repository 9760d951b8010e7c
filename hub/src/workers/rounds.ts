/** Work that is done again and again, never twice at once. */
export interface Rounds {
  /** Do not wait for the next round. Asking while one runs starts another right after it. */
  readonly now: () => void
  /** Lets the round under way finish. */
  readonly stop: () => Promise<void>
}

export function startRounds(everyMs: number, onDefect: (error: unknown) => void, work: () => Promise<void>): Rounds {
  let isStopped = false
  let isWanted = false
  let wake: () => void = () => {}

  async function run(): Promise<void> {
    while (!isStopped) {
      isWanted = false
      await work().catch(onDefect)
      if (isStopped || isWanted) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  const finished = run()
  const now = (): void => {
    isWanted = true
    wake()
  }
  return {
    now,
    stop: () => {
      isStopped = true
      now()
      return finished
    },
  }
}
