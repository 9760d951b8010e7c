import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { SqliteConnection } from '@octroi/hub/storage/sqlite/connection'
import { encodeRecord } from '@octroi/shared/wire/messages/record'
import { CompiledQuery } from 'kysely'
import pg from 'pg'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { PostgresServer } from '../kit/postgres-server.ts'
import type { Bench, Figure, Size } from './measure.ts'

const authorizations = 1000
const openings = 300
const batchSizes = [1, 48, 500]
const readings = 24_000
const halfHourMs = 1_800_000
const startMs = nowMs - 10 * 365 * 86_400_000

/** How much a hub's database grows, on both engines, and how fast use cases make it grow, one after the other. */
export const disk: Bench = {
  title: () => 'What one of each takes on the disk, with its indexes, and how many one caller makes a second',
  run: async () => {
    const server = await PostgresServer.start()
    try {
      return [...(await grow('SQLite')), ...(await grow('PostgreSQL', await server.database()))]
    } finally {
      await server.stop()
    }
  },
}

async function grow(engine: string, url?: string): Promise<readonly (Figure | Size)[]> {
  const world = await OpeningWorld.open(url)
  const size = () => (url === undefined ? fileSize(join(world.hub.folder, 'hub.sqlite')) : databaseSize(url))
  const of = async (what: string, count: number, work: () => Promise<void>): Promise<readonly (Figure | Size)[]> => {
    const [before, startedAtMs] = [await size(), performance.now()]
    await work()
    const perSecond = Math.round((count * 1000) / (performance.now() - startedAtMs))
    return [
      { what: `${engine}, ${what}`, bytes: Math.round(((await size()) - before) / count) },
      { what: `${engine}, ${what}`, perSecond },
    ]
  }
  try {
    await world.entitle()
    const order = { account: world.owner, offer: 'supply', startsAtMs: startMs - 1, mayBackdate: true }
    value(await world.hub.write((stores) => placeOrder(stores, world.hub.environment, order)))
    const figures = [
      ...(await of('an authorization that is granted', authorizations, () => times(authorizations, () => world.ask()))),
      ...(await of('an opening: granted, five records in a batch, a charge, a confirmation', openings, () =>
        times(openings, () => open(world)),
      )),
    ]
    for (const batchSize of batchSizes) {
      const records = Math.min(readings, batchSize * 500)
      const batches = Array.from({ length: records / batchSize }, () => readingsOf(world, batchSize))
      const ingest = async (): Promise<void> => {
        for (const envelope of batches) await take(world, envelope)
      }
      figures.push(...(await of(`a reading, in batches of ${batchSize}`, records, ingest)))
    }
    return figures
  } finally {
    await world.close()
  }
}

async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done++) await work()
}

async function open(world: OpeningWorld): Promise<void> {
  await take(world, world.car.journal.batch(...world.wholeOpening(await world.ask())).envelope)
}

async function take(world: OpeningWorld, envelope: Uint8Array): Promise<void> {
  const ingested = await world.ingest(envelope)
  if (ingested?.verdict !== 'accepted') throw new Error(`a batch was not accepted but ${ingested?.verdict}`)
}

let told = 0
const salt = (): Uint8Array => new Uint8Array(randomBytes(16))

function readingsOf({ car }: OpeningWorld, count: number): Uint8Array {
  const records = Array.from({ length: count }, () => {
    const start = startMs + told++ * halfHourMs
    const body = { meter: 'energy', start, end: start + halfHourMs, quantity: 250_000_000_000n }
    // Salted by chance, as an agent does it: what an engine could compress otherwise it cannot compress then.
    return encodeRecord({ time: nowMs, timeState: 'synced', service: 'energy.supply', type: 'reading', body, salt: salt() })
  })
  return car.journal.rawBatch(records).envelope
}

/** Of all pages, also those that are still in the write-ahead log. */
async function fileSize(file: string): Promise<number> {
  const connection = await SqliteConnection.open(file)
  const pages = 'select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()'
  const { rows } = await connection.executeQuery<{ bytes: number }>(CompiledQuery.raw(pages))
  await connection.close()
  return rows[0]?.bytes ?? 0
}

async function databaseSize(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes')
  await client.end()
  return Number(rows[0]?.bytes)
}
