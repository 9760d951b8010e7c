import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { verifyEnvelope } from '@octroi/hub/proof/verify-envelope'
import { SqliteConnection } from '@octroi/hub/storage/sqlite/connection'
import { readRecords } from '@octroi/hub/usage/read-records'
import { CompiledQuery } from 'kysely'
import { value } from '../kit/hub-at-rest.ts'
import type { Written } from '../kit/journal-writer.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { against, type Bench, type Figure } from './measure.ts'

const batchSizes = [1, 10, 100, 500]
const halfHourMs = 1_800_000
const startMs = nowMs - 10 * 365 * 86_400_000

/** So many batches of a size are taken in: enough to be measured, few enough to wait for. */
const batchesOf = (size: number): number => Math.max(40, Math.min(400, 40_000 / size))

/**
 * Signed readings from the broker's hook to durable and rated, on SQLite, one batch a transaction; beside what a row a
 * record costs in the same engine, and beside the bare decoding, verifying and hashing on one core. Signing is not counted.
 */
export const ingest: Bench = {
  title: 'Signed readings made durable and rated on SQLite, one transaction a batch',
  run: async () => {
    const world = await OpeningWorld.open()
    try {
      const order = { account: world.owner, offer: 'supply', startsAtMs: startMs - 1, mayBackdate: true }
      value(await world.hub.write((stores) => placeOrder(stores, world.hub.environment, order)))
      const rows = await rowPerRecord(world)
      const figures: Figure[] = [rows]
      for (const size of batchSizes) {
        const batches = write(world, size)
        const bare = await bareWork(world, batches)
        const taken = await takeIn(world, batches)
        figures.push(bare, against(taken, { 'a row a record': rows, [`bare work, batches of ${size}`]: bare }))
      }
      return figures
    } finally {
      await world.close()
    }
  },
}

let told = 0

function write({ car }: OpeningWorld, size: number): readonly Written[] {
  return Array.from({ length: batchesOf(size) }, () =>
    car.journal.batch(
      ...Array.from({ length: size }, () => {
        const start = startMs + told++ * halfHourMs
        const body = { meter: 'energy', start, end: start + halfHourMs, quantity: 250_000_000_000n }
        return { time: nowMs, timeState: 'synced', service: 'energy.supply', type: 'reading', body } as const
      }),
    ),
  )
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
  return rate(`batches of ${size}, taken in`, batches.length * size, async () => {
    for (const { envelope } of batches) {
      const ingested = await world.ingest(envelope)
      if (ingested?.verdict !== 'accepted') throw new Error(`a batch was not accepted but ${ingested?.verdict}`)
    }
  })
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

/** What a hub without batches would do: a row for each record, in multi-row inserts, so many a transaction. */
async function rowPerRecord({ hub, car }: OpeningWorld): Promise<Figure> {
  const connection = await SqliteConnection.open(join(hub.folder, 'rows.sqlite'))
  await connection.run('pragma journal_mode = wal; pragma synchronous = full')
  await connection.run(
    'create table readings (tenant text, device text, seq integer, service text, meter text, start_ms integer, end_ms integer, quantity text, primary key (tenant, device, seq)) strict, without rowid',
  )
  const places = Array.from({ length: rowsAtOnce }, () => '(?, ?, ?, ?, ?, ?, ?, ?)').join(', ')
  const insert = async (first: number): Promise<void> => {
    const parameters = Array.from({ length: rowsAtOnce }, (_, index) => {
      const start = startMs + (first + index) * halfHourMs
      return [hub.tenant, car.device, first + index, 'energy.supply', 'energy', start, start + halfHourMs, '250000000000']
    }).flat()
    await connection.run('begin immediate')
    await connection.executeQuery(CompiledQuery.raw(`insert into readings values ${places}`, parameters))
    await connection.run('commit')
  }
  const figure = await rate(`a row a record, ${rowsAtOnce} a transaction`, rowsInAll, async () => {
    for (let first = 0; first < rowsInAll; first += rowsAtOnce) await insert(first)
  })
  await connection.close()
  return figure
}
