import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MoveEnd, type MovePlace, openSource, openTarget } from '@octroi/hub/storage/move/move-end'
import { beginMark, endMark } from '@octroi/hub/storage/move/move-mark'
import { compareTable, moveTable, refuseOtherData } from '@octroi/hub/storage/move/move-tables'
import { type Row, usualChunk } from '@octroi/hub/storage/move/row-chunks'
import { type TableShape, tableShapes } from '@octroi/hub/storage/move/table-shape'
import { addRow } from '@octroi/hub/storage/move/table-sum'
import { openPostgres } from '@octroi/hub/storage/postgres/open'
import fc from 'fast-check'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PostgresServer } from '../kit/postgres-server.ts'
import { root } from '../kit/source-files.ts'

/** Every table with rows that hold what is hard to carry, moved from one engine to the other and back. */
let server: PostgresServer
let folder: string
let shapes: readonly TableShape[]
let schema: Schema

const installation = 'a sample installation'
const rowsOfEach = 7

beforeAll(async () => {
  server = await PostgresServer.start()
  folder = await mkdtemp(join(tmpdir(), 'octroi-move-'))
  shapes = await tableShapes()
  schema = readSchema(await readFile(join(root, 'hub/src/storage/schema.postgres.sql'), 'utf8'))
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

type Schema = ReadonlyMap<string, ReadonlyMap<string, { readonly type: string; readonly isNeeded: boolean }>>

/** Tables and columns as the committed schema says them. */
function readSchema(text: string): Schema {
  const tables = [...text.matchAll(/^create table (\w+) \(\n(.*?)\n\);$/gms)]
  return new Map(
    tables.map(([, name = '', body = '']) => {
      const columns = body.split(',\n  ').filter((line) => !line.trim().startsWith('constraint'))
      const told = columns.map((line) => {
        const [column = '', type = ''] = line.trim().replaceAll('"', '').split(' ')
        return [column, { type, isNeeded: line.includes('not null') }] as const
      })
      return [name, new Map(told)]
    }),
  )
}

const texts = ['', 'plain', 'é ß 漢字 🜚', 'o\'clock \\ "quoted" {a,b} NULL', 'x'.repeat(5000), '\n\t', '~']
const wholes = [0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1_700_000_000_000, 42]
const exacts = ['0', '1', '-1', (2n ** 126n).toString(), (-(2n ** 126n)).toString(), '9223372036854775807', '1000']
const bytes = ['', '00', 'ff00ff', '5c78', '27', '7b7d', 'c3']

/** A row unlike the others in its key, with another hard value in each column. */
function rowOf(shape: TableShape, index: number): Row {
  const columns = schema.get(shape.name)
  return Object.fromEntries(
    shape.columns.map((column, place) => {
      const { type, isNeeded } = columns?.get(column) ?? { type: 'unknown', isNeeded: true }
      const turn = (index + place) % rowsOfEach
      if (!isNeeded && turn === 3) return [column, null]
      if (column === shape.key.at(-1) && type === 'bigint') return [column, index * 10]
      if (type === 'bigint') return [column, wholes[turn]]
      if (type === 'numeric') return [column, exacts[turn]]
      if (type === 'bytea') return [column, Buffer.from(`${bytes[turn]}${index.toString(16).padStart(2, '0')}`, 'hex')]
      return [column, `${texts[turn]}${index}`]
    }),
  )
}

async function fill(end: MoveEnd): Promise<void> {
  const db = end.db as unknown as Kysely<Record<string, Record<string, unknown>>>
  for (const shape of shapes) {
    const rows = Array.from({ length: rowsOfEach }, (_, index) => rowOf(shape, index))
    await db.insertInto(shape.name).values(rows).execute()
  }
}

async function filled(place: MovePlace): Promise<void> {
  const end = await openTarget(place, () => Promise.resolve())
  await fill(end)
  await end.close()
}

let places = 0
const newFolder = (): MovePlace => ({ dataDir: join(folder, `place-${++places}`) })
const newDatabase = async (): Promise<MovePlace> => ({ url: await server.database() })

/** Moves everything, in chunks of so many rows, and stops after so many of them as if the process had been killed. */
async function move(from: MovePlace, to: MovePlace, rows: number, stopAfter = Number.POSITIVE_INFINITY): Promise<boolean> {
  const ends = {
    from: await openSource(from),
    to: await openTarget(to, (db) => refuseOtherData(db, shapes, installation)),
  }
  try {
    if (stopAfter === 0) return false
    await beginMark(ends.to.db, installation, 1).catch(() => undefined)
    let chunks = 0
    for (const shape of shapes) {
      let isFirst = true
      await moveTable(ends, shape, { ...usualChunk, rows }, () => {
        if (!isFirst && ++chunks >= stopAfter) throw new Error('killed')
        isFirst = false
      })
    }
    return true
  } catch (error) {
    if ((error as Error).message === 'killed') return false
    throw error
  } finally {
    await ends.from.close()
    await ends.to.close()
  }
}

async function compared(from: MovePlace, to: MovePlace) {
  const ends = { from: await openSource(from), to: await openSource(to) }
  const tables = []
  for (const shape of shapes) tables.push(await compareTable(ends, shape))
  await ends.from.close()
  await ends.to.close()
  return tables
}

test('every table and every column of the committed schema is among what is moved', () => {
  expect(shapes.map(({ name }) => name).toSorted()).toEqual([...schema.keys()].toSorted())
  for (const { name, columns, key } of shapes) {
    expect(columns.toSorted(), name).toEqual([...(schema.get(name)?.keys() ?? [])].toSorted())
    expect(key[0], name).toBe('tenant')
    // NUMERIC sorts by value and text by its bytes, so a key of exact numbers would have two orders.
    expect(
      key.map((column) => schema.get(name)?.get(column)?.type),
      name,
    ).not.toContain('numeric')
  }
})

describe.each([
  ['from a file to PostgreSQL', newFolder, newDatabase],
  ['from PostgreSQL to a file', newDatabase, newFolder],
  ['from a file to another', newFolder, newFolder],
] as const)('%s', { timeout: 20_000 }, (_way, newSource, newTarget) => {
  let from: MovePlace
  beforeAll(async () => {
    from = await newSource()
    await filled(from)
  })

  test('every row of every table arrives as it was, whatever it holds', async () => {
    const to = await newTarget()
    expect(await move(from, to, usualChunk.rows)).toBe(true)
    const tables = await compared(from, to)
    expect(tables).toHaveLength(shapes.length)
    expect(tables.filter(({ isEqual, rows }) => !isEqual || rows !== rowsOfEach)).toEqual([])
  })

  test('a move that is killed after any chunk goes on where it was', async () => {
    const to = await newTarget()
    const stops = [1, 2, 5, 50, 17, 1, 3]
    for (const stop of stops) expect(await move(from, to, 2, stop)).toBe(false)
    expect((await compared(from, to)).every(({ isEqual }) => isEqual)).toBe(false)
    expect(await move(from, to, 2)).toBe(true)
    expect((await compared(from, to)).filter(({ isEqual }) => !isEqual)).toEqual([])
  })
})

describe('what must not be', { timeout: 20_000 }, () => {
  let from: MovePlace
  beforeAll(async () => {
    from = newFolder()
    await filled(from)
  })

  test('one value of one row that is not the same is seen', async () => {
    const to = await newDatabase()
    await move(from, to, usualChunk.rows)
    const end = await openTarget(to, () => Promise.resolve())
    await sql`update outbox set payload = payload || ' ' where tenant = (select min(tenant) from outbox)`.execute(end.db)
    await sql`delete from charges where tenant = (select max(tenant) from charges)`.execute(end.db)
    await end.close()
    const differing = (await compared(from, to)).filter(({ isEqual }) => !isEqual).map(({ table }) => table)
    expect(differing).toEqual(['charges', 'outbox'])
  })

  test('data that no move of this installation brought is not mixed with', async () => {
    const to = await newDatabase()
    await filled(to)
    await expect(move(from, to, 1)).rejects.toThrow('holds other data already')
  })

  test('no hub opens what is moved by half', async () => {
    const to = await newDatabase()
    await move(from, to, 2, 3)
    const open = () => openPostgres('url' in to ? to.url : '')
    await expect(open()).rejects.toThrow('has not ended')
    const end = await openTarget(to, () => Promise.resolve())
    await endMark(end.db, 2)
    await end.close()
    await (await open()).close()
  })
})

test('rows have the same bytes only where they hold the same', () => {
  const shape: TableShape = { name: 't', columns: ['a', 'b'], key: ['a'], texts: [], blobs: [] }
  const told = (row: Row): string => {
    const parts: Buffer[] = []
    addRow({ update: (part: string | NodeJS.ArrayBufferView) => parts.push(Buffer.from(part as string)) } as never, shape, row)
    return Buffer.concat(parts).toString('hex')
  }
  const value = fc.oneof(
    fc.constant(null),
    fc.string(),
    fc.maxSafeInteger(),
    fc.uint8Array().map((part) => Buffer.from(part)),
  )
  const same = (left: unknown, right: unknown): boolean =>
    left instanceof Uint8Array && right instanceof Uint8Array ? Buffer.compare(left, right) === 0 : Object.is(left, right)
  fc.assert(
    fc.property(value, value, value, value, (a, b, c, d) => {
      expect(told({ a, b }) === told({ a: c, b: d })).toBe(same(a, c) && same(b, d))
    }),
  )
})
