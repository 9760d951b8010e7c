import type { Crypto, KeyPair } from '@octroi/shared/crypto/crypto'
import type { DeviceId } from '@octroi/shared/ids/id'
import { sealBatch } from '@octroi/shared/proof/seal-batch'
import { recordsPerBatchAtMost } from '@octroi/shared/wire/messages/journal'
import type { Timers } from '../clock/timers.ts'
import { WorkLoop } from '../work-loop.ts'
import { type Journal, JournalFullError } from './journal.ts'
import { nextBatch } from './next-batch.ts'

export interface SealerDependencies {
  readonly crypto: Crypto
  readonly timers: Timers
  readonly journal: Journal
  readonly signer: { readonly device: DeviceId; readonly keys: KeyPair }
  /** How long ordinary records may wait for company. */
  readonly lingerMs: number
  readonly onSealed: () => void
  readonly onFatal: (error: unknown) => void
}

/** Seals what was committed into batches, one after another: each follows the one before. */
export class Sealer {
  private readonly dependencies: SealerDependencies
  private readonly loop: WorkLoop
  private isStopped = false
  private isDue = false
  /** Takes back the sealing that is due soon. */
  private notSoon: (() => void) | undefined

  constructor(dependencies: SealerDependencies) {
    this.dependencies = dependencies
    this.loop = new WorkLoop(
      () => this.sealAll(),
      (error) => {
        // A full disk may have room again; nothing is lost meanwhile.
        if (error instanceof JournalFullError) this.sealSoon()
        else dependencies.onFatal(error)
      },
    )
  }

  /** Records were committed. */
  wake(): void {
    if (!this.isStopped) this.loop.wake()
  }

  /** Everything that a boot before this one left unsealed goes first. */
  sealLeftovers(): void {
    this.isDue = true
    this.wake()
  }

  /** Resolves when nothing of it touches the journal any more. What is left is sealed at the next boot. */
  async stop(): Promise<void> {
    this.isStopped = true
    await this.loop.settled()
    this.notSoon?.()
  }

  private async sealAll(): Promise<void> {
    const isDue = this.isDue
    this.isDue = false
    while (await this.sealNext(isDue));
  }

  private async sealNext(isDue: boolean): Promise<boolean> {
    const { crypto, journal, signer, onSealed } = this.dependencies
    const waiting = await journal.unsealed(recordsPerBatchAtMost + 1)
    if (waiting.length === 0) return false
    const records = nextBatch(waiting, isDue)
    if (records.length === 0) {
      this.sealSoon()
      return false
    }
    const previous = await journal.headBefore(records[0]?.seq ?? 0)
    await journal.seal(sealBatch(crypto, signer, previous, records))
    onSealed()
    return true
  }

  private sealSoon(): void {
    const { timers, lingerMs } = this.dependencies
    this.notSoon ??= timers.after(lingerMs, () => {
      this.notSoon = undefined
      this.isDue = true
      this.wake()
    })
  }
}
