import type { AccountId, TenantId } from '@octroi/shared/ids/id'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { ledgerAccountKinds } from '../../ledger/entry.ts'

/** What the columns of a key hold: text, whole numbers, bytes. */
type KeyKind = 't' | 'n' | 'b'

export interface PersonalTable {
  readonly table: string
  /** The primary key without the tenant. */
  readonly key: Readonly<Record<string, KeyKind>>
  readonly isOwn: (account: AccountId, tenant: TenantId) => RawBuilder<SqlBool>
  /** Secrets, and what is another's. */
  readonly hidden?: readonly string[]
  /** Of rows that are large. */
  readonly rowsAtMost?: number
}

const ofAccount: PersonalTable['isOwn'] = (account) => sql`account = ${account}`
const onDevice: PersonalTable['isOwn'] = (account, tenant) =>
  sql`device in (select device from devices where tenant = ${tenant} and owner = ${account})`
const ofSubscription: PersonalTable['isOwn'] = (account, tenant) =>
  sql`subscription in (select subscription from subscriptions where tenant = ${tenant} and account = ${account})`
const inOrder: PersonalTable['isOwn'] = (account, tenant) =>
  sql`order_id in (select order_id from orders where tenant = ${tenant} and account = ${account})`
const toEndpoint: PersonalTable['isOwn'] = (account, tenant) =>
  sql`endpoint in (select endpoint from webhook_endpoints where tenant = ${tenant} and account = ${account})`

/** Of the account itself, its devices and its subscriptions. */
export const ofThings: PersonalTable['isOwn'] = (account, tenant) => sql`(
  thing = ${account} or thing in (select device from devices where tenant = ${tenant} and owner = ${account})
  or thing in (select subscription from subscriptions where tenant = ${tenant} and account = ${account}))`

