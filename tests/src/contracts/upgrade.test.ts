import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '@octroi/hub/storage/database'
import { type ColumnTypes, postgresTypes, sqliteTypes } from '@octroi/hub/storage/migrations/column-types'
import { migrate, migrationNames } from '@octroi/hub/storage/migrations/migrate'
import { chunksOf, usualChunk } from '@octroi/hub/storage/move/row-chunks'
import { tableShapes } from '@octroi/hub/storage/move/table-shape'
import { postgresDialect } from '@octroi/hub/storage/postgres/dialect'
import { openPostgres } from '@octroi/hub/storage/postgres/open'
import { sqliteDialect } from '@octroi/hub/storage/sqlite/dialect'
import { insertByValues } from '@octroi/hub/storage/sqlite/insert-by-values'
import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import type { Storage } from '@octroi/hub/stores'
import type { TenantId } from '@octroi/shared/ids/id'
import { type Dialect, Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PostgresServer } from '../kit/postgres-server.ts'
import { readings } from './storage/isolation-table.ts'
import { newWorld, settle, type World } from './storage/isolation-world.ts'
import { newId } from './storage/samples.ts'

/**
 * Data of the schemas before: every row of a whole world, as it was kept there, goes through the last migrations, is still
 * there as it was, and answers by every method of every store. What those migrations added is left out of the rows.
 */
const last = migrationNames().at(-1)
const before = migrationNames().slice(-4, -1)

let folder: string
let server: PostgresServer
let world: World
let tenant: TenantId
let source: string
let expected: ReadonlyMap<string, unknown>

