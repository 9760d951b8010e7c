import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What a step leaves for a later start: plain JSON, readable by its owner alone, because it holds keys of the sample. */
export class Memory {
  private readonly path: string
  private readonly steps: Map<string, unknown>

  private constructor(path: string, steps: Map<string, unknown>) {
    this.path = path
    this.steps = steps
  }

  static async open(path: string): Promise<Memory> {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '{}'
        throw error
      })
      return new Memory(path, new Map(Object.entries(JSON.parse(text) as Record<string, unknown>)))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new Error(`The data directory ${dirname(path)} cannot be used; give another with --data-dir. ${why}`, {
        cause: error,
      })
    }
  }

  get<T>(step: string): T | undefined {
    return this.steps.get(step) as T | undefined
  }

  /** Durable when it resolves, so that a finished step is never done again. */
  async put(step: string, facts: unknown): Promise<void> {
    this.steps.set(step, facts)
    await this.save()
  }

  async forget(steps: readonly string[]): Promise<void> {
    for (const step of steps) this.steps.delete(step)
    await this.save()
  }

  private async save(): Promise<void> {
    const draft = `${this.path}.new`
    const file = await open(draft, 'w', 0o600)
    await file.writeFile(`${JSON.stringify(Object.fromEntries(this.steps), null, 2)}\n`)
    await file.sync()
    await file.close()
    await rename(draft, this.path)
  }
}
