import type { Crypto, KeyPair } from '@octroi/shared/crypto/crypto'
import type { DeviceId } from '@octroi/shared/ids/id'
import { recordsPerBatchAtMost } from '@octroi/shared/wire/messages/journal'
import type { Journal } from './journal.ts'
import { nextBatch, sealBatch } from './seal.ts'

export interface SealerDependencies {
  readonly crypto: Crypto
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
  private isRunning = false
  private isWanted = false
  private isDue = false
  private timer: NodeJS.Timeout | undefined

  constructor(dependencies: SealerDependencies) {
    this.dependencies = dependencies
  }

  /** Records were committed. */
  wake(): void {
    this.isWanted = true
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.isDue = true
      this.wake()
    }, this.dependencies.lingerMs)
    if (!this.isRunning) void this.run().catch(this.dependencies.onFatal)
  }

  /** Everything that a boot before this one left unsealed goes first. */
  sealLeftovers(): void {
    this.isDue = true
    this.wake()
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private async run(): Promise<void> {
    this.isRunning = true
    try {
      while (this.isWanted) {
        this.isWanted = false
        const isDue = this.isDue
        this.isDue = false
        while (await this.sealNext(isDue));
      }
    } finally {
      this.isRunning = false
    }
  }

  private async sealNext(isDue: boolean): Promise<boolean> {
    const { crypto, journal, signer, onSealed } = this.dependencies
    const records = nextBatch(await journal.unsealed(recordsPerBatchAtMost + 1), isDue)
    if (records.length === 0) {
      if (isDue) this.clearTimer()
      return false
    }
    await journal.seal(sealBatch(crypto, signer, await journal.sealedHead(), records))
    onSealed()
    return true
  }

  private clearTimer(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }
}
