/** How long what a table holds is kept. */
interface Retained {
  /** Days after it served its purpose. */
  readonly days: number
  /** An operator may not choose fewer: the hub needs it, or could not answer for it. Absent where there is no choice. */
  readonly least?: number
  /** It tells of persons or devices, so that its removal is noted in the audit log. */
  readonly isNoted: boolean
}

/** Tables whose rows go when their time is over, and from when it counts. */
export const retained = {
  /** Answers kept for repeats, from when they were given. */
  idempotency_keys: { days: 1, isNoted: false },
  /** Sessions, nonces and claim codes, from when they end. */
  browser_sessions: { days: 0, isNoted: false },
  operator_sessions: { days: 0, isNoted: false },
  device_sessions: { days: 0, isNoted: false },
  spent_nonces: { days: 0, isNoted: false },
  device_claims: { days: 30, isNoted: false },
  /** Confirmations that were delivered or given up, from when they were made: those on their way stay. */
  outbox: { days: 90, least: 7, isNoted: true },
  /** All but a device's newest, from when they were given. */
  leases: { days: 400, least: 31, isNoted: true },
  /** From when they happened. */
  access_events: { days: 1095, least: 31, isNoted: true },
  overlap_events: { days: 1095, least: 31, isNoted: true },
  /** The records in them, from when they came: the signed heads, and with them the chain, stay for good. */
  batches: { days: 1095, least: 62, isNoted: true },
  /** Decided entries but gaps, from when they came: what waits, waits. */
  quarantine: { days: 1095, least: 62, isNoted: true },
  /** From when they came. Twice as long as one may be late: what is forgotten could count anew, and what waits is put right later. */
  usage_events: { days: 1095, least: 801, isNoted: true },
  /** From when they came, whatever became of them: later they would be too old to be taken in. */
  rejected_events: { days: 400, least: 31, isNoted: true },
  /** From the end of their window. */
  authorizations: { days: 1095, least: 62, isNoted: true },
  /** From when they were revoked or ended. */
  api_keys: { days: 1095, least: 31, isNoted: true },
  consents: { days: 1095, least: 31, isNoted: true },
  disputes: { days: 3650, least: 365, isNoted: true },
  audit_entries: { days: 1095, least: 365, isNoted: true },
} as const satisfies Readonly<Record<string, Retained>>

export type RetainedTable = keyof typeof retained

export const retainedTables = Object.keys(retained) as readonly RetainedTable[]

/** Tables that no time is counted for, and why. A table is here or above. */
export const keptForGood = {
  ...kept('the money: what was counted, charged, shared and booked', [
    'orders',
    'order_items',
    'order_steps',
    'order_events',
    'subscriptions',
    'subscription_changes',
    'entitlements',
    'quota_usage',
    'quota_grants',
    'quota_allotments',
    'outstanding_grants',
    'coupon_redemptions',
    'credits',
    'wallets',
    'wallet_movements',
    'wallet_bills',
    'top_ups',
    'charges',
    'charge_shares',
    'booked_totals',
    'ledger_postings',
    'ledger_totals',
    'balances',
    'usage_aggregates',
    'usage_cells',
    'ordered_events',
    'usage_series',
    'day_charges',
    'usage_sources',
    'wholesale_sources',
    'unrated_usage',
    'reading_spans',
    'device_counters',
    'account_activity',
    'share_agreements',
  ]),
  ...kept('who is who; a person is erased by request', [
    'accounts',
    'account_profiles',
    'account_attributes',
    'external_ids',
    'standing_changes',
    'devices',
    'device_owners',
    'resales',
    'webhook_endpoints',
    'operators',
  ]),
  ...kept('what keeps a device safe and its journal whole', [
    'device_keys',
    'device_keypads',
    'device_suspensions',
    'passcode_keys',
    'device_revocations',
    'journal_heads',
    'device_contacts',
    'last_movements',
  ]),
  ...kept('the tenant, and what it sells', ['tenants', 'tenant_secrets', 'signing_keys', 'catalogue_versions']),
} as const

function kept(why: string, tables: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tables.map((table) => [table, why]))
}

/** Days for each table that an operator chose others for. */
export type RetentionDays = Readonly<Partial<Record<RetainedTable, number>>>

const dayMs = 86_400_000

/** What ended before this instant is over. */
export function overBefore(table: RetainedTable, days: RetentionDays, nowMs: number): number {
  return nowMs - (days[table] ?? retained[table].days) * dayMs
}
