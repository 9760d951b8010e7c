/** Work under one name is done piece after piece, in the order it came; under other names meanwhile. */
export class InTurn {
  private readonly last = new Map<string, Promise<void>>()

  run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const done = (this.last.get(name) ?? Promise.resolve()).then(work)
    const over: Promise<void> = done.then(
      () => this.forget(name, over),
      () => this.forget(name, over),
    )
    this.last.set(name, over)
    return done
  }

  /** Names that have work. */
  get size(): number {
    return this.last.size
  }

  private forget(name: string, over: Promise<void>): void {
    if (this.last.get(name) === over) this.last.delete(name)
  }
}
