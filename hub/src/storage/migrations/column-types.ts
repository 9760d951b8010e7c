import { type RawBuilder, sql } from 'kysely'

/** What the engines call the few column types in use. */
export interface ColumnTypes {
  readonly text: RawBuilder<unknown>
  readonly whole: RawBuilder<unknown>
  /** A whole number beyond 2^53, or an exact decimal: text on the way in and out. */
  readonly exact: RawBuilder<unknown>
  readonly bytes: RawBuilder<unknown>
  /** Ends a table of small rows that are always found by their key. */
  readonly keyed: RawBuilder<unknown>
  /** Ends a table whose rows may be large. */
  readonly heap: RawBuilder<unknown>
}

export const sqliteTypes: ColumnTypes = {
  text: sql`text`,
  whole: sql`integer`,
  exact: sql`text`,
  bytes: sql`blob`,
  keyed: sql`strict, without rowid`,
  heap: sql`strict`,
}

export const postgresTypes: ColumnTypes = {
  // Bytes decide the order, as on SQLite, whatever language the database was made for: pages go by it.
  text: sql`text collate "C"`,
  whole: sql`bigint`,
  exact: sql`numeric`,
  bytes: sql`bytea`,
  keyed: sql``,
  heap: sql``,
}
