import type { EndpointId } from '@octroi/shared/ids/id'
import { type Delivering, deliver, leaseDue } from '../outbox/deliver.use-case.ts'
import type { LeasedMessage } from '../outbox/outbox.store.ts'
import type { Tracing } from '../tracing.ts'

/** Deliveries under way at once, in all and to one endpoint: one that does not answer holds up nobody else. */
const atOnce = { inAll: 20, perEndpoint: 2 }

interface Surroundings {
  readonly tracing: Tracing
  readonly onRoom: () => void
  readonly onDefect: (error: unknown) => void
}

/** The confirmations on their way. Each that ends makes room for the next. */
export class Deliveries {
  private readonly delivering: Delivering
  private readonly surroundings: Surroundings
  private readonly underWay = new Set<Promise<void>>()
  private readonly perEndpoint = new Map<EndpointId, number>()

  constructor(delivering: Delivering, surroundings: Surroundings) {
    this.delivering = delivering
    this.surroundings = surroundings
  }

  /** Sends out what is due, as far as there is room. */
  async fill(): Promise<void> {
    const room = atOnce.inAll - this.underWay.size
    if (room === 0) return
    const due = await leaseDue(this.delivering, { limit: room, perEndpoint: atOnce.perEndpoint, underWay: this.perEndpoint })
    for (const leased of due) {
      const { endpoint } = leased.message
      this.count(endpoint, 1)
      const delivery = this.deliver(leased)
        .catch(this.surroundings.onDefect)
        .finally(() => {
          this.underWay.delete(delivery)
          this.count(endpoint, -1)
          this.surroundings.onRoom()
        })
      this.underWay.add(delivery)
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.underWay)
  }

  private deliver(leased: LeasedMessage): Promise<void> {
    const { type, attempts } = leased.message
    const facts = { 'octroi.message.type': type, 'octroi.message.attempt': attempts + 1 }
    return this.surroundings.tracing.step('deliver', { kind: 'internal', facts }, () => deliver(this.delivering, leased))
  }

  private count(endpoint: EndpointId, by: number): void {
    const counted = (this.perEndpoint.get(endpoint) ?? 0) + by
    if (counted === 0) this.perEndpoint.delete(endpoint)
    else this.perEndpoint.set(endpoint, counted)
  }
}
