import type { CreateTableBuilder, Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

type Columns = Readonly<Record<string, 'text' | 'whole' | 'exact' | 'bytes' | 'text?' | 'whole?' | 'bytes?'>>

interface Table {
  readonly columns: Columns
  /** The tenant comes before these. */
  readonly key: readonly string[]
  readonly rows?: 'large'
}

const tables: Readonly<Record<string, Table>> = {
  tenants: {
    columns: {
      name: 'text',
      zone: 'text',
      operator: 'text',
      policy: 'text',
      root_key: 'bytes',
      keyset: 'bytes',
      created_ms: 'whole',
    },
    key: [],
  },
  signing_keys: {
    columns: { public_key: 'bytes', key_use: 'text', sealed_secret: 'bytes', not_before_s: 'whole', expires_s: 'whole' },
    key: ['public_key'],
  },
  accounts: { columns: { account: 'text', name: 'text', zone: 'text', created_ms: 'whole' }, key: ['account'] },
  api_keys: {
    columns: {
      api_key: 'text',
      account: 'text',
      role: 'text',
      label: 'text',
      secret_hash: 'bytes',
      created_ms: 'whole',
      revoked_ms: 'whole?',
    },
    key: ['api_key'],
  },
  catalogue_versions: {
    columns: { version: 'whole', effective_ms: 'whole', published_ms: 'whole', source: 'text', catalogue: 'text' },
    key: ['version'],
    rows: 'large',
  },
  orders: {
    columns: {
      order_id: 'text',
      account: 'text',
      offer: 'text',
      catalogue_version: 'whole',
      device: 'text?',
      starts_ms: 'whole',
      state: 'text',
      subscription: 'text',
      placed_ms: 'whole',
    },
    key: ['order_id'],
  },
  subscriptions: {
    columns: {
      subscription: 'text',
      account: 'text',
      order_id: 'text',
      offer: 'text',
      catalogue_version: 'whole',
      device: 'text?',
      zone: 'text',
      from_ms: 'whole',
      until_ms: 'whole?',
    },
    key: ['subscription'],
  },
  entitlements: {
    columns: {
      entitlement: 'text',
      subscription: 'text',
      account: 'text',
      service: 'text',
      actions: 'text',
      reach: 'text',
      device: 'text?',
      from_ms: 'whole',
      until_ms: 'whole?',
    },
    key: ['entitlement'],
  },
  consents: {
    columns: {
      consent: 'text',
      owner: 'text',
      grantee: 'text',
      service: 'text',
      device: 'text?',
      from_ms: 'whole',
      until_ms: 'whole?',
      given_ms: 'whole',
    },
    key: ['consent'],
  },
  authorizations: {
    columns: {
      authorization: 'text',
      requester: 'text',
      device: 'text',
      service: 'text',
      action: 'text',
      from_ms: 'whole',
      until_ms: 'whole',
      reference: 'text?',
      decision: 'text',
      refusal: 'text?',
      reasons: 'text',
      subscription: 'text?',
      quote: 'text?',
      permit: 'bytes?',
      outcome: 'text?',
      revocation_version: 'whole?',
      revoked_ms: 'whole?',
      revocation_seq: 'whole?',
      decided_ms: 'whole',
    },
    key: ['authorization'],
    rows: 'large',
  },
  access_events: {
    columns: {
      device: 'text',
      seq: 'whole',
      authorization: 'text?',
      type: 'text',
      service: 'text',
      at_ms: 'whole',
      time_state: 'text',
      detail: 'text?',
    },
    key: ['device', 'seq'],
  },
  devices: {
    columns: {
      device: 'text',
      owner: 'text',
      label: 'text',
      services: 'text',
      state: 'text',
      epoch: 'whole',
      created_ms: 'whole',
    },
    key: ['device'],
  },
  device_claims: {
    columns: { claim_hash: 'bytes', device: 'text', expires_ms: 'whole', used_by: 'bytes?' },
    key: ['claim_hash'],
  },
  device_keys: { columns: { device: 'text', public_key: 'bytes', enrolled_ms: 'whole' }, key: ['device', 'public_key'] },
  spent_nonces: { columns: { device: 'text', nonce: 'bytes', expires_ms: 'whole' }, key: ['device', 'nonce'] },
  device_revocations: { columns: { device: 'text', version: 'whole', epoch: 'whole', deny: 'text' }, key: ['device'] },
  device_sessions: {
    columns: { device: 'text', session: 'text', token_hash: 'bytes', expires_ms: 'whole' },
    key: ['device'],
  },
  journal_heads: { columns: { device: 'text', boot: 'bytes', through: 'whole', head: 'bytes' }, key: ['device'] },
  batches: {
    columns: {
      device: 'text',
      first: 'whole',
      last: 'whole',
      boot: 'bytes',
      previous: 'bytes',
      payload_hash: 'bytes',
      envelope: 'bytes',
      received_ms: 'whole',
    },
    key: ['device', 'first'],
    rows: 'large',
  },
  quarantine: {
    columns: {
      device: 'text',
      bytes_hash: 'bytes',
      verdict: 'text',
      detail: 'text',
      first: 'whole?',
      last: 'whole?',
      bytes: 'bytes',
      received_ms: 'whole',
    },
    key: ['device', 'bytes_hash', 'verdict'],
    rows: 'large',
  },
  usage_aggregates: {
    columns: { subscription: 'text', price: 'text', band: 'text', period_ms: 'whole', quantity: 'exact', records: 'whole' },
    key: ['subscription', 'period_ms', 'price', 'band'],
  },
  charges: {
    columns: {
      subscription: 'text',
      price: 'text',
      band: 'text',
      device: 'text',
      seq: 'whole',
      authorization: 'text',
      happened_ms: 'whole',
      period_ms: 'whole',
      quantity: 'exact',
      exact: 'text',
      currency: 'text',
      explanation: 'text',
    },
    key: ['subscription', 'happened_ms', 'device', 'seq', 'price'],
  },
  audit_entries: {
    columns: {
      entry: 'text',
      at_ms: 'whole',
      account: 'text',
      api_key: 'text',
      role: 'text',
      action: 'text',
      target: 'text',
      made: 'text?',
      result: 'text',
    },
    key: ['entry'],
    rows: 'large',
  },
  share_agreements: {
    columns: { agreement: 'text', offer: 'text', from_ms: 'whole', shares: 'text', agreed_ms: 'whole' },
    key: ['agreement'],
  },
  charge_shares: {
    columns: {
      device: 'text',
      seq: 'whole',
      subscription: 'text',
      price: 'text',
      account: 'text',
      authorization: 'text',
      happened_ms: 'whole',
      exact: 'text',
      currency: 'text',
    },
    key: ['account', 'happened_ms', 'device', 'seq', 'subscription', 'price'],
  },
  booked_totals: { columns: { total_key: 'text', exact: 'text', booked: 'exact' }, key: ['total_key'] },
  ledger_postings: {
    columns: {
      entry_key: 'text',
      line: 'whole',
      ledger_account: 'text',
      currency: 'text',
      minor: 'exact',
      at_ms: 'whole',
    },
    key: ['entry_key', 'line'],
  },
  reading_spans: {
    columns: { device: 'text', source: 'text', from_ms: 'whole', until_ms: 'whole' },
    key: ['device', 'source', 'from_ms'],
  },
  unrated_usage: {
    columns: { device: 'text', service: 'text', meter: 'text', reason: 'text', quantity: 'exact', records: 'whole' },
    key: ['device', 'service', 'meter', 'reason'],
  },
  webhook_endpoints: {
    columns: { endpoint: 'text', account: 'text', url: 'text', sealed_secret: 'bytes', created_ms: 'whole' },
    key: ['endpoint'],
  },
  outbox: {
    columns: {
      message: 'text',
      endpoint: 'text',
      type: 'text',
      dedupe_key: 'text',
      payload: 'text',
      state: 'text',
      attempts: 'whole',
      due_ms: 'whole',
      created_ms: 'whole',
      delivered_ms: 'whole?',
      last_error: 'text?',
    },
    key: ['message'],
    rows: 'large',
  },
  idempotency_keys: {
    columns: {
      account: 'text',
      idempotency_key: 'text',
      fingerprint: 'bytes',
      sealed_answer: 'bytes',
      created_ms: 'whole',
    },
    key: ['account', 'idempotency_key'],
    rows: 'large',
  },
}

/** How lists, decisions and workers find their rows. */
const indexes: readonly { readonly table: string; readonly columns: readonly string[]; readonly unique?: true }[] = [
  { table: 'audit_entries', columns: ['tenant', 'account', 'entry'] },
  { table: 'orders', columns: ['tenant', 'account', 'order_id'] },
  { table: 'subscriptions', columns: ['tenant', 'account', 'subscription'] },
  { table: 'entitlements', columns: ['tenant', 'account', 'service'] },
  { table: 'consents', columns: ['tenant', 'owner', 'grantee', 'service'] },
  { table: 'consents', columns: ['tenant', 'grantee', 'consent'] },
  { table: 'authorizations', columns: ['tenant', 'requester', 'authorization'] },
  { table: 'authorizations', columns: ['tenant', 'device', 'revocation_seq'] },
  { table: 'authorizations', columns: ['tenant', 'device', 'outcome', 'until_ms'] },
  { table: 'access_events', columns: ['tenant', 'authorization', 'seq'] },
  { table: 'charges', columns: ['tenant', 'authorization'] },
  { table: 'charge_shares', columns: ['tenant', 'authorization'] },
  { table: 'ledger_postings', columns: ['tenant', 'ledger_account', 'currency'] },
  { table: 'devices', columns: ['tenant', 'owner', 'device'] },
  { table: 'webhook_endpoints', columns: ['tenant', 'account'] },
  { table: 'outbox', columns: ['tenant', 'dedupe_key'], unique: true },
  { table: 'outbox', columns: ['state', 'due_ms'] },
]

export async function createFirstTables(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  for (const [name, table] of Object.entries(tables)) await createTable(db, types, name, table).execute()
  for (const { table, columns, unique } of indexes) {
    const index = db.schema.createIndex(`${table}_by_${columns.filter((column) => column !== 'tenant').join('_')}`)
    const built = index.on(table).columns([...columns])
    await (unique === true ? built.unique() : built).execute()
  }
}

function createTable(
  db: Kysely<unknown>,
  types: ColumnTypes,
  name: string,
  { columns, key, rows }: Table,
): CreateTableBuilder<string> {
  let builder: CreateTableBuilder<string, string> = db.schema
    .createTable(name)
    .addColumn('tenant', types.text, (column) => column.notNull())
  for (const [column, kind] of Object.entries(columns)) {
    const nullable = kind.endsWith('?')
    const type = types[kind.replace('?', '') as 'text' | 'whole' | 'exact' | 'bytes']
    builder = builder.addColumn(column, type, (definition) => (nullable ? definition : definition.notNull()))
  }
  builder = builder.addPrimaryKeyConstraint(`${name}_key`, ['tenant', ...key])
  return builder.modifyEnd(rows === 'large' ? types.heap : types.keyed)
}
