import type { Memory } from './memory.ts'

/** What a step did. `remember` is kept for the next start and never shown; it may hold keys. */
export interface Done<T> {
  readonly remember: T
  /** Sentences for a person. */
  readonly lines?: readonly string[]
  /** Figures for a program. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/** A step as the memory keeps it. */
interface Finished<T> {
  readonly remember: T
  readonly facts: Readonly<Record<string, unknown>>
}

export interface Output {
  readonly write: (text: string) => void
  readonly isJson: boolean
  readonly hasColour: boolean
}

/** A step that failed, by its name. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly step: string

  constructor(step: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.step = step
  }
}

/** Tells the story step by step, and does each step once for a data directory. */
export class Teller {
  private readonly memory: Memory
  private readonly output: Output
  private readonly nowMs: () => number
  private underWay = 'start'
  private isSilent = false

  constructor(memory: Memory, output: Output, nowMs: () => number) {
    this.memory = memory
    this.output = output
    this.nowMs = nowMs
  }

  title(text: string): void {
    if (!this.output.isJson) this.output.write(`\n${this.bold(text)}\n`)
  }

  /** A step that is done once; at a later start what it remembered is returned. */
  async once<T>(step: string, title: string, work: () => Promise<Done<T>>): Promise<T> {
    const before = this.memory.get<Finished<T>>(step)
    if (before !== undefined) {
      this.report({ step, title, status: 'already done', seconds: 0 }, [], before.facts)
      return before.remember
    }
    return this.tell(step, title, async () => {
      const done = await work()
      await this.memory.put(step, { remember: done.remember, facts: done.facts ?? {} } satisfies Finished<T>)
      return done
    })
  }

  /** A step that is done at every start. */
  always<T>(step: string, title: string, work: () => Promise<Done<T>>): Promise<T> {
    return this.tell(step, title, work)
  }

  /** The step under way, or the last one. */
  get current(): string {
    return this.underWay
  }

  /** What still fails because everything is being ended is not worth telling. */
  silence(): void {
    this.isSilent = true
  }

  note(text: string): void {
    if (!this.output.isJson) this.output.write(`${text}\n`)
  }

  private async tell<T>(step: string, title: string, work: () => Promise<Done<T>>): Promise<T> {
    const startedAtMs = this.nowMs()
    this.underWay = step
    const seconds = (): number => Math.round(this.nowMs() - startedAtMs) / 1000
    try {
      const { remember, lines = [], facts = {} } = await work()
      this.report({ step, title, status: 'done', seconds: seconds() }, lines, facts)
      return remember
    } catch (error) {
      const failed = new StepFailed(step, error)
      this.report({ step, title, status: 'failed', seconds: seconds() }, [failed.message], { error: failed.message })
      throw failed
    }
  }

  private report(
    head: { readonly step: string; readonly title: string; readonly status: string; readonly seconds: number },
    lines: readonly string[],
    facts: Readonly<Record<string, unknown>>,
  ): void {
    if (this.isSilent) return
    if (this.output.isJson) {
      this.output.write(`${JSON.stringify({ ...head, facts })}\n`)
      return
    }
    if (head.status === 'already done') {
      this.output.write(`${this.dim(`✓ already done  ${head.title}`)}\n`)
      return
    }
    const mark = head.status === 'failed' ? '✗' : '✓'
    this.output.write(`${mark} ${head.seconds.toFixed(2).padStart(10)} s  ${head.title}\n`)
    for (const line of lines) this.output.write(`                ${this.dim(line)}\n`)
  }

  private bold(text: string): string {
    return this.output.hasColour ? `\u001b[1m${text}\u001b[0m` : text
  }

  private dim(text: string): string {
    return this.output.hasColour ? `\u001b[2m${text}\u001b[0m` : text
  }
}
