import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { verifyEnvelope } from '@octroi/hub/proof/verify-envelope'
import type { Database } from '@octroi/hub/storage/database'
import type { InsertRows } from '@octroi/hub/storage/insert-rows'
import { columnTypes, insertByUnnest } from '@octroi/hub/storage/postgres/insert-by-unnest'
import { connectPostgres } from '@octroi/hub/storage/postgres/prepare'
import { sqliteDialect } from '@octroi/hub/storage/sqlite/dialect'
import { insertByValues } from '@octroi/hub/storage/sqlite/insert-by-values'
import { readRecords } from '@octroi/hub/usage/read-records'
import { Kysely, sql } from 'kysely'
import { value } from '../kit/hub-at-rest.ts'
import type { Written } from '../kit/journal-writer.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { PostgresServer } from '../kit/postgres-server.ts'
import { Fleet } from './fleet.ts'
import { HalfHours } from './half-hours.ts'
import { against, type Bench, type Figure } from './measure.ts'

const batchSizes = [1, 10, 100, 500]
const halfHours = new HalfHours(nowMs)
const meters = 8

/** So many batches of a size are taken in: enough to be measured, few enough to wait for. */
const batchesOf = (size: number): number => Math.max(40, Math.min(400, 40_000 / size))

/**
 * Signed readings to durable and rated, on SQLite or PostgreSQL: of one device, batch after batch in this process; and of several
 * at once, from MQTT to their receipts, in a hub that is a process of its own. Beside what a row a record costs in the same
 * engine, and beside the bare decoding, verifying and hashing on one core. Signing is not counted.
 */
export const ingest: Bench = {
  title: ({ engine }) => `Signed readings made durable and rated on ${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`,
  run: async ({ engine }) => {
    const server = engine === 'sqlite' ? undefined : await PostgresServer.start({ isDurable: true })
    const world = await OpeningWorld.open(await server?.database())
    const fleet = await Fleet.open(meters, await server?.database())
    try {
      const order = { account: world.owner, offer: 'supply', startsAtMs: halfHours.startMs - 1, mayBackdate: true }
      value(await world.hub.write((stores) => placeOrder(stores, world.hub.environment, order)))
      const [rows, ...compared] = await rowPerRecord(world, await server?.database())
      if (rows === undefined) throw new Error('a row a record was measured')
      const figures: Figure[] = [rows, ...compared]
      for (const size of batchSizes) {
        const batches = write(world, size)
        const bare = await bareWork(world, batches)
        const beside = { 'a row a record': rows, [`bare work, batches of ${size}`]: bare }
        figures.push(bare, against(await takeIn(world, batches), beside), against(await takeInAll(fleet, size), beside))
      }
      return figures
    } finally {
      await fleet.close()
      await world.close()
      await server?.stop()
    }
  },
}

function write({ car }: OpeningWorld, size: number): readonly Written[] {
  return Array.from({ length: batchesOf(size) }, () => car.journal.batch(...halfHours.readings(size)))
}

function sizeOf([batch]: readonly Written[]): number {
  return batch === undefined ? 0 : batch.last - batch.first + 1
}

/** One round of its own: a batch is taken in once. */
async function rate(what: string, count: number, work: () => Promise<void>): Promise<Figure> {
  const startedAtMs = performance.now()
  await work()
  return { what, perSecond: Math.round((count * 1000) / (performance.now() - startedAtMs)) }
}

async function takeIn(world: OpeningWorld, batches: readonly Written[]): Promise<Figure> {
  const size = sizeOf(batches)
  return rate(`batches of ${size}, taken in one after another`, batches.length * size, async () => {
    for (const { envelope } of batches) {
      const ingested = await world.ingest(envelope)
      if (ingested?.verdict !== 'accepted') throw new Error(`a batch was not accepted but ${ingested?.verdict}`)
    }
  })
}

/** After a few that warm up the hub, which is a process of its own. */
async function takeInAll(fleet: Fleet, size: number): Promise<Figure> {
  await fleet.tell(fleet.write(10, size))
  const batches = fleet.write(Math.ceil((2 * batchesOf(size)) / fleet.size), size)
  const count = batches.flat().length * size
  return rate(`batches of ${size}, of ${fleet.size} devices at once through MQTT`, count, () => fleet.tell(batches))
}

async function bareWork({ hub, car }: OpeningWorld, batches: readonly Written[]): Promise<Figure> {
  const { crypto } = hub.environment
  const known = { device: car.device, publicKeys: [car.keys.publicKey] }
  const size = sizeOf(batches)
  const work = async (): Promise<void> => {
    for (const { envelope } of batches) {
      const verified = verifyEnvelope(crypto, envelope, known)
      if (!verified.ok) throw new Error(verified.error.detail)
      readRecords(verified.value.batch.first, verified.value.records, nowMs)
    }
  }
  await work()
  const figure = await rate(`batches of ${size}, bare decode, verify and hash`, batches.length * size, work)
  return figure
}

const rowsAtOnce = 500
const rowsInAll = 50_000

interface Rows {
  readonly db: Kysely<Database>
  readonly insert: InsertRows
}

/** What a hub without batches would do: a row for each record, in inserts of many rows, so many a transaction. */
async function rowPerRecord(world: OpeningWorld, databaseUrl: string | undefined): Promise<readonly Figure[]> {
  if (databaseUrl === undefined) {
    const db = await sqliteRows(join(world.hub.folder, 'rows.sqlite'))
    const figure = await insertRows('a row a record', world, { db, insert: insertByValues })
    await db.destroy()
    return [figure]
  }
  const { db, insert } = await postgresRows(databaseUrl)
  const byValues = await insertRows('a row a record, each value bound by itself', world, { db, insert: insertByValues })
  await sql`truncate readings`.execute(db)
  const figure = await insertRows('a row a record', world, { db, insert })
  await db.destroy()
  return [against(figure, { 'each value bound by itself': byValues }), byValues]
}

async function insertRows(what: string, { hub, car }: OpeningWorld, { db, insert }: Rows): Promise<Figure> {
  const insertFrom = async (first: number): Promise<void> => {
    const told = Array.from({ length: rowsAtOnce }, (_, index) => {
      const start = nowMs + (first + index) * 1_800_000
      const times = { start_ms: start, end_ms: start + 1_800_000, quantity: '250000000000' }
      return { tenant: hub.tenant, device: car.device, seq: first + index, service: 'energy.supply', meter: 'energy', ...times }
    })
    await db.transaction().execute(async (tx) => {
      // The table is the bench's own; the hub's types do not know it.
      for (const part of insert(tx, 'readings' as 'batches', told)) await part.execute()
    })
  }
  return rate(`${what}, ${rowsAtOnce} a transaction`, rowsInAll, async () => {
    for (let first = 0; first < rowsInAll; first += rowsAtOnce) await insertFrom(first)
  })
}

const columns =
  'tenant text, device text, seq bigint, service text, meter text, start_ms bigint, end_ms bigint, quantity text, primary key (tenant, device, seq)'

async function sqliteRows(file: string): Promise<Kysely<Database>> {
  const db = new Kysely<Database>({ dialect: sqliteDialect({ file, access: 'write', connections: 1 }) })
  await sql`create table readings (${sql.raw(columns.replaceAll('bigint', 'integer'))}) strict, without rowid`.execute(db)
  return db
}

async function postgresRows(url: string): Promise<Rows> {
  const db = connectPostgres({ url, connections: 1 })
  await sql`create table readings (${sql.raw(columns)})`.execute(db)
  return { db, insert: insertByUnnest(await columnTypes(db)) }
}
