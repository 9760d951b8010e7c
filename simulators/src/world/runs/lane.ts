import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Plan, Run } from '../world.ts'
import { endless, runSeed } from './run-seed.ts'

/** Runs worlds, one after another. */
export interface Lane {
  readonly run: (plan: Plan) => Promise<Run>
  readonly end: () => void
}

/** In this process. */
export const ownLane: Lane = { run: runSeed, end: () => undefined }

const worker = fileURLToPath(new URL('./worker.js', import.meta.url))
/** A world takes seconds. One that takes this long runs in circles. */
const worldWithinMs = 300_000

/** In a process of its own, with a bug in its code where one is named. */
export function childLane(mutation?: string): Lane {
  let started: Promise<ChildProcess> | undefined
  let child: ChildProcess | undefined
  const start = async (): Promise<ChildProcess> => {
    child = fork(worker, mutation === undefined ? [] : [mutation], { serialization: 'advanced' })
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('a process to run worlds in does not start')))
    await Promise.race([once(child, 'message'), ended])
    // That it ends later is looked after by whoever waits for it then.
    ended.catch(() => undefined)
    return child
  }
  const end = (): void => {
    child?.kill('SIGKILL')
    started = undefined
  }
  const run = async (plan: Plan): Promise<Run> => {
    started ??= start()
    const running = await started
    return new Promise((resolve) => {
      const timer = setTimeout(() => over('it ran in circles'), worldWithinMs)
      const onExit = (code: number | null, signal: string | null): void => over(`its process ended with ${code ?? signal}`)
      const settle = (done: Run): void => {
        clearTimeout(timer)
        running.off('exit', onExit)
        running.off('message', settle)
        resolve(done)
      }
      const over = (why: string): void => {
        end()
        settle(endless(plan, why))
      }
      running.on('message', settle)
      running.on('exit', onExit)
      running.send(plan)
    })
  }
  return { run, end }
}
