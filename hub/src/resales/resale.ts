import type { ResaleSide, ResaleState } from '@octroi/shared/api/vocabulary'
import type { AccountId, ResaleId, TenantId } from '@octroi/shared/ids/id'

/**
 * Two tenants agreed that one sells on what the other supplies. Each keeps a row of its own under the same id, and knows
 * nothing of the other but its name.
 */
export type Resale = SupplierResale | ResellerResale

interface BothSides {
  readonly id: ResaleId
  readonly proposedAtMs: number
  readonly endedAtMs?: number
  readonly endedBy?: ResaleSide
}

/** As the tenant that sells wholesale keeps it. */
export interface SupplierResale extends BothSides {
  readonly side: 'supplier'
  /** Stands for the reseller: it buys wholesale offers. */
  readonly account: AccountId
  /** Until it was used: whoever holds it may accept. */
  readonly code?: { readonly hash: Uint8Array; readonly expiresAtMs: number }
  readonly partner?: ResalePartner
  readonly agreedAtMs?: number
}

/** As the tenant that sells on keeps it: once it accepted. */
export interface ResellerResale extends BothSides {
  readonly side: 'reseller'
  readonly partner: ResalePartner
  readonly agreedAtMs: number
}

/** The tenant on the other side. */
export interface ResalePartner {
  readonly tenant: TenantId
  readonly name: string
}

export function resaleState(resale: Resale, nowMs: number): ResaleState {
  if (resale.endedAtMs !== undefined) return 'ended'
  if (resale.agreedAtMs !== undefined) return 'agreed'
  return isOpen(resale, nowMs) ? 'proposed' : 'lapsed'
}

/** Whether its code may still be used. */
export function isOpen(resale: Resale, nowMs: number): boolean {
  return resale.side === 'supplier' && resale.endedAtMs === undefined && nowMs < (resale.code?.expiresAtMs ?? 0)
}
