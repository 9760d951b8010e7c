import { invariant } from '@octroi/shared/errors/invariant'
import { type Kysely, sql } from 'kysely'
import { bindable } from '../bindable.ts'
import type { Database } from '../database.ts'
import type { InsertRows } from '../insert-rows.ts'

/** What the server calls the type of a column. */
export type ColumnTypeOf = (table: string, column: string) => string

/** Every column is one parameter, an array: the statement's text is the same for one row and for a thousand. */
export function insertByUnnest(typeOf: ColumnTypeOf): InsertRows {
  return (db, table, rows) => {
    const [first] = rows
    if (first === undefined) return []
    const columns = Object.keys(first)
    const arrays = columns.map((column) => {
      const values = rows.map((row) => bindable(row[column]))
      return sql`${sql.val(values)}::${sql.raw(`${typeOf(table, column)}[]`)}`
    })
    const told = sql`select * from unnest(${sql.join(arrays)})`
    return [
      db
        .insertInto(table)
        .columns(columns as never)
        .expression(told as never),
    ]
  }
}

/** Asks the server what the columns of every table are. */
export async function columnTypes(db: Kysely<Database>): Promise<ColumnTypeOf> {
  const { rows } = await sql<{ table: string; column: string; type: string }>`
    select c.relname as "table", a.attname as "column", format_type(a.atttypid, a.atttypmod) as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace`.execute(db)
  const types = new Map(rows.map(({ table, column, type }) => [`${table}.${column}`, type]))
  return (table, column) => {
    const type = types.get(`${table}.${column}`)
    invariant(type !== undefined, `${table} has a column ${column}`)
    return type
  }
}
