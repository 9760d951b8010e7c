import { type Kysely, sql } from 'kysely'
import type { Database } from '../database.ts'
import type { MoveEnd } from './move-end.ts'
import { readMark } from './move-mark.ts'
import { type ChunkLimits, chunksOf, lastRow } from './row-chunks.ts'
import type { TableShape } from './table-shape.ts'
import { tableSum } from './table-sum.ts'

export interface MoveProgress {
  readonly table: string
  readonly rows: number
  readonly of: number
}

/** Throws where a database holds rows that no move of this installation brought. */
export async function refuseOtherData(db: Kysely<never>, shapes: readonly TableShape[], installation: string): Promise<void> {
  const mark = await readMark(db)
  if (mark?.source === installation) return
  const there = new Set((await db.introspection.getTables()).map(({ name }) => name))
  for (const shape of shapes) {
    if (mark === undefined && (!there.has(shape.name) || (await countOf(db, shape)) === 0)) continue
    throw new Error('the database to move to holds other data already: name an empty one.')
  }
}

/**
 * Moves the rows of a table in the order of its key, each chunk in one transaction. What is there is then always the
 * beginning, and says where to go on after a move was interrupted.
 */
export async function moveTable(
  { from, to }: { readonly from: MoveEnd; readonly to: MoveEnd },
  shape: TableShape,
  chunk: ChunkLimits,
  onMoved: (progress: MoveProgress) => void,
): Promise<void> {
  const [of, already] = [await countOf(from.db, shape), await countOf(to.db, shape)]
  let rows = already
  onMoved({ table: shape.name, rows, of })
  for await (const part of chunksOf(from.db, shape, chunk, await lastRow(to.db, shape))) {
    await (to.db as unknown as Kysely<Database>).transaction().execute(async (tx) => {
      for (const insert of to.insertRows(tx, shape.name as keyof Database, part)) await insert.execute()
    })
    rows += part.length
    onMoved({ table: shape.name, rows, of })
  }
}

/** What both sides hold of a table. */
export interface ComparedTable {
  readonly table: string
  readonly rows: number
  readonly sha256: string
  readonly isEqual: boolean
}

/** Reads both anew. */
export async function compareTable(
  { from, to }: { readonly from: MoveEnd; readonly to: MoveEnd },
  shape: TableShape,
): Promise<ComparedTable> {
  const [own, moved] = [await tableSum(from.db, shape), await tableSum(to.db, shape)]
  return { table: shape.name, ...moved, isEqual: own.rows === moved.rows && own.sha256 === moved.sha256 }
}

async function countOf(db: Kysely<never>, shape: TableShape): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(shape.name)}`.execute(db)
  return rows[0]?.count ?? 0
}