/** Where something of a person is kept. Parts have names of their own where a table holds two kinds. */
export const personalTables: Readonly<Record<string, PersonalTable>> = {
  accounts: { table: 'accounts', key: { account: 't' }, isOwn: ofAccount },
  account_profiles: { table: 'account_profiles', key: { account: 't' }, isOwn: ofAccount },
  account_attributes: { table: 'account_attributes', key: { account: 't', attribute: 't' }, isOwn: ofAccount },
  account_activity: { table: 'account_activity', key: { account: 't', counter: 't', month_ms: 'n' }, isOwn: ofAccount },
  external_ids: { table: 'external_ids', key: { kind: 't', system: 't', external_id: 't' }, isOwn: ofThings },
  standing_changes: { table: 'standing_changes', key: { account: 't', at_ms: 'n' }, isOwn: ofAccount },
  api_keys: { table: 'api_keys', key: { api_key: 't' }, isOwn: ofAccount, hidden: ['secret_hash'] },
  orders: { table: 'orders', key: { order_id: 't' }, isOwn: ofAccount },
  order_items: { table: 'order_items', key: { order_id: 't', nth: 'n' }, isOwn: inOrder },
  order_steps: { table: 'order_steps', key: { order_id: 't', step: 't' }, isOwn: inOrder },
  order_events: { table: 'order_events', key: { order_id: 't', nth: 'n' }, isOwn: inOrder },
  subscriptions: { table: 'subscriptions', key: { subscription: 't' }, isOwn: ofAccount },
  subscription_changes: { table: 'subscription_changes', key: { subscription: 't', change: 't' }, isOwn: ofSubscription },
  coupon_redemptions: { table: 'coupon_redemptions', key: { coupon: 't', nth: 'n' }, isOwn: ofAccount },
  credits: { table: 'credits', key: { credit: 't' }, isOwn: ofAccount },
  wallets: { table: 'wallets', key: { account: 't', wallet: 't' }, isOwn: ofAccount },
  wallet_movements: { table: 'wallet_movements', key: { account: 't', wallet: 't', nth: 'n' }, isOwn: ofAccount },
  wallet_bills: {
    table: 'wallet_bills',
    key: { account: 't', wallet: 't', subscription: 't', period_ms: 'n' },
    isOwn: ofAccount,
  },
  top_ups: { table: 'top_ups', key: { top_up: 't' }, isOwn: ofAccount },
  entitlements: { table: 'entitlements', key: { entitlement: 't' }, isOwn: ofAccount },
  quota_usage: {
    table: 'quota_usage',
    key: { account: 't', meter: 't', quota_device: 't', from_ms: 'n' },
    isOwn: ofAccount,
  },
  quota_grants: { table: 'quota_grants', key: { quota_grant: 't' }, isOwn: ofAccount },
  quota_allotments: {
    table: 'quota_allotments',
    key: { account: 't', meter: 't', quota_device: 't', device: 't', lease_seq: 'n' },
    isOwn: ofAccount,
  },
  consents: {
    table: 'consents',
    key: { consent: 't' },
    isOwn: (account) => sql`(owner = ${account} or grantee = ${account})`,
  },
  authorizations: { table: 'authorizations', key: { authorization: 't' }, isOwn: (account) => sql`requester = ${account}` },
  outstanding_grants: {
    table: 'outstanding_grants',
    key: { subscription: 't', service: 't', currency: 't', part: 'n' },
    isOwn: ofSubscription,
  },
  /** Granted to others on the person's devices: their permits, prices and references are theirs. */
  authorizations_of_others: {
    table: 'authorizations',
    key: { authorization: 't' },
    isOwn: (account, tenant) => sql`requester <> ${account} and ${onDevice(account, tenant)}`,
    hidden: ['reference', 'quote', 'permit', 'reasons', 'subscription', 'passcode_slot_s', 'passcode_n'],
  },
  devices: { table: 'devices', key: { device: 't' }, isOwn: (account) => sql`owner = ${account}` },
  device_owners: { table: 'device_owners', key: { device: 't', from_ms: 'n' }, isOwn: (account) => sql`owner = ${account}` },
  device_keys: { table: 'device_keys', key: { device: 't', public_key: 'b' }, isOwn: onDevice },
  device_suspensions: { table: 'device_suspensions', key: { device: 't', from_ms: 'n' }, isOwn: onDevice },
  device_keypads: { table: 'device_keypads', key: { device: 't' }, isOwn: onDevice },
  device_counters: {
    table: 'device_counters',
    key: { device: 't', service: 't', counter: 't', period_ms: 'n' },
    isOwn: onDevice,
  },
  device_revocations: { table: 'device_revocations', key: { device: 't' }, isOwn: onDevice, hidden: ['deny'] },
  journal_heads: { table: 'journal_heads', key: { device: 't' }, isOwn: onDevice },
  device_contacts: { table: 'device_contacts', key: { device: 't' }, isOwn: onDevice },
  last_movements: { table: 'last_movements', key: { device: 't', service: 't' }, isOwn: onDevice },
  leases: { table: 'leases', key: { device: 't', lease_seq: 'n' }, isOwn: onDevice },
  access_events: { table: 'access_events', key: { device: 't', seq: 'n' }, isOwn: onDevice },
  overlap_events: { table: 'overlap_events', key: { device: 't', seq: 'n', boot: 'b' }, isOwn: onDevice },
  batches: { table: 'batches', key: { device: 't', first: 'n' }, isOwn: onDevice, rowsAtMost: 5 },
  quarantine: {
    table: 'quarantine',
    key: { device: 't', bytes_hash: 'b', verdict: 't' },
    isOwn: onDevice,
    rowsAtMost: 5,
  },
  reading_spans: { table: 'reading_spans', key: { device: 't', source: 't', from_ms: 'n' }, isOwn: onDevice },
  unrated_usage: {
    table: 'unrated_usage',
    key: { device: 't', service: 't', meter: 't', reason: 't' },
    isOwn: onDevice,
  },
  usage_events: { table: 'usage_events', key: { event: 't' }, isOwn: ofAccount },
  rejected_events: { table: 'rejected_events', key: { rejected: 't' }, isOwn: ofAccount, rowsAtMost: 20 },
  usage_aggregates: {
    table: 'usage_aggregates',
    key: { subscription: 't', period_ms: 'n', price: 't', catalogue_version: 'n', band: 't' },
    isOwn: ofSubscription,
  },
  usage_cells: {
    table: 'usage_cells',
    key: { subscription: 't', period_ms: 'n', price: 't', catalogue_version: 'n', band: 't', cell: 't' },
    isOwn: ofSubscription,
  },
  ordered_events: {
    table: 'ordered_events',
    key: { subscription: 't', period_ms: 'n', price: 't', happened_ms: 'n', device: 't', seq: 'n', overlap: 't' },
    isOwn: ofSubscription,
  },
  usage_series: {
    table: 'usage_series',
    key: { subscription: 't', price: 't', day_ms: 'n', band: 't' },
    isOwn: ofSubscription,
  },
  usage_sources: {
    table: 'usage_sources',
    key: {
      subscription: 't',
      period_ms: 'n',
      price: 't',
      catalogue_version: 'n',
      band: 't',
      device: 't',
      first: 'n',
      overlap: 't',
    },
    isOwn: ofSubscription,
  },
  charges: {
    table: 'charges',
    key: { subscription: 't', happened_ms: 'n', device: 't', seq: 'n', price: 't' },
    isOwn: ofSubscription,
  },
  charge_shares: {
    table: 'charge_shares',
    key: { account: 't', happened_ms: 'n', device: 't', seq: 'n', subscription: 't', price: 't' },
    isOwn: ofAccount,
  },
  resales: { table: 'resales', key: { resale: 't' }, isOwn: ofAccount, hidden: ['code_hash'] },
  wholesale_sources: {
    table: 'wholesale_sources',
    key: {
      subscription: 't',
      period_ms: 'n',
      price: 't',
      catalogue_version: 'n',
      band: 't',
      device: 't',
      first: 'n',
      batch: 't',
    },
    isOwn: ofSubscription,
  },
  disputes: { table: 'disputes', key: { dispute: 't' }, isOwn: ofAccount },
  balances: { table: 'balances', key: { ledger_account: 't', currency: 't' }, isOwn: inLedger },
  ledger_postings: { table: 'ledger_postings', key: { entry_key: 't', line: 'n' }, isOwn: inLedger },
  webhook_endpoints: {
    table: 'webhook_endpoints',
    key: { endpoint: 't' },
    isOwn: ofAccount,
    hidden: ['sealed_secret'],
  },
  outbox: { table: 'outbox', key: { message: 't' }, isOwn: toEndpoint },
  audit_entries: { table: 'audit_entries', key: { entry: 't' }, isOwn: ofAccount },
}

/** Tables that tell nothing of a person, or nothing that may leave the hub. */
export const tablesOfNobody = [
  'ledger_totals',
  ...['tenants', 'signing_keys', 'tenant_secrets', 'catalogue_versions', 'share_agreements', 'booked_totals', 'day_charges'],
  // Those who work at the operator: they see to their own data in the console.
  ...['operators', 'operator_sessions'],
  // Secrets and what is made of them, for hours at most.
  ...['browser_sessions', 'device_sessions', 'device_claims', 'spent_nonces', 'idempotency_keys', 'passcode_keys'],
] as const

export function inLedger(account: AccountId): RawBuilder<SqlBool> {
  return sql`ledger_account in (${sql.join(ledgerAccountKinds.map((kind) => `${kind} ${account}`))})`
}
