import { type Kysely, sql } from 'kysely'

/** What a database that data is moved into says of itself, beside the schema: whose data, and whether all of it is there. */
export interface MoveMark {
  /** Names the installation the data came from. */
  readonly source: string
  readonly begunMs: number
  readonly endedMs: number | undefined
}

interface MarkRow {
  readonly source: string
  readonly begun_ms: number
  readonly ended_ms: number | null
}

const table = sql.table('move_mark')

export async function readMark(db: Kysely<never>): Promise<MoveMark | undefined> {
  const tables = await db.introspection.getTables()
  if (!tables.some(({ name }) => name === 'move_mark')) return undefined
  const { rows } = await sql<MarkRow>`select source, begun_ms, ended_ms from ${table}`.execute(db)
  const [row] = rows
  return row && { source: row.source, begunMs: row.begun_ms, endedMs: row.ended_ms ?? undefined }
}

export async function beginMark(db: Kysely<never>, source: string, nowMs: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`create table if not exists ${table} (source text primary key, begun_ms bigint not null, ended_ms bigint)`.execute(
      tx,
    )
    await sql`insert into ${table} (source, begun_ms) values (${source}, ${nowMs})`.execute(tx)
  })
}

export async function endMark(db: Kysely<never>, nowMs: number): Promise<void> {
  await sql`update ${table} set ended_ms = ${nowMs}`.execute(db)
}

/** A hub serves all of the data or none: throws where a move into this database has not ended. */
export async function refuseHalfMoved(db: Kysely<never>): Promise<void> {
  const mark = await readMark(db)
  if (mark !== undefined && mark.endedMs === undefined) {
    throw new Error('a move into this database has not ended: give the same `octroi migrate` again, and it goes on.')
  }
}
