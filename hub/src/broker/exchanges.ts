/** What is being taken in from devices and told to them, so that an end can wait for it. */
export class Exchanges {
  private readonly underWay = new Set<Promise<unknown>>()
  private isEnding = false

  /** Once the end has begun nothing more is taken in: the work is not begun, and never answered. */
  receive<T>(work: () => Promise<T>): Promise<T> {
    return this.isEnding ? new Promise<T>(() => undefined) : this.tell(work())
  }

  tell<T>(telling: Promise<T>): Promise<T> {
    const done = telling.finally(() => this.underWay.delete(done))
    this.underWay.add(done)
    return done
  }

  /** Resolves when everything under way is done and what it had to tell is told, or after so long. */
  async end(withinMs: number): Promise<void> {
    this.isEnding = true
    let isLate = false
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        isLate = true
        resolve()
      }, withinMs)
    })
    while (this.underWay.size > 0 && !isLate) await Promise.race([Promise.allSettled(this.underWay), late])
    clearTimeout(timer)
  }
}
