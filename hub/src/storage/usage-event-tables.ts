/** Rows of usage events: those that were taken in, and those that were not. */
export interface UsageEventTables {
  usage_events: {
    tenant: string
    event: string
    source: string
    event_id: string
    account: string
    content: string
    content_hash: Uint8Array
    received_ms: number
    received_from: string
    rejected: string | null
  }
  rejected_events: {
    tenant: string
    rejected: string
    source: string | null
    event_id: string | null
    account: string | null
    body: string
    body_hash: Uint8Array
    code: string
    detail: string
    faults: string | null
    received_ms: number
    received_from: string
    state: string
    decided_ms: number | null
    decided_by: string | null
    reason: string | null
    event: string | null
  }
}
