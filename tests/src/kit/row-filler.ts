import type { Database } from '@octroi/hub/storage/database'
import { connectPostgres } from '@octroi/hub/storage/postgres/prepare'
import { sqliteDialect } from '@octroi/hub/storage/sqlite/dialect'
import { type IdKind, idPrefixes, type TenantId } from '@octroi/shared/ids/id'
import { Kysely, type RawBuilder, sql } from 'kysely'

type Sql = RawBuilder<unknown>

/** How row number `i` of a table is written: as a row that is there (`like`), but for the columns that are `set`. */
export interface Fill {
  readonly table: string
  readonly like?: Sql
  readonly set: Readonly<Record<string, Sql>>
}

const digits = 26
const zeros = '0'.repeat(digits)

export function padded(number: Sql): Sql {
  return sql`substr(${sql.lit(zeros)} || cast(${number} as text), length(cast(${number} as text)) + 1)`
}

/** The id of row `i`: older than any that was made, and in the order of the numbers. */
export function rowId(kind: IdKind, of: Sql = sql`i`): Sql {
  return sql`${sql.lit(`${idPrefixes[kind]}_`)} || ${padded(of)}`
}

/** The id that {@link rowId} writes. */
export function filledId(kind: IdKind, i: number): string {
  return `${idPrefixes[kind]}_${String(i).padStart(digits, '0')}`
}

/** Rows of one statement: enough to be quick, few enough for a log that stays small. */
const rowsAtOnce = 50_000

/** Fills tables of a hub beyond what its own use cases would do in hours: one statement writes many rows. */
export class RowFiller {
  private readonly db: Kysely<Database>
  readonly isSqlite: boolean

  private constructor(db: Kysely<Database>, isSqlite: boolean) {
    this.db = db
    this.isSqlite = isSqlite
  }

  /** Over the SQLite file of a hub, or the PostgreSQL it keeps everything in. */
  static async open(place: { readonly file: string } | { readonly databaseUrl: string }): Promise<RowFiller> {
    if ('databaseUrl' in place) return new RowFiller(connectPostgres({ url: place.databaseUrl, connections: 1 }), false)
    const db = new Kysely<Database>({ dialect: sqliteDialect({ file: place.file, access: 'write', connections: 1 }) })
    // What is lost with the power is measured no more.
    await sql`pragma synchronous = off`.execute(db)
    await sql`pragma cache_size = -200000`.execute(db)
    return new RowFiller(db, true)
  }

  /** Rows `from` through `through` of each. */
  async fill(tenant: TenantId, fills: readonly Fill[], from: number, through: number): Promise<void> {
    const tables = await this.db.introspection.getTables()
    for (const fill of fills) {
      const columns = tables.find(({ name }) => name === fill.table)?.columns.map(({ name }) => name)
      if (columns === undefined) throw new Error(`there is no table ${fill.table}`)
      for (let first = from; first <= through; first += rowsAtOnce) {
        await this.insert(tenant, fill, columns, { from: first, through: Math.min(first + rowsAtOnce - 1, through) })
      }
    }
    // PostgreSQL does so by itself a while after so many rows came.
    if (!this.isSqlite) await sql`analyze`.execute(this.db)
  }

  close(): Promise<void> {
    return this.db.destroy()
  }

  private async insert(
    tenant: TenantId,
    { table, like, set }: Fill,
    columns: readonly string[],
    { from, through }: { readonly from: number; readonly through: number },
  ): Promise<void> {
    const given: Fill['set'] = { tenant: sql.lit(tenant), ...set }
    const used = like === undefined ? columns.filter((column) => column in given) : columns
    const values = used.map((column) => given[column] ?? sql.ref(`model.${column}`))
    const model = like === undefined ? sql`` : sql`, (select * from ${sql.table(table)} where ${like} limit 1) as model`
    const inserted = await sql`
      insert into ${sql.table(table)} (${sql.join(used.map((column) => sql.ref(column)))})
      with recursive numbers (i) as (
        select ${sql.lit(from)} union all select i + 1 from numbers where i < ${sql.lit(through)}
      ) select ${sql.join(values)} from numbers${model}`.execute(this.db)
    if (inserted.numAffectedRows !== BigInt(through - from + 1)) throw new Error(`${table} was not filled`)
  }
}
