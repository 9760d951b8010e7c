import type { Receipt } from '@octroi/shared/wire/messages/journal'
import type { Journal, SealedBatch } from '../journal/journal.ts'
import { WorkLoop } from '../work-loop.ts'
import { type Link, LinkEnded } from './mqtt-link.ts'
import { connected, gone, isLive, type NextSend, nextSend, receiptTaken, type SyncState, sent, withOverdue } from './sync.ts'

export interface SenderDependencies {
  readonly journal: Pick<Journal, 'covering' | 'unacknowledged'>
  readonly link: Pick<Link, 'publish'>
  readonly monotonicMs: () => number
  /** Where journal and hub stand as the connection begins. */
  readonly from: { readonly acknowledgedThrough: number; readonly lastSeq: number }
  /** The journal failed: nothing can be trusted until a new boot. */
  readonly onFatal: (error: unknown) => void
}

/** Sends the journal's batches on one connection, one after another, as the sync state says. */
export class Sender {
  private readonly dependencies: SenderDependencies
  private sync: SyncState
  private readonly loop: WorkLoop

  constructor(dependencies: SenderDependencies) {
    this.dependencies = dependencies
    this.sync = connected(dependencies.from.acknowledgedThrough, dependencies.from.lastSeq)
    this.loop = new WorkLoop(
      () => this.sendAll(),
      (error) => {
        // The next connection sends everything again that has no receipt.
        if (!(error instanceof LinkEnded)) dependencies.onFatal(error)
      },
    )
  }

  /** A batch was sealed, or room came free. */
  wake(): void {
    this.loop.wake()
  }

  receiptTaken(receipt: Receipt): void {
    this.sync = receiptTaken(this.sync, receipt)
    this.wake()
  }

  /** Looks after what got no answer in time. */
  tick(): void {
    const next = withOverdue(this.sync, this.dependencies.monotonicMs())
    if (next === this.sync) return
    this.sync = next
    this.wake()
  }

  /** Resolves when nothing is being sent any more; the link must have ended. */
  async settled(): Promise<void> {
    await this.loop.settled()
  }

  private async sendAll(): Promise<void> {
    while (await this.sendNext());
  }

  private async sendNext(): Promise<boolean> {
    const next = nextSend(this.sync)
    if (next.kind === 'wait') return false
    const batch = await this.batchFor(next)
    if (batch === undefined) {
      if (next.kind === 'again') this.sync = gone(this.sync, next.range)
      return next.kind === 'again'
    }
    this.sync = sent(this.sync, batch, this.dependencies.monotonicMs())
    await this.dependencies.link.publish(isLive(this.sync, batch.first) ? 'up' : 'backlog', batch.envelope)
    return true
  }

  private async batchFor(next: Exclude<NextSend, { kind: 'wait' }>): Promise<SealedBatch | undefined> {
    const { journal } = this.dependencies
    const found =
      next.kind === 'again'
        ? await journal.covering(next.range.first, next.range.last, 1)
        : await journal.unacknowledged(next.fromSeq, 1)
    return found[0]
  }
}
