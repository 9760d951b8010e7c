import { type Kysely, sql } from 'kysely'
import type { Database } from '../database.ts'
import type { ColumnTypes } from './column-types.ts'
import { fillLookups } from './fill-lookups.ts'

/**
 * What an operator looks for among millions of rows, kept so that it is found without reading them: devices by the
 * beginning of their name, by their state and by what troubles them; authorizations by device, reference and outcome;
 * openings in their order and those that were not closed; what was charged in a day.
 */
export async function addLookups(db: Kysely<Database>, types: ColumnTypes): Promise<void> {
  await createTables(db, types)
  await db.schema
    .alterTable('devices')
    .addColumn('folded_label', types.text, (column) => column.notNull().defaultTo(''))
    .execute()
  await db.schema.alterTable('access_events').addColumn('listed_ms', types.whole).execute()
  await db.schema.alterTable('journal_heads').addColumn('gap_ms', types.whole).execute()
  await fillLookups(db)
  await createIndexes(db)
}

async function createTables({ schema }: Kysely<Database>, { text, whole, keyed }: ColumnTypes): Promise<void> {
  await schema
    .createTable('device_contacts')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('device', text, (column) => column.notNull())
    .addColumn('connected_ms', whole)
    .addColumn('told_ms', whole)
    .addColumn('seq', whole, (column) => column.notNull())
    .addColumn('time_state', text)
    .addPrimaryKeyConstraint('device_contacts_key', ['tenant', 'device'])
    .modifyEnd(keyed)
    .execute()
  await schema
    .createTable('last_movements')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('device', text, (column) => column.notNull())
    .addColumn('service', text, (column) => column.notNull())
    .addColumn('opened_seq', whole, (column) => column.notNull())
    .addColumn('closed_seq', whole, (column) => column.notNull())
    .addColumn('open_ms', whole)
    .addPrimaryKeyConstraint('last_movements_key', ['tenant', 'device', 'service'])
    .modifyEnd(keyed)
    .execute()
  await schema
    .createTable('day_charges')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('day', text, (column) => column.notNull())
    .addColumn('currency', text, (column) => column.notNull())
    .addColumn('exact', text, (column) => column.notNull())
    .addColumn('charges', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('day_charges_key', ['tenant', 'day', 'currency'])
    .modifyEnd(keyed)
    .execute()
}

/** Those of rare things hold the rare rows alone. */
async function createIndexes(db: Kysely<Database>): Promise<void> {
  const index = (table: string, name: string, columns: readonly string[]) =>
    db.schema
      .createIndex(`${table}_by_${name}`)
      .on(table)
      .columns(['tenant', ...columns])
  await index('devices', 'state_device', ['state', 'device']).execute()
  await index('devices', 'owner_state_device', ['owner', 'state', 'device']).execute()
  await index('devices', 'folded_label_device', ['folded_label', 'device']).execute()
  await index('devices', 'state_folded_label', ['state', 'folded_label', 'device']).execute()
  await index('devices', 'owner_folded_label', ['owner', 'folded_label', 'device']).execute()
  await index('devices', 'suspended_ms', ['suspended_ms', 'device']).where(sql.ref('suspended_ms'), 'is not', null).execute()
  await index('authorizations', 'device_decided_ms', ['device', 'decided_ms', 'authorization']).execute()
  await index('authorizations', 'outcome_decided_ms', ['outcome', 'decided_ms', 'authorization']).execute()
  const ofRequester = ['requester', 'outcome', 'decided_ms', 'authorization']
  await index('authorizations', 'requester_outcome_decided_ms', ofRequester).execute()
  await index('authorizations', 'reference', ['reference', 'decided_ms', 'authorization'])
    .where(sql.ref('reference'), 'is not', null)
    .execute()
  await index('access_events', 'listed_ms', ['listed_ms', 'device', 'seq']).where(sql.ref('listed_ms'), 'is not', null).execute()
  await index('last_movements', 'open_ms', ['open_ms', 'device', 'service']).where(sql.ref('open_ms'), 'is not', null).execute()
  await index('journal_heads', 'gap', ['device', 'gap_ms']).where(sql.ref('gap_ms'), 'is not', null).execute()
  await index('quarantine', 'waiting', ['device', 'received_ms']).where(sql.ref('state'), '=', sql.lit('waiting')).execute()
  await index('leases', 'unapplied', ['device', 'lease_seq']).where(sql.ref('applied_seq'), 'is', null).execute()
  await index('device_contacts', 'clock', ['device']).where(sql.ref('time_state'), '=', sql.lit('unknown')).execute()
}
