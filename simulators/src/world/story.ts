import { createHash } from 'node:crypto'

/** What happened in a run, line by line. Two runs of one seed tell the same story to the byte. */
export class Story {
  private readonly kept: string[] = []

  tell(atMs: number, what: string): void {
    this.kept.push(`${(atMs / 1000).toFixed(3).padStart(9)}  ${what}`)
  }

  get told(): readonly string[] {
    return this.kept
  }

  /** Of the whole story so far. */
  fingerprint(): string {
    return createHash('sha256').update(this.kept.join('\n')).digest('hex').slice(0, 16)
  }
}
