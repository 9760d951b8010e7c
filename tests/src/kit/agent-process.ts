import { spawn, spawnSync } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeviceId } from '@octroi/shared/ids/id'
import { root } from './source-files.ts'

/** Why no small disk can be made here, or undefined: it takes a mount of its own, which Linux lets a user have, mostly. */
export function whyNoSmallDisk(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux has mounts of a process of its own'
  const tried = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'])
  return tried.status === 0 ? undefined : 'this machine lets nobody mount a disk of their own'
}

/** An agent with a simulated lock as a process of its own, on a disk of its own that is so large. */
export class AgentProcess {
  readonly device: DeviceId
  readonly localUrl: string
  readonly control: string
  private readonly folder: string
  private readonly filler: string
  private readonly stopped: () => Promise<void>

  private constructor(parts: { ready: Ready; folder: string; filler: string; control: string; stop: () => Promise<void> }) {
    this.device = parts.ready.device
    this.localUrl = parts.ready.localUrl
    this.control = parts.control
    this.folder = parts.folder
    this.filler = parts.filler
    this.stopped = parts.stop
  }

  static async start(environment: Readonly<Record<string, string>>, diskKiB: number): Promise<AgentProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'octroi-disk-'))
    const [dataDir, control] = [join(folder, 'data'), join(folder, 'control')]
    await mkdir(dataDir)
    const script = `mount -t tmpfs -o size=${diskKiB}k tmpfs "$0" && exec "$1" "$2"`
    const child = spawn('unshare', ['-rm', 'sh', '-c', script, dataDir, process.execPath, join(root, 'agent/dist/main.js')], {
      env: {
        ...process.env,
        ...environment,
        OCTROI_DATA_DIR: dataDir,
        OCTROI_DRIVER: join(root, 'simulators/dist/drivers/lock.js'),
        OCTROI_DRIVER_OPTIONS: JSON.stringify({ control }),
      },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    const ready = await new Promise<Ready>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) => reject(new Error(`the agent ended (${signal ?? code}) before it was ready`)))
      child.once('message', (message: { ready: Ready }) => resolve(message.ready))
    })
    const stop = (): Promise<void> => {
      child.kill('SIGTERM')
      return ended
    }
    // Its mount is seen by itself alone, and through its entry in /proc by whoever started it.
    const filler = `/proc/${child.pid}/root${dataDir}/filler`
    return new AgentProcess({ ready, folder, filler, control, stop })
  }

  /** Takes every byte of its disk that is left. */
  async fillDisk(): Promise<void> {
    for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
      const chunk = new Uint8Array(size)
      for (let isLeft = true; isLeft; )
        isLeft = await appendFile(this.filler, chunk).then(
          () => true,
          () => false,
        )
    }
  }

  async freeDisk(): Promise<void> {
    await rm(this.filler)
  }

  async stop(): Promise<void> {
    await this.stopped()
    await rm(this.folder, { recursive: true })
  }
}

interface Ready {
  readonly device: DeviceId
  readonly localUrl: string
}
