import type { Server } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { DeviceBroker } from './broker/device-broker.ts'
import type { ChangeFeed } from './console/live/change-feed.ts'
import type { Storage } from './stores.ts'
import type { Tracing } from './tracing.ts'
import type { Rounds } from './workers/rounds.ts'
import type { Workers } from './workers/workers.ts'

/** How far a hub has come in ending. */
export class Ending {
  private readonly draining = new AbortController()
  private readonly stopped = new AbortController()

  /** It still serves, but should be sent nothing more. */
  get isDraining(): boolean {
    return this.draining.signal.aborted
  }

  /** Aborted as it stops to serve. */
  get stopping(): AbortSignal {
    return this.stopped.signal
  }

  drain(): void {
    this.draining.abort()
  }

  stop(): void {
    this.stopped.abort()
  }
}

export interface StoppableParts {
  readonly drainMs: number
  readonly ending: Ending
  readonly changes: ChangeFeed
  readonly server: Server
  readonly metricsServer: Server | undefined
  readonly broker: DeviceBroker
  readonly leaseRounds: Rounds
  readonly workers: Workers
  readonly storage: Storage
  readonly tracing: Tracing
  readonly hold: { release(): Promise<void> }
}

/** What is asked and under way is answered within this. */
const answerWithinMs = 3500

/**
 * Ends a hub in order: says that it drains, serves until everybody may know it, answers what is under way, sends devices
 * the receipts they are due, ends or gives back deliveries, and lets itself be watched to the last.
 */
export async function stopHub(parts: StoppableParts): Promise<void> {
  const { drainMs, ending, changes, server, metricsServer, broker, leaseRounds, workers, storage, tracing, hold } = parts
  ending.drain()
  await wait(drainMs)
  ending.stop()
  changes.end()
  await Promise.all([closeServer(server), leaseRounds.stop(), broker.close()])
  await workers.stop()
  await storage.close()
  await tracing.flush()
  if (metricsServer !== undefined) await closeServer(metricsServer)
  await hold.release()
}

/** Takes no more connections, and answers what is under way for a moment longer. */
async function closeServer(server: Server): Promise<void> {
  const deadline = setTimeout(() => server.closeAllConnections(), answerWithinMs)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
  clearTimeout(deadline)
}
