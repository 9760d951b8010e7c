import type { TenantId } from '@octroi/shared/ids/id'

import type { Topic } from './topics.ts'

type Listener = (topic: Topic) => void

/** Tells those who look at pages that something has changed, in this process: nobody depends on it for what is true. */
export class ChangeFeed {
  private readonly listeners = new Map<TenantId, Set<Listener>>()
  private readonly enders = new Set<() => void>()
  private isEnded = false

  tell(tenant: TenantId, ...topics: readonly Topic[]): void {
    for (const listener of this.listeners.get(tenant) ?? []) {
      for (const topic of topics) listener(topic)
    }
  }

  /** Calls until the returned function is called. `onEnd` is called where the hub stops. */
  listen(tenant: TenantId, listener: Listener, onEnd: () => void): () => void {
    if (this.isEnded) {
      onEnd()
      return () => undefined
    }
    const all = this.listeners.get(tenant) ?? new Set()
    this.listeners.set(tenant, all.add(listener))
    this.enders.add(onEnd)
    return () => {
      this.enders.delete(onEnd)
      all.delete(listener)
      if (all.size === 0 && this.listeners.get(tenant) === all) this.listeners.delete(tenant)
    }
  }

  /** How many look. */
  get size(): number {
    return this.enders.size
  }

  /** Sends everybody home, and whoever still comes, so that a hub that stops need not wait for them. */
  end(): void {
    this.isEnded = true
    for (const end of this.enders) end()
  }
}
