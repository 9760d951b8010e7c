interface Line {
  readonly urgent: (() => Promise<void>)[]
  readonly ordinary: (() => Promise<void>)[]
}

/**
 * Work under one name is done piece after piece: the urgent before what is not, and else in the order it came. Under other
 * names meanwhile.
 */
export class InTurn {
  private readonly lines = new Map<string, Line>()

  run<T>(name: string, work: () => Promise<T>, isUrgent = false): Promise<T> {
    return new Promise((resolve, reject) => {
      const piece = (): Promise<void> => work().then(resolve, reject)
      const line = this.lines.get(name)
      if (line === undefined) void this.workOff(name, piece)
      else (isUrgent ? line.urgent : line.ordinary).push(piece)
    })
  }

  /** Names that have work. */
  get size(): number {
    return this.lines.size
  }

  private async workOff(name: string, first: () => Promise<void>): Promise<void> {
    const line: Line = { urgent: [], ordinary: [] }
    this.lines.set(name, line)
    for (let next: typeof first | undefined = first; next !== undefined; next = line.urgent.shift() ?? line.ordinary.shift()) {
      await next()
    }
    this.lines.delete(name)
  }
}
