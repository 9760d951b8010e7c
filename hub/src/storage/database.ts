import type { Generated } from 'kysely'
import type { AuthorizationTables } from './authorization-tables.ts'
import type { CustomerTables } from './customer-tables.ts'
import type { OrderTables } from './order-tables.ts'
import type { PromotionTables } from './promotion-tables.ts'
import type { QuotaTables } from './quota-tables.ts'
import type { ResaleTables } from './resale-tables.ts'
import type { PhaseColumns, SubscriptionTables } from './subscription-tables.ts'
import type { UsageEventTables } from './usage-event-tables.ts'
import type { WalletTables } from './wallet-tables.ts'

/**
 * The tables, alike on both engines. The tenant leads every primary key. Instants are whole milliseconds (`_ms`) or
 * seconds (`_s`); exact numbers and quantities are decimal text in SQLite and NUMERIC in PostgreSQL, text in both when
 * bound and read, because neither driver carries a `bigint` faithfully.
 */
export interface Database
  extends AuthorizationTables,
    CustomerTables,
    OrderTables,
    PromotionTables,
    QuotaTables,
    ResaleTables,
    SubscriptionTables,
    UsageEventTables,
    WalletTables {
  tenants: {
    tenant: string
    name: string
    zone: string
    operator: string
    policy: string
    root_key: Uint8Array
    keyset: Uint8Array
    created_ms: number
    mode: string
    test_twin: string | null
  }
  signing_keys: {
    tenant: string
    public_key: Uint8Array
    key_use: string
    sealed_secret: Uint8Array
    not_before_s: number
    expires_s: number
  }
  tenant_secrets: { tenant: string; purpose: string; sealed_secret: Uint8Array }
  accounts: {
    tenant: string
    account: string
    name: string
    zone: string
    created_ms: number
    standing: Generated<string>
    standing_reason: string | null
    standing_since_ms: number | null
    erased_ms: number | null
    erasure_ground: string | null
    folded_name: string
  }
  standing_changes: {
    tenant: string
    account: string
    at_ms: number
    standing: string
    reason: string
    set_by: string | null
  }
  api_keys: {
    tenant: string
    api_key: string
    account: string
    role: string
    label: string
    secret_hash: Uint8Array
    created_ms: number
    revoked_ms: number | null
  }
  catalogue_versions: {
    tenant: string
    version: number
    effective_ms: number
    published_ms: number
    touches: string
    source: string
    catalogue: string
  }
  subscriptions: {
    tenant: string
    subscription: string
    account: string
    order_id: string
    offer: string
    catalogue_version: number
    device: string | null
    zone: string
    from_ms: number
    until_ms: number | null
  } & PhaseColumns
  entitlements: {
    tenant: string
    entitlement: string
    subscription: string
    account: string
    service: string
    actions: string
    reach: string
    device: string | null
    from_ms: number
    until_ms: number | null
    lease: string | null
    quotas: string | null
    limit_terms: string | null
    entitled_value: string | null
  }
  authorizations: {
    tenant: string
    authorization: string
    requester: string
    device: string
    service: string
    action: string
    from_ms: number
    until_ms: number
    reference: string | null
    decision: string
    refusal: string | null
    reasons: string
    subscription: string | null
    quote: string | null
    permit: Uint8Array | null
    outcome: string | null
    revocation_version: number | null
    revoked_ms: number | null
    revocation_seq: number | null
    decided_ms: number
    passcode_slot_s: number | null
    passcode_n: number | null
    passcode_generation: number | null
  }
  device_keypads: { tenant: string; device: string; actions: string }
  passcode_keys: {
    tenant: string
    device: string
    generation: number
    epoch: number
    from_s: number | null
    /** 1 once the device connected with the session that told it. */
    held: number
  }
  access_events: {
    tenant: string
    device: string
    seq: number
    authorization: string | null
    type: string
    service: string
    at_ms: number
    time_state: string
    detail: string | null
    /** Where a list of openings has it; null for what opened nothing. */
    listed_ms: number | null
  }
  /** The last opening and the last closing of each service of a device, by their numbers in the journal; 0 for none. */
  last_movements: {
    tenant: string
    device: string
    service: string
    opened_seq: number
    closed_seq: number
    /** When it was opened, where no closing follows. */
    open_ms: number | null
  }
  /** Access events whose numbers another boot of the device used too, in an overlap that was released. */
  overlap_events: {
    tenant: string
    device: string
    boot: Uint8Array
    seq: number
    authorization: string | null
    type: string
    service: string
    at_ms: number
    time_state: string
    detail: string | null
  }
  devices: {
    tenant: string
    device: string
    owner: string
    label: string
    services: string
    state: string
    epoch: number
    created_ms: number
    suspended_ms: number | null
    suspension_reason: string | null
    folded_label: string
  }
  /** What was last heard of a device: when it connected, when a batch came, and of the newest record by what clock. */
  device_contacts: {
    tenant: string
    device: string
    connected_ms: number | null
    told_ms: number | null
    seq: number
    time_state: string | null
  }
  device_claims: { tenant: string; claim_hash: Uint8Array; device: string; expires_ms: number; used_by: Uint8Array | null }
  device_keys: { tenant: string; device: string; public_key: Uint8Array; enrolled_ms: number }
  spent_nonces: { tenant: string; device: string; nonce: Uint8Array; expires_ms: number }
  device_revocations: {
    tenant: string
    device: string
    version: number
    epoch: number
    deny: string
  }
  device_sessions: {
    tenant: string
    device: string
    session: string
    token_hash: Uint8Array
    expires_ms: number
    device_nonce: Uint8Array | null
  }
  journal_heads: { tenant: string; device: string; boot: Uint8Array; through: number; head: Uint8Array; gap_ms: number | null }
  batches: {
    tenant: string
    device: string
    first: number
    last: number
    boot: Uint8Array
    previous: Uint8Array
    payload_hash: Uint8Array
    /** The signed batch alone once its records were forgotten. */
    envelope: Uint8Array
    received_ms: number
    forgotten_ms: number | null
  }
  quarantine: {
    tenant: string
    device: string
    bytes_hash: Uint8Array
    verdict: string
    detail: string
    first: number | null
    last: number | null
    bytes: Uint8Array
    received_ms: number
    overlap: Uint8Array | null
    counted: Generated<number>
    state: Generated<string>
    decided_by: string | null
    decided_ms: number | null
    reason: string | null
  }
  leases: {
    tenant: string
    device: string
    lease_seq: number
    signed: Uint8Array
    issued_ms: number
    applied_seq: number | null
  }
  device_counters: {
    tenant: string
    device: string
    service: string
    counter: string
    period_ms: number
    quantity: string
  }
  /** What the charges of a day in the tenant's zone come to. */
  day_charges: { tenant: string; day: string; currency: string; exact: string; charges: number }
  /** By quarters of an hour, as decimals parted by commas; an empty one counted nothing. */
  usage_series: { tenant: string; subscription: string; price: string; day_ms: number; band: string; quarters: string }
  usage_aggregates: {
    tenant: string
    subscription: string
    price: string
    catalogue_version: number
    band: string
    period_ms: number
    quantity: string
    records: number
  }
  usage_cells: {
    tenant: string
    subscription: string
    period_ms: number
    price: string
    catalogue_version: number
    band: string
    cell: string
    quantity: string
    records: number
    place: string | null
  }
  ordered_events: {
    tenant: string
    subscription: string
    period_ms: number
    price: string
    catalogue_version: number
    happened_ms: number
    device: string
    seq: number
    overlap: string
    band: string
    quantity: string
  }
  charges: {
    tenant: string
    subscription: string
    price: string
    catalogue_version: number
    band: string
    device: string
    seq: number
    authorization: string
    happened_ms: number
    period_ms: number
    quantity: string
    exact: string
    currency: string
    explanation: string
  }
  reading_spans: {
    tenant: string
    device: string
    source: string
    from_ms: number
    until_ms: number
  }
  usage_sources: {
    tenant: string
    subscription: string
    period_ms: number
    price: string
    catalogue_version: number
    band: string
    /** Of an event, the event. */
    device: string
    first: number
    overlap: string
    seqs: string
    records: number
  }
  disputes: {
    tenant: string
    dispute: string
    account: string
    month: string
    subscription: string
    price: string
    catalogue_version: number | null
    band: string
    reason: string
    state: string
    opened_ms: number
    ended_ms: number | null
    answer: string | null
    open_line: string | null
  }
  browser_sessions: { tenant: string; token_hash: Uint8Array; api_key: string; expires_ms: number }
  operators: {
    tenant: string
    operator: string
    email: string
    name: string
    role: string
    password_hash: string | null
    totp_secret: Uint8Array | null
    totp_step: number | null
    recovery_codes: string
    issuer: string | null
    subject: string | null
    created_ms: number
    disabled_ms: number | null
    failures: number
    locked_until_ms: number | null
  }
  operator_sessions: {
    tenant: string
    token_hash: Uint8Array
    operator: string
    browser: string
    opened_ms: number
    used_ms: number
  }
  audit_entries: {
    tenant: string
    entry: string
    at_ms: number
    account: string
    /** Empty where a person in the console or a command acted, and no key. */
    api_key: string
    operator: string | null
    role: string
    action: string
    target: string
    made: string | null
    result: string
  }
  share_agreements: {
    tenant: string
    agreement: string
    offer: string
    from_ms: number
    shares: string
    agreed_ms: number
  }
  charge_shares: {
    tenant: string
    device: string
    seq: number
    subscription: string
    price: string
    account: string
    authorization: string
    happened_ms: number
    exact: string
    currency: string
  }
  booked_totals: {
    tenant: string
    total_key: string
    exact: string
    booked: string
  }
  ledger_postings: {
    tenant: string
    entry_key: string
    line: number
    ledger_account: string
    currency: string
    minor: string
    at_ms: number
  }
  balances: {
    tenant: string
    ledger_account: string
    currency: string
    debit: string
    credit: string
  }
  ledger_totals: {
    tenant: string
    currency: string
    debit: string
    credit: string
  }
  unrated_usage: {
    tenant: string
    device: string
    service: string
    meter: string
    reason: string
    quantity: string
    records: number
  }
  webhook_endpoints: {
    tenant: string
    endpoint: string
    account: string
    url: string
    sealed_secret: Uint8Array
    created_ms: number
  }
  outbox: {
    tenant: string
    message: string
    endpoint: string
    type: string
    dedupe_key: string
    payload: string
    state: Generated<string>
    attempts: Generated<number>
    due_ms: number
    created_ms: number
    delivered_ms: number | null
    last_error: string | null
  }
  idempotency_keys: {
    tenant: string
    account: string
    idempotency_key: string
    fingerprint: Uint8Array
    sealed_answer: Uint8Array
    created_ms: number
  }
}
