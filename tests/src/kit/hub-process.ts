import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Hub } from '@octroi/hub/compose'
import { root } from './source-files.ts'

/** A hub as what asks it sees it, wherever it runs. */
export type HubInReach = Pick<Hub, 'origin' | 'brokerUrl' | 'stop'> & { readonly pid?: number | undefined }

/** One that can also lose its power. */
export interface HubProcess extends HubInReach {
  kill(): Promise<void>
  /** The exit code, once it has ended; null where a signal ended it. */
  readonly ended: Promise<number | null>
}

/**
 * The hub as a process of its own. With `fileKiBAtMost` no file it writes may grow beyond that, and a write that would is
 * refused by the kernel: what a full disk does.
 */
export function spawnHub(
  environment: Readonly<Record<string, string | undefined>>,
  fileKiBAtMost: number | undefined,
): Promise<HubProcess> {
  const limit = fileKiBAtMost === undefined ? '' : `ulimit -f ${fileKiBAtMost * 2} && `
  const command = `${limit}exec "$0" "$1"`
  const child = spawn('/bin/sh', ['-c', command, process.execPath, join(root, 'hub/dist/main.js')], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    child.kill(signal)
    await ended
  }
  const [stop, kill] = [() => end('SIGTERM'), () => end('SIGKILL')]
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`the hub ended (${signal ?? code}) before it was ready`)))
    child.once('message', ({ ready: { origin, brokerUrl } }: { ready: HubInReach }) =>
      resolve({ origin, brokerUrl, pid: child.pid, stop, kill, ended }),
    )
  })
}
