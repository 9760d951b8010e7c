import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

export interface ChildProgram {
  /** Path of the script. */
  readonly script: string
  readonly environment: Readonly<Record<string, string>>
  /** Where its log goes. */
  readonly logFile: string
  readonly name: string
}

/** A program that is asked to end and does not is ended after this long. */
const stopWithinMs = 10_000

/** A program of its own, started by path, that tells when it is ready. */
export class Child<Ready> {
  /** Rejects where it ends before it is ready, with the last lines of its log. */
  readonly ready: Promise<Ready>
  /** Resolves when it has ended by itself, with how; never when it was stopped. */
  readonly died: Promise<string>
  private readonly process: ChildProcess
  private readonly ended: Promise<void>
  private isStopping = false

  constructor({ script, environment, logFile, name }: ChildProgram) {
    const log = openSync(logFile, 'a', 0o600)
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('OCTROI_')))
    const child = spawn(process.execPath, [script], {
      env: { ...inherited, ...environment },
      stdio: ['ignore', log, log, 'ipc'],
      // Ctrl-C goes to this process alone, which then stops the others in order.
      detached: true,
    })
    this.process = child
    this.ended = new Promise((resolve) => child.once('close', () => resolve()))
    this.ready = new Promise<Ready>((resolve, reject) => {
      child.on('message', (message: { ready?: Ready }) => {
        if (message.ready !== undefined) resolve(message.ready)
      })
      child.once('error', reject)
      child.once('exit', (code, signal) => {
        void lastLines(logFile).then((lines) =>
          reject(new Error(`${name} ended (${signal ?? code}) before it was ready\n${lines}`)),
        )
      })
    })
    this.ready.catch(() => undefined)
    this.died = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        if (!this.isStopping) resolve(`${name} ended (${signal ?? code}); its log is ${logFile}`)
      })
    })
  }

  async stop(): Promise<void> {
    this.isStopping = true
    this.process.kill('SIGTERM')
    const deadline = setTimeout(() => this.process.kill('SIGKILL'), stopWithinMs)
    await this.ended
    clearTimeout(deadline)
  }
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-5).join('\n')
}
