import type { SealedBatch } from '@octroi/shared/proof/seal-batch'
import type { Receipt } from '@octroi/shared/wire/messages/journal'
import type { Journal } from '../journal/journal.ts'
import { WorkLoop } from '../work-loop.ts'
import { type Link, LinkEnded } from './mqtt-link.ts'
import {
  connected,
  laneOf,
  nothingFor,
  receiptTaken,
  type SyncState,
  sent,
  taken,
  type Wanted,
  wanted,
  withOverdue,
} from './sync.ts'

export interface SenderDependencies {
  readonly journal: Pick<Journal, 'covering' | 'unacknowledged'>
  readonly link: Pick<Link, 'publish'>
  readonly monotonicMs: () => number
  /** What was sealed before the connection began is backlog. */
  readonly sealedThrough: number
  /** What lies before a jump needs an answer of its own. */
  readonly jumpedThrough: number
  /** Whether a batch is still what was sealed. */
  readonly isIntact: (batch: SealedBatch) => boolean
  /** Writes down that a batch cannot be sent any more. */
  readonly onDamaged: (batch: SealedBatch) => Promise<void>
  /** The journal failed: nothing can be trusted until a new boot. */
  readonly onFatal: (error: unknown) => void
}

/** Sends the journal's batches on one connection, a few at a time, as the sync state says. */
export class Sender {
  private readonly dependencies: SenderDependencies
  private sync: SyncState
  private readonly loop: WorkLoop
  private readonly publishing = new Set<Promise<void>>()
  /** Those that were found on this connection, by first record. */
  private readonly damaged = new Set<number>()

  constructor(dependencies: SenderDependencies) {
    this.dependencies = dependencies
    this.sync = connected(dependencies.sealedThrough, dependencies.jumpedThrough)
    this.loop = new WorkLoop(() => this.sendAll(), dependencies.onFatal)
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
    await Promise.all(this.publishing)
  }

  private async sendAll(): Promise<void> {
    while (await this.sendNext());
  }

  private async sendNext(): Promise<boolean> {
    for (const wish of wanted(this.sync)) {
      const batch = await this.batchFor(wish)
      if (batch !== undefined) {
        this.send(wish, batch)
        return true
      }
      this.sync = nothingFor(this.sync, wish)
      if (wish.kind === 'again') return true
    }
    return false
  }

  private send(wish: Wanted, batch: SealedBatch): void {
    this.sync = sent(this.sync, wish, batch)
    const publishing = this.publish(batch).finally(() => this.publishing.delete(publishing))
    this.publishing.add(publishing)
  }

  /** Not awaited by the loop: the way to the broker and back would pass once for each batch. */
  private async publish(batch: SealedBatch): Promise<void> {
    const { link, monotonicMs, onFatal } = this.dependencies
    try {
      await link.publish(laneOf(this.sync, batch), batch.envelope)
      this.sync = taken(this.sync, batch.first, monotonicMs())
    } catch (error) {
      // The next connection sends everything again that has no receipt.
      if (!(error instanceof LinkEnded)) onFatal(error)
    }
  }

  private async batchFor({ kind, range }: Wanted): Promise<SealedBatch | undefined> {
    const { journal, isIntact } = this.dependencies
    for (let { first } = range; first <= range.last; ) {
      const rest = { first, last: range.last }
      const [batch] = kind === 'again' ? await journal.covering(rest, 1) : await journal.unacknowledged(rest, 1)
      if (batch === undefined || isIntact(batch)) return batch
      await this.giveUp(batch)
      first = batch.last + 1
    }
    return undefined
  }

  /** What is left of it goes out once, as evidence; the hub hears from a record of ours that no more will come. */
  private async giveUp(batch: SealedBatch): Promise<void> {
    const { link, onDamaged, onFatal } = this.dependencies
    if (this.damaged.has(batch.first)) return
    this.damaged.add(batch.first)
    await onDamaged(batch)
    const publishing = link.publish(laneOf(this.sync, batch), batch.envelope).catch((error: unknown) => {
      if (!(error instanceof LinkEnded)) onFatal(error)
    })
    this.publishing.add(publishing)
    void publishing.finally(() => this.publishing.delete(publishing))
  }
}
