import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './source-files.ts'

/** `npm start` as it ended. */
export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly steps: readonly Step[]
}

export interface Step {
  readonly step: string
  readonly status: string
  readonly seconds: number
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly facts: any
}

/** `npm start` as somebody types it, with processes, sockets and files of its own. */
export class ToldStory {
  readonly folder: string
  private readonly running: ChildProcess[] = []

  private constructor(folder: string) {
    this.folder = folder
  }

  static async prepare(): Promise<ToldStory> {
    return new ToldStory(await mkdtemp(join(tmpdir(), 'octroi-story-')))
  }

  /** One whose data directory is a copy of another’s, as it was when that one ended. */
  static async after(other: ToldStory): Promise<ToldStory> {
    const story = await ToldStory.prepare()
    await cp(other.dataDir, story.dataDir, { recursive: true })
    return story
  }

  get dataDir(): string {
    return join(this.folder, 'data')
  }

  /** Ends what still runs, and removes its data. */
  async clear(): Promise<void> {
    for (const child of this.running.splice(0)) signalGroup(child, 'SIGKILL')
    await rm(this.folder, { recursive: true, maxRetries: 5, retryDelay: 200 })
  }

  start(...options: readonly string[]): ChildProcess {
    const ports = options.includes('--http-port') ? [] : ['--http-port', '0', '--mqtt-port', '0']
    const args = [join(root, 'scripts/start.mjs'), '--data-dir', this.dataDir, ...ports, ...options]
    const env = { ...process.env, INIT_CWD: this.folder }
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env, detached: true })
    this.running.push(child)
    return child
  }

  tell(...options: readonly string[]): Promise<Run> {
    return finished(this.start('--once', '--json', ...options))
  }
}

export function finished(child: ChildProcess): Promise<Run> {
  const output = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  return new Promise((resolve) => {
    child.once('close', (code) => {
      const lines = output.stdout.split('\n').filter((line) => line.startsWith('{'))
      resolve({ code, ...output, steps: lines.map((line) => JSON.parse(line) as Step) })
    })
  })
}

/** Resolves once the step was told. */
export function toldStep(child: ChildProcess, step: string): Promise<void> {
  let text = ''
  return new Promise((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes(`"step":"${step}"`)) resolve()
    })
  })
}

/** To the command and the job it runs, as a terminal does. */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

export function factsOf({ steps }: Run, step: string): Step['facts'] {
  return steps.find((each) => each.step === step)?.facts
}
