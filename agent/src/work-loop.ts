/**
 * Runs work when it is woken, never twice at once, and once more where it was woken while it ran: no call is lost. After
 * an error it rests until it is woken again.
 */
export class WorkLoop {
  private readonly work: () => Promise<void>
  private readonly onError: (error: unknown) => void
  private isWanted = false
  private running: Promise<void> | undefined

  constructor(work: () => Promise<void>, onError: (error: unknown) => void) {
    this.work = work
    this.onError = onError
  }

  wake(): void {
    this.isWanted = true
    this.running ??= this.run()
  }

  /** Resolves when nothing runs. */
  async settled(): Promise<void> {
    while (this.running !== undefined) await this.running
  }

  private async run(): Promise<void> {
    // So that `running` is set before the work begins, and cleared in the same breath in which it is found idle.
    await Promise.resolve()
    while (this.isWanted) {
      this.isWanted = false
      await this.work().catch(this.onError)
    }
    this.running = undefined
  }
}
