import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '@octroi/hub/storage/postgres/open'
import { SqliteConnection } from '@octroi/hub/storage/sqlite/connection'
import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import { CompiledQuery } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PostgresServer } from '../kit/postgres-server.ts'

let folder: string
let statements: readonly { readonly name: string; readonly sql: string }[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-schema-'))
  const file = join(folder, 'hub.sqlite')
  await (await openSqlite(file)).close()
  const connection = await SqliteConnection.open(file)
  const query =
    "select name, sql from sqlite_master where sql is not null and name not like 'kysely%' and name <> 'sqlite_stat1' order by type desc, name"
  statements = (await connection.executeQuery<{ name: string; sql: string }>(CompiledQuery.raw(query))).rows
  await connection.close()
})

afterAll(() => rm(folder, { recursive: true }))

describe('the SQLite schema', () => {
  test('after all migrations is the committed one', async () => {
    const dump = statements.map(({ sql }) => `${readable(sql)};\n`).join('\n')
    await expect(dump).toMatchFileSnapshot('../../../hub/src/storage/schema.sqlite.sql')
  })

  test('every table is strict and led by its tenant', () => {
    const tables = statements.filter(({ sql }) => /^create table/i.test(sql))
    expect(tables.length).toBeGreaterThan(20)
    for (const { name, sql } of tables) {
      expect(sql, name).toMatch(/primary key \("tenant"/)
      expect(sql, name).toMatch(/\) strict/)
    }
  })
})

function readable(sql: string): string {
  return sql
    .replace(/\((?=")/, '(\n  ')
    .replace(/, (?="\w+" (?:text|integer|blob)|constraint)/g, ',\n  ')
    .replace(/\)\)( strict.*)?$/, ')\n)$1')
}

interface Column {
  readonly name: string
  readonly column: string
}

interface Built {
  readonly name: string
  readonly sql: string
}

/** The engine brings no program that dumps a schema, so its catalogue is asked. */
const columnsQuery = `
  select c.relname as name, concat_ws(' ',
    quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
    case when a.attcollation <> t.typcollation then 'collate ' || quote_ident(o.collname) end,
    'default ' || pg_get_expr(d.adbin, d.adrelid),
    case when a.attnotnull then 'not null' end) as "column"
  from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_collation o on o.oid = a.attcollation
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relkind = 'r' and c.relname not like 'kysely%'
  order by c.relname collate "C", a.attnum`
const keysQuery = `
  select c.relname as name, 'constraint ' || k.conname || ' ' || lower(left(pg_get_constraintdef(k.oid), 11))
    || substr(pg_get_constraintdef(k.oid), 12) as sql
  from pg_constraint k join pg_class c on c.oid = k.conrelid and c.relname not like 'kysely%'
  where k.contype = 'p' and k.connamespace = 'public'::regnamespace`
const indexesQuery = `
  select c.relname as name, replace(replace(pg_get_indexdef(i.indexrelid), ' public.', ' '), ' USING btree', '') as sql
  from pg_index i join pg_class c on c.oid = i.indexrelid
  where c.relnamespace = 'public'::regnamespace and not i.indisprimary
  order by c.relname collate "C"`

describe('the PostgreSQL schema', () => {
  let server: PostgresServer
  let columns: readonly Column[]
  let keys: readonly Built[]
  let indexes: readonly Built[]

  beforeAll(async () => {
    server = await PostgresServer.start()
    const url = await server.database()
    await (await openPostgres(url)).close()
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    columns = (await client.query<Column>(columnsQuery)).rows
    keys = (await client.query<Built>(keysQuery)).rows
    indexes = (await client.query<Built>(indexesQuery)).rows
    await client.end()
  })

  afterAll(() => server.stop())

  test('after all migrations is the committed one', async () => {
    const tables = keys
      .map(({ name, sql }) => {
        const own = columns.filter((column) => column.name === name).map(({ column }) => column)
        return `create table ${name} (\n  ${[...own, sql].join(',\n  ')}\n);\n`
      })
      .toSorted()
    const dump = [...tables, ...indexes.map(({ sql }) => `${sql};\n`)].join('\n')
    await expect(dump).toMatchFileSnapshot('../../../hub/src/storage/schema.postgres.sql')
  })

  test('has the tables and columns of the SQLite schema, each led by its tenant', () => {
    expect(new Set(columns.map(({ name }) => name))).toEqual(new Set(keys.map(({ name }) => name)))
    const tables = statements.filter(({ sql }) => /^create table/i.test(sql))
    const told = (name: string): readonly string[] =>
      columns.filter((column) => column.name === name).map(({ column }) => column.split(' ')[0]?.replaceAll('"', '') ?? '')
    expect(keys.map(({ name }) => name).toSorted()).toEqual(tables.map(({ name }) => name).toSorted())
    for (const { name, sql } of tables) {
      expect(told(name), name).toEqual([...sql.matchAll(/"(\w+)" (?:text|integer|blob)\b/g)].map(([, column]) => column))
    }
    for (const { name, sql } of keys) expect(sql, name).toMatch(/primary key \(tenant\b/)
  })

  test('sorts all text by its bytes', () => {
    const texts = columns.filter(({ column }) => / text\b/.test(column))
    expect(texts.length).toBeGreaterThan(100)
    expect(texts.filter(({ column }) => !column.includes('collate "C"'))).toEqual([])
  })
})
