import type { InsertQueryBuilder, InsertResult, Kysely } from 'kysely'
import type { Database } from './database.ts'

type Table = keyof Database

/**
 * The statements that insert rows into a table: as few as the engine needs for so many, none for none. Rows name the same
 * columns. How rows are bound is the engine's; what a clash means is the caller's, who adds it before executing.
 */
export type InsertRows = <T extends Table>(
  db: Kysely<Database>,
  table: T,
  rows: readonly Readonly<Record<string, unknown>>[],
) => readonly InsertQueryBuilder<Database, T, InsertResult>[]
