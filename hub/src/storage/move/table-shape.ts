import { CompiledQuery, Kysely } from 'kysely'
import { sqliteTypes } from '../migrations/column-types.ts'
import { migrate } from '../migrations/migrate.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'

/** A table as both engines have it. */
export interface TableShape {
  readonly name: string
  readonly columns: readonly string[]
  /** In the order of the primary key; both engines sort by it alike. */
  readonly key: readonly string[]
  /** Columns of any length. */
  readonly texts: readonly string[]
  readonly blobs: readonly string[]
}

interface ColumnRow {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly pk: number
}

/**
 * Every table of the newest schema, read from one that the migrations make in memory: a table that a later migration
 * adds is moved without a word here.
 */
export async function tableShapes(): Promise<readonly TableShape[]> {
  const db = new Kysely<never>({ dialect: sqliteDialect({ file: ':memory:', access: 'write', connections: 1 }) })
  try {
    await migrate(db, sqliteTypes)
    const { rows } = await db.executeQuery<ColumnRow>(CompiledQuery.raw(columnsQuery))
    return [...new Set(rows.map(({ table }) => table))].map((name) => shapeOf(name, rows))
  } finally {
    await db.destroy()
  }
}

const columnsQuery = `
  select m.name as "table", c.name as "column", c.type as type, c.pk as pk
  from sqlite_master m join pragma_table_info(m.name) c
  where m.type = 'table' and m.name not like 'kysely%' and m.name not like 'sqlite%'
  order by m.name, c.cid`

function shapeOf(name: string, rows: readonly ColumnRow[]): TableShape {
  const own = rows.filter(({ table }) => table === name)
  const key = own.filter(({ pk }) => pk > 0).toSorted((left, right) => left.pk - right.pk)
  const ofType = (wanted: string): readonly string[] =>
    own.filter(({ type }) => type.toLowerCase() === wanted).map(({ column }) => column)
  return {
    name,
    columns: own.map(({ column }) => column),
    key: key.map(({ column }) => column),
    texts: ofType('text'),
    blobs: ofType('blob'),
  }
}
