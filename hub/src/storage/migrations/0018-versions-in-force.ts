import { type Kysely, sql } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** Whom a version of the catalogue touches, and by which version everything was counted: so far by the one that was bought. */
export async function addVersionsInForce(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { text, whole } = types
  const versions = db.schema.alterTable('catalogue_versions')
  await versions.addColumn('touches', text, (column) => column.notNull().defaultTo(sql.lit('new'))).execute()
  await db.schema
    .createIndex('catalogue_versions_by_touches')
    .on('catalogue_versions')
    .columns(['tenant', 'touches', 'version', 'effective_ms'])
    .execute()
  await db.schema.alterTable('disputes').addColumn('catalogue_version', whole).execute()
  for (const table of ['charges', 'ordered_events']) {
    const rows = db.schema.alterTable(table)
    await rows.addColumn('catalogue_version', whole, (column) => column.notNull().defaultTo(sql.lit(0))).execute()
    await sql`update ${sql.table(table)} set catalogue_version = ${boughtAt(table)}`.execute(db)
  }
  await db.schema.dropIndex('charges_by_line').execute()
  await db.schema
    .createIndex('charges_by_line')
    .on('charges')
    .columns(['tenant', 'subscription', 'period_ms', 'price', 'catalogue_version', 'band', 'happened_ms'])
    .execute()
  for (const table of Object.keys(lines) as (keyof typeof lines)[]) await keyByVersion(db, types, table)
  await nameBookedLines(db)
}

/** What is added up by lines: the key of each without its tenant, and its other columns. */
const lines = {
  usage_aggregates: { key: [], others: { quantity: 'exact', records: 'whole' } },
  usage_cells: { key: ['cell'], others: { quantity: 'exact', records: 'whole', place: 'text?' } },
  usage_sources: { key: ['device', 'first', 'overlap'], others: { seqs: 'text', records: 'whole' } },
} as const satisfies Readonly<Record<string, Lines>>

interface Lines {
  readonly key: readonly string[]
  readonly others: Readonly<Record<string, 'text' | 'text?' | 'whole' | 'exact'>>
}

const lineKey = ['tenant', 'subscription', 'period_ms', 'price', 'catalogue_version', 'band'] as const
const wholes: readonly string[] = ['period_ms', 'catalogue_version', 'first']

/** The version becomes part of the key. No engine changes a key the same way, so the rows are put aside meanwhile. */
async function keyByVersion(db: Kysely<unknown>, types: ColumnTypes, table: keyof typeof lines): Promise<void> {
  const { key: rest, others }: Lines = lines[table]
  const key = [...lineKey, ...rest]
  const columns = [...key, ...Object.keys(others)]
  const aside = `${table}_aside`
  const listed = sql.join(columns.map((column) => sql.ref(column)))
  const read = sql.join(
    columns.map((column) => (column === 'catalogue_version' ? sql`${boughtAt(table)} as ${sql.ref(column)}` : sql.ref(column))),
  )
  await sql`create table ${sql.table(aside)} as select ${read} from ${sql.table(table)}`.execute(db)
  await db.schema.dropTable(table).execute()
  let created = db.schema.createTable(table)
  for (const column of key) {
    created = created.addColumn(column, wholes.includes(column) ? types.whole : types.text, (each) => each.notNull())
  }
  for (const [column, type] of Object.entries(others)) {
    if (type === 'text?') created = created.addColumn(column, types.text)
    else created = created.addColumn(column, types[type], (each) => each.notNull())
  }
  await created
    .addPrimaryKeyConstraint(`${table}_key`, key as never)
    .modifyEnd(types.keyed)
    .execute()
  await sql`insert into ${sql.table(table)} (${listed}) select ${listed} from ${sql.table(aside)}`.execute(db)
  await db.schema.dropTable(aside).execute()
}

/** The version that a row's subscription was bought at. */
function boughtAt(table: string) {
  const of = (column: string) => sql.ref(`${table}.${column}`)
  return sql`coalesce((
    select bought.catalogue_version from subscriptions as bought
    where bought.tenant = ${of('tenant')} and bought.subscription = ${of('subscription')}
  ), 1)`
}

/** What was booked of a line goes on where it is: `line sub_… price band period`, and the version at the end. */
async function nameBookedLines(db: Kysely<unknown>): Promise<void> {
  await sql`update booked_totals set total_key = total_key || ' ' || coalesce((
    select bought.catalogue_version from subscriptions as bought
    where bought.tenant = booked_totals.tenant and bought.subscription = substr(booked_totals.total_key, 6, 30)
  ), 1) where total_key like 'line %'`.execute(db)
}
