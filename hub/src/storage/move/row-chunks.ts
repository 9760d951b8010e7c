import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { TableShape } from './table-shape.ts'

export type Row = Readonly<Record<string, unknown>>

/** A chunk is moved in one transaction and held in memory: so many rows, or so much, whatever comes first. */
export interface ChunkLimits {
  readonly rows: number
  readonly characters: number
}

export const usualChunk: ChunkLimits = { rows: 1000, characters: 8 * 1024 * 1024 }

/** The rows of a table in the order of its key, after one of them where one is given, chunk by chunk. */
export async function* chunksOf(
  db: Kysely<never>,
  shape: TableShape,
  { rows: rowsAtMost, characters }: ChunkLimits,
  from?: Row,
): AsyncGenerator<readonly Row[]> {
  let after = from
  for (;;) {
    const last = await lastOfChunk(db, shape, { rows: rowsAtMost, characters }, after)
    if (last === undefined) return
    const until = sql`(${keyOf(shape)}) <= (${valuesOf(shape, last)})`
    const all = sql.join(shape.columns.map((column) => sql.ref(column)))
    const { rows } = await sql<Row>`
      select ${all} from ${sql.table(shape.name)} where ${behind(shape, after)} and ${until} order by ${keyOf(shape)}
    `.execute(db)
    yield rows
    after = last
  }
}

/** The row with the highest key; undefined in an empty table. */
export async function lastRow(db: Kysely<never>, shape: TableShape): Promise<Row | undefined> {
  const descending = sql.join(shape.key.map((column) => sql`${sql.ref(column)} desc`))
  const found = await sql<Row>`
    select ${keyOf(shape)} from ${sql.table(shape.name)} order by ${descending} limit 1
  `.execute(db)
  return found.rows[0]
}

/** Looks at the lengths first: a batch may be a mebibyte, and a thousand of them more than there is memory. */
async function lastOfChunk(
  db: Kysely<never>,
  shape: TableShape,
  limits: ChunkLimits,
  after: Row | undefined,
): Promise<Row | undefined> {
  const lengths = [
    ...shape.texts.map((column) => sql`coalesce(length(cast(${sql.ref(column)} as text)), 0)`),
    ...shape.blobs.map((column) => sql`coalesce(length(${sql.ref(column)}), 0)`),
  ]
  const { rows } = await sql<Row & { readonly row_length: number }>`
    select ${keyOf(shape)}, ${sql.join(lengths, sql` + `)} as row_length
    from ${sql.table(shape.name)} where ${behind(shape, after)} order by ${keyOf(shape)} limit ${sql.lit(limits.rows)}
  `.execute(db)
  let sum = 0
  let last: Row | undefined
  for (const row of rows) {
    sum += row.row_length
    if (last !== undefined && sum > limits.characters) break
    last = row
  }
  return last
}

function keyOf({ key }: TableShape): RawBuilder<unknown> {
  return sql.join(key.map((column) => sql.ref(column)))
}

function valuesOf({ key }: TableShape, row: Row): RawBuilder<unknown> {
  return sql.join(key.map((column) => sql.val(row[column])))
}

function behind(shape: TableShape, after: Row | undefined): RawBuilder<unknown> {
  return after === undefined ? sql`1 = 1` : sql`(${keyOf(shape)}) > (${valuesOf(shape, after)})`
}
