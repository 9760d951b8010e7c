import type { KeyPair } from '@octroi/shared/crypto/crypto'
import type { TenantId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Storage } from '../stores.ts'
import { unsealKey } from '../tenants/signer.ts'

/** For so long a key that was replaced may go on signing. */
export const heldMs = 60_000
const tenantsAtMost = 1000

interface Held {
  readonly keys: Promise<KeyPair>
  readonly sinceMs: number
}

/** The keys that sign receipts, unsealed once a minute and not for each of thousands of batches. */
export class ReceiptKeys {
  private readonly storage: Pick<Storage, 'read'>
  private readonly environment: Pick<Environment, 'nowMs' | 'sealer'>
  private readonly held = new Map<TenantId, Held>()

  constructor(storage: Pick<Storage, 'read'>, environment: Pick<Environment, 'nowMs' | 'sealer'>) {
    this.storage = storage
    this.environment = environment
  }

  of(tenant: TenantId): Promise<KeyPair> {
    const nowMs = this.environment.nowMs()
    const held = this.held.get(tenant)
    // Nothing is held longer because the clock was set back.
    if (held !== undefined && held.sinceMs <= nowMs && nowMs < held.sinceMs + heldMs) return held.keys
    const read: Held = { keys: this.read(tenant), sinceMs: nowMs }
    read.keys.catch(() => {
      if (this.held.get(tenant) === read) this.held.delete(tenant)
    })
    this.held.delete(tenant)
    if (this.held.size >= tenantsAtMost) this.held.delete(this.held.keys().next().value as TenantId)
    this.held.set(tenant, read)
    return read.keys
  }

  private async read(tenant: TenantId): Promise<KeyPair> {
    const key = await this.storage.read(tenant, ({ tenants }) => tenants.signingKey('receipts'))
    return unsealKey(this.environment.sealer, key)
  }
}
