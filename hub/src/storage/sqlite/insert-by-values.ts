import type { Insertable } from 'kysely'
import type { Database } from '../database.ts'
import { inParts } from '../in-parts.ts'
import type { InsertRows } from '../insert-rows.ts'

/** Every value is a parameter of its own, up to what one statement binds. */
export const insertByValues: InsertRows = (db, table, rows) =>
  [...inParts(rows)].map((part) => db.insertInto(table).values(part as unknown as Insertable<Database[typeof table]>[]))
