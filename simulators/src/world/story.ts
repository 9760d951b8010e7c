import { createHash } from 'node:crypto'

/** What happened in a run, line by line. Two runs of one seed tell the same story to the byte. */
export class Story {
  private readonly hash = createHash('sha256')
  private readonly kept: string[] = []
  lines = 0

  tell(atMs: number, what: string): void {
    const line = `${(atMs / 1000).toFixed(3).padStart(9)}  ${what}`
    this.hash.update(`${line}\n`)
    this.lines++
    this.kept.push(line)
  }

  get told(): readonly string[] {
    return this.kept
  }

  /** Of the whole story; it can be told no further. */
  fingerprint(): string {
    return this.hash.digest('hex').slice(0, 16)
  }
}
