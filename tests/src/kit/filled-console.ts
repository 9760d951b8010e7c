import { join } from 'node:path'
import { agreeShares } from '@octroi/hub/settlement/agree-shares.use-case'
import type { Database } from '@octroi/hub/storage/database'
import { connectPostgres } from '@octroi/hub/storage/postgres/prepare'
import { sqliteDialect } from '@octroi/hub/storage/sqlite/dialect'
import type { AccountId, ResaleId, SubscriptionId } from '@octroi/shared/ids/id'
import { rational } from '@octroi/shared/money/rational'
import { Kysely, sql } from 'kysely'
import { type Fill, fillsOf } from './console-fills.ts'
import { type HubAtRest, value } from './hub-at-rest.ts'
import { openingCatalogue } from './opening-catalogue.ts'
import { OpeningWorld } from './opening-world.ts'
import { gridOffer, PartnerTenant } from './partner-tenant.ts'

/** What the many rows are about: a real opening, told and charged, with everybody it concerns. */
export interface Filled {
  readonly world: OpeningWorld
  /** Has a part in every charge. */
  readonly partner: AccountId
  readonly subscription: SubscriptionId
  readonly resales: FilledResales
}

/** The tenant sells on what another supplies, and supplies one itself. */
interface FilledResales {
  readonly bought: ResaleId
  readonly reseller: AccountId
  readonly wholesale: SubscriptionId
}

/** Rows of one statement: enough to be quick, few enough for a log that stays small. */
const rowsAtOnce = 50_000

/** A hub whose tables are filled beyond what its own use cases would do in hours: one statement writes many rows. */
export class FilledConsole implements Filled {
  readonly world: OpeningWorld
  readonly partner: AccountId
  readonly subscription: SubscriptionId
  readonly resales: FilledResales
  private readonly db: Kysely<Database>
  private readonly isSqlite: boolean
  private rows = 0

  private constructor({ world, partner, subscription, resales }: Filled, db: Kysely<Database>, isSqlite: boolean) {
    this.world = world
    this.partner = partner
    this.subscription = subscription
    this.resales = resales
    this.db = db
    this.isSqlite = isSqlite
  }

  static async open(databaseUrl?: string): Promise<FilledConsole> {
    const world = await OpeningWorld.open(databaseUrl)
    const { hub, car } = world
    await world.entitle()
    const partner = await hub.account()
    const shares = [{ account: partner, take: { kind: 'part', part: rational(1n, 10n), of: 'gross' }, shares: [] }] as const
    value(await hub.write((stores) => agreeShares(stores, hub.environment, { offer: 'merchant', shares })))
    await world.ingest(car.journal.batch(...world.wholeOpening(await world.ask())).envelope)
    const bought = await hub.read(({ subscriptions }) => subscriptions.list({ limit: 1 }, world.merchant))
    const subscription = bought.items[0]?.id
    if (subscription === undefined) throw new Error('the merchant has bought something')
    const filled = { world, partner, subscription, resales: await resaleOnBothSides(hub) }
    if (databaseUrl !== undefined) return new FilledConsole(filled, connectPostgres({ url: databaseUrl, connections: 1 }), false)
    const file = join(hub.folder, 'hub.sqlite')
    const db = new Kysely<Database>({ dialect: sqliteDialect({ file, access: 'write', connections: 1 }) })
    // What is lost with the power is measured no more.
    await sql`pragma synchronous = off`.execute(db)
    await sql`pragma cache_size = -200000`.execute(db)
    return new FilledConsole(filled, db, true)
  }

  /** Fills every table that a page lists up to so many rows more than the opening made. */
  async fillTo(rows: number): Promise<void> {
    const tables = await this.db.introspection.getTables()
    for (const fill of fillsOf(this, this.isSqlite)) {
      const columns = tables.find(({ name }) => name === fill.table)?.columns.map(({ name }) => name)
      if (columns === undefined) throw new Error(`there is no table ${fill.table}`)
      for (let from = this.rows; from < rows; from += rowsAtOnce) {
        await this.insert(fill, columns, from + 1, Math.min(from + rowsAtOnce, rows))
      }
    }
    this.rows = rows
    // PostgreSQL does so by itself a while after so many rows came.
    if (!this.isSqlite) await sql`analyze`.execute(this.db)
  }

  async close(): Promise<void> {
    await this.db.destroy()
    await this.world.close()
  }

  private async insert({ table, like, set }: Fill, columns: readonly string[], from: number, through: number): Promise<void> {
    const { tenant } = this.world.hub
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

async function resaleOnBothSides(hub: HubAtRest): Promise<FilledResales> {
  const other = await PartnerTenant.found(hub, 'Another sample')
  const { resale: bought } = await other.supplies(PartnerTenant.first(hub))
  await hub.catalogue(`${openingCatalogue}${gridOffer}`)
  const third = await PartnerTenant.found(hub, 'A third sample')
  const { account: reseller, subscriptions } = await PartnerTenant.first(hub).supplies(third, 'grid')
  const [wholesale] = subscriptions
  if (wholesale === undefined) throw new Error('the reseller has bought something')
  return { bought, reseller, wholesale }
}
