/** Has work done later. Each answers with what takes it back. */
export interface Timers {
  readonly after: (ms: number, work: () => void) => () => void
  readonly every: (ms: number, work: () => void) => () => void
}

export const systemTimers: Timers = {
  after: (ms, work) => {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
  every: (ms, work) => {
    const timer = setInterval(work, ms)
    return () => clearInterval(timer)
  },
}
