import type { z } from 'zod'
import { type eventReceiptsSchema, eventsPerBatchAtMost, type SentEvent } from '../api/usage-events.ts'
import { type CallOptions, type HubAddress, HubConnection } from './hub-connection.ts'
import { usageFeedRoutes as routes } from './usage-feed-routes.ts'

export type EventReceipt = z.infer<typeof eventReceiptsSchema>['receipts'][number]

/** Well below what the hub takes in one request. */
const bytesPerBatchAtMost = 512 * 1024

/**
 * Sends the usage of a service without a device. An event is taken in once for its source and id, so that whatever failed
 * half-way is simply sent again.
 */
export class UsageFeed {
  private readonly hub: HubConnection

  constructor(address: HubAddress) {
    this.hub = new HubConnection(address)
  }

  /** A receipt for each event, in order: also for those that were rejected, which the hub keeps. */
  async sendEvents(events: readonly SentEvent[], options?: CallOptions): Promise<readonly EventReceipt[]> {
    const receipts: EventReceipt[] = []
    for (const batch of batches(events)) {
      const answer = await this.hub.postEvents(routes.sendEvents.path, batch, routes.sendEvents.answer, options)
      receipts.push(...answer.receipts)
    }
    return receipts
  }
}

/** As many in one request as fit. */
function* batches(events: readonly SentEvent[]): Generator<readonly SentEvent[]> {
  let batch: SentEvent[] = []
  let bytes = 0
  for (const event of events) {
    const size = new TextEncoder().encode(JSON.stringify(event)).length
    if (batch.length === eventsPerBatchAtMost || (batch.length > 0 && bytes + size > bytesPerBatchAtMost)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(event)
    bytes += size + 1
  }
  if (batch.length > 0) yield batch
}
