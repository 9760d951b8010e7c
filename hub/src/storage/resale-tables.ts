/** Tenants that sell on what others supply, each with a row of its own. */
export interface ResaleTables {
  resales: {
    tenant: string
    resale: string
    side: string
    account: string | null
    partner: string | null
    partner_name: string | null
    code_hash: Uint8Array | null
    code_expires_ms: number | null
    proposed_ms: number
    agreed_ms: number | null
    ended_ms: number | null
    ended_by: string | null
  }
  /** What batches of a reseller's devices add to wholesale lines. The device is an alias. */
  wholesale_sources: {
    tenant: string
    subscription: string
    period_ms: number
    price: string
    catalogue_version: number
    band: string
    device: string
    first: number
    batch: string
    seqs: string
    quantity: string | null
  }
}