beforeAll(async () => {
  server = await PostgresServer.start()
  folder = await mkdtemp(join(tmpdir(), 'octroi-upgrade-'))
  source = join(folder, 'source.sqlite')
  ;[world, tenant] = [newWorld(), newId('tenant')]
  const storage = await openSqlite(source)
  await storage.transaction(tenant, (stores) => settle(stores, world, 1))
  await touchNobody()
  expected = await answers(storage)
  await storage.close()
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

const engines = [
  {
    name: 'SQLite',
    make: async () => {
      const file = join(await mkdtemp(join(folder, 'sqlite-')), 'hub.sqlite')
      const dialect = sqliteDialect({ file, access: 'write', connections: 1 })
      return { dialect, types: sqliteTypes, open: () => openSqlite(file) }
    },
  },
  {
    name: 'PostgreSQL',
    make: async () => {
      const url = await server.database()
      return { dialect: postgresDialect({ url, connections: 1 }), types: postgresTypes, open: () => openPostgres(url) }
    },
  },
] satisfies readonly {
  name: string
  make: () => Promise<{ dialect: Dialect; types: ColumnTypes; open: () => Promise<Storage> }>
}[]

describe.each(engines)('data of a schema before, on $name,', { timeout: 20_000 }, ({ make }) => {
  test.each(before)('%s, is brought to the newest, and nothing of it is lost or changed', async (schema) => {
    const { dialect, types, open } = await make()
    const old = new Kysely<Database>({ dialect })
    await migrate(old as unknown as Kysely<never>, types, schema)
    const kept = await fill(old)
    expect(kept.size).toBeGreaterThan(30)
    await old.destroy()
    const storage = await open()
    const found = await answers(storage)
    await storage.close()
    const now = new Kysely<Database>({ dialect })
    for (const [table, rows] of kept) expect(await rowsOf(now, table, Object.keys(rows[0] ?? {})), table).toEqual(rows)
    await now.destroy()
    expect([...found.keys()]).toEqual([...expected.keys()])
    // Where a later schema added a table with rows, what its methods answer cannot be the same.
    const isAll = kept.size === (await tablesWithRows())
    expect(isAll ? found : expected).toEqual(expected)
  })

  test('what was booked of a line goes on under the version that was bought', async () => {
    const { dialect, types, open } = await make()
    const old = new Kysely<Database>({ dialect })
    await migrate(old as unknown as Kysely<never>, types, '0016-narrowed-lists')
    const [bought] = (await fill(old)).get('subscriptions') ?? []
    if (bought === undefined) throw new Error('the world has a subscription')
    const whose = bought as { readonly tenant: string; readonly account: string; readonly subscription: string }
    const keys = [`line ${whose.subscription} opening all 100`, `partner ${whose.account} EUR 2026-11`]
    const totals = keys.map((total_key) => ({ tenant: whose.tenant, total_key, exact: '1/3', booked: '0' }))
    await old.insertInto('booked_totals').values(totals).execute()
    await old.destroy()
    await (await open()).close()
    const now = new Kysely<Database>({ dialect })
    const found = await now.selectFrom('booked_totals').select('total_key').execute()
    await now.destroy()
    const names = found.map(({ total_key }) => total_key)
    expect(names).toEqual(expect.arrayContaining([`${keys[0]} 3`, keys[1]]))
    expect(names).not.toContain(keys[0])
  })

  test('an order of one offer becomes one of one item, with the history that it had', async () => {
    const { dialect, types, open } = await make()
    const old = new Kysely<Database>({ dialect })
    await migrate(old as unknown as Kysely<never>, types, '0022-resales')
    await fill(old)
    await old.destroy()
    const [storage, newest] = [await open(), await openSqlite(source)]
    const asked = await newest.read(tenant, ({ orders }) => orders.get(world.first.order))
    const found = await storage.read(tenant, ({ orders }) => orders.get(world.first.order))
    await Promise.all([storage.close(), newest.close()])
    const { placedAtMs = 0 } = asked ?? {}
    const history = ['placed', 'fulfilled'].map((type) => ({ type, atMs: placedAtMs }))
    // It named no coupon then.
    const items = asked?.items.map((item) => ({ ...item, coupon: undefined }))
    const { expiresAtMs: _, ...before } = { ...asked, items, steps: [], history }
    expect(found).toEqual(before)
    expect(found?.items).toHaveLength(1)
  })

  test('is refused where it is of a schema that is not known yet', async () => {
    const { dialect, open } = await make()
    await (await open()).close()
    const newer = new Kysely<{ kysely_migration: { name: string; timestamp: string } }>({ dialect })
    await newer.insertInto('kysely_migration').values({ name: '9999-later', timestamp: '' }).execute()
    await newer.destroy()
    await expect(open()).rejects.toThrow(`it went through 9999-later, and this one knows up to ${last}`)
  })
})

/** Schemas before had no word for whom a version of the catalogue touches: those who subscribed later, and nobody else. */
async function touchNobody(): Promise<void> {
  const newest = new Kysely<Database>({ dialect: sqliteDialect({ file: source, access: 'write', connections: 1 }) })
  await newest.updateTable('catalogue_versions').set({ touches: 'new' }).execute()
  await newest.destroy()
}

type Rows = readonly Readonly<Record<string, unknown>>[]

/** Writes the rows of the world as they were in an older schema; returns them. */
async function fill(old: Kysely<Database>): Promise<ReadonlyMap<string, Rows>> {
  const newest = new Kysely<Database>({ dialect: sqliteDialect({ file: source, access: 'read', connections: 1 }) })
  const kept = new Map<string, Rows>()
  for (const { name, columns } of await old.introspection.getTables()) {
    const names = columns.map((column) => column.name)
    if (name === 'orders' && names.includes('offer')) {
      kept.set(name, await fillFormerOrders(old, newest))
      continue
    }
    const rows = await rowsOf(newest, name, names)
    for (const insert of insertByValues(old, name as keyof Database, rows)) await insert.execute()
    if (rows.length > 0) kept.set(name, rows)
  }
  await newest.destroy()
  return kept
}

/** Orders of before named the one offer that they were for; returns what of them stayed where it was. */
async function fillFormerOrders(old: Kysely<Database>, newest: Kysely<Database>): Promise<Rows> {
  const columns = ['tenant', 'order_id', 'account', 'state', 'placed_ms'] as const
  const rows = await rowsOf(newest, 'orders', columns)
  for (const row of rows) {
    const items = newest.selectFrom('order_items').where('order_id', '=', row.order_id as string)
    const item = await items
      .select(['offer', 'catalogue_version', 'device', 'starts_ms', 'subscription'])
      .executeTakeFirstOrThrow()
    const former = { ...row, ...item } as unknown as Database['orders']
    await old.insertInto('orders').values(former).execute()
  }
  return rows
}

/** In the order of the key, these columns of it. */
async function rowsOf(db: Kysely<Database>, table: string, columns: readonly string[]): Promise<Rows> {
  const shape = (await shapes).find(({ name }) => name === table)
  if (shape === undefined) throw new Error(`${table} is no table any more`)
  const found: Record<string, unknown>[] = []
  for await (const rows of chunksOf(db as unknown as Kysely<never>, shape, usualChunk)) found.push(...rows)
  return found.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])))
}

const shapes = tableShapes()

async function tablesWithRows(): Promise<number> {
  const newest = new Kysely<Database>({ dialect: sqliteDialect({ file: source, access: 'read', connections: 1 }) })
  const counts = await Promise.all((await shapes).map(async ({ name }) => (await rowsOf(newest, name, [])).length))
  await newest.destroy()
  return counts.filter((count) => count > 0).length
}

async function answers(storage: Storage): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, unknown>()
  for (const [method, { reads }] of readings) found.set(method, await storage.read(tenant, (stores) => reads(stores, world)))
  return found
}
