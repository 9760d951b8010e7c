import { type ChildProcess, spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'

export interface StartChild {
  /** Path of the script. */
  readonly script: string
  readonly environment: Readonly<Record<string, string>>
  /** Where its log goes. */
  readonly logFile: string
  readonly name: string
}

/** A program of its own, started by path, that tells when it is ready. */
export class Child<Ready> {
  readonly ready: Ready
  private readonly process: ChildProcess
  private readonly ended: Promise<void>

  private constructor(process: ChildProcess, ready: Ready, ended: Promise<void>) {
    this.process = process
    this.ready = ready
    this.ended = ended
  }

  static async start<Ready>({ script, environment, logFile, name }: StartChild): Promise<Child<Ready>> {
    const log = await open(logFile, 'a', 0o600)
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('OCTROI_')))
    const child = spawn(process.execPath, [script], {
      env: { ...inherited, ...environment },
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
      // Ctrl-C goes to this process alone, which then stops the others in order.
      detached: true,
    })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    try {
      const ready = await new Promise<Ready>((resolve, reject) => {
        child.on('message', (message: { ready?: Ready }) => {
          if (message.ready !== undefined) resolve(message.ready)
        })
        child.once('error', reject)
        child.once('exit', (code) => reject(new Error(`${name} ended with ${code ?? 'a signal'} before it was ready`)))
      })
      return new Child(child, ready, ended)
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : String(error)}\n${await lastLines(logFile)}`, { cause: error })
    } finally {
      await log.close()
    }
  }

  get pid(): number | undefined {
    return this.process.pid
  }

  async stop(): Promise<void> {
    this.process.kill('SIGTERM')
    await this.ended
  }
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-5).join('\n')
}
