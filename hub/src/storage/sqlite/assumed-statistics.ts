import { type Kysely, sql } from 'kysely'

const rowsOfTable = 1_000_000
/** An index of few rows exists because few match it. */
const rowsOfPartial = 1000
/** How many times fewer rows one more column leaves. */
const fewerByColumn = 100

interface IndexRow {
  readonly table_name: string
  readonly index_name: string
  readonly is_unique: number
  readonly is_partial: number
  readonly is_key: number
  readonly is_keyed: number
  readonly columns: number
}

interface Statistic {
  readonly tbl: string
  readonly idx: string
  readonly stat: string
}

/**
 * Tells SQLite that tables are large and belong to one tenant. Without statistics it takes a tenant to have ten rows, and reads
 * all of them by the primary key where an index would find the few that are asked for. Measured ones would depend on when they
 * were measured, and so would the plans; these are the same for every hub.
 */
export async function assumeLargeTables(db: Kysely<never>): Promise<void> {
  const wanted = await statistics(db)
  if ((await kept(db)) === written(wanted)) return
  await db.transaction().execute(async (tx) => {
    // Makes the table of statistics, where there is none.
    await sql`analyze kysely_migration_lock`.execute(tx)
    await sql`delete from sqlite_stat1`.execute(tx)
    for (const { tbl, idx, stat } of wanted) {
      await sql`insert into sqlite_stat1 (tbl, idx, stat) values (${tbl}, ${idx}, ${stat})`.execute(tx)
    }
  })
  // Makes this connection read them; others do as they open.
  await sql`analyze sqlite_schema`.execute(db)
}

async function kept(db: Kysely<never>): Promise<string> {
  const { rows: found } = await sql`select 1 from sqlite_schema where name = 'sqlite_stat1'`.execute(db)
  if (found.length === 0) return ''
  const { rows } = await sql<Statistic>`select tbl, idx, stat from sqlite_stat1 order by tbl, idx`.execute(db)
  return written(rows)
}

function written(list: readonly Statistic[]): string {
  return list.map(({ tbl, idx, stat }) => `${tbl} ${idx} ${stat}`).join('\n')
}

async function statistics(db: Kysely<never>): Promise<readonly Statistic[]> {
  const { rows } = await sql<IndexRow>`
    select tables.name as table_name, indexes.name as index_name, indexes."unique" as is_unique, indexes.partial as is_partial,
      indexes.origin = 'pk' as is_key, tables.wr as is_keyed,
      (select count(*) from pragma_index_info(indexes.name)) as columns
    from pragma_table_list as tables, pragma_index_list(tables.name) as indexes
    where tables.schema = 'main' and tables.type = 'table' and tables.name not like 'sqlite!_%' escape '!'
      and tables.name not like 'kysely!_%' escape '!'`.execute(db)
  const list = rows.map((row) => ({
    tbl: row.table_name,
    // A table that is its own primary key goes by the table's name.
    idx: row.is_key === 1 && row.is_keyed === 1 ? row.table_name : row.index_name,
    stat: statOf(row),
  }))
  return list.toSorted((left, right) => (`${left.tbl} ${left.idx}` < `${right.tbl} ${right.idx}` ? -1 : 1))
}

/** All rows; then how many one value of the first column finds, one of the first two, and so on: one tenant has all. */
function statOf({ columns, is_unique, is_partial }: IndexRow): string {
  const rows = is_partial === 1 ? rowsOfPartial : rowsOfTable
  const found = Array.from({ length: columns }, (_, column) => {
    if (column === columns - 1 && is_unique === 1) return 1
    return Math.max(column === columns - 1 && column > 0 ? 1 : 2, Math.round(rows / fewerByColumn ** column))
  })
  return [rows, ...found].join(' ')
}
