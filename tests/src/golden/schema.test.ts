import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteConnection } from '@octroi/hub/storage/sqlite/connection'
import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import { CompiledQuery } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let folder: string
let statements: readonly { readonly name: string; readonly sql: string }[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-schema-'))
  const file = join(folder, 'hub.sqlite')
  await (await openSqlite(file)).close()
  const connection = await SqliteConnection.open(file)
  const query = "select name, sql from sqlite_master where sql is not null and name not like 'kysely%' order by type desc, name"
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
