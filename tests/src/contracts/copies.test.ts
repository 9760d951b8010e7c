import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backUp, restoreBackup } from '@octroi/hub/backups'
import { openPostgres } from '@octroi/hub/storage/postgres/open'
import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import type { Storage } from '@octroi/hub/stores'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PostgresServer } from '../kit/postgres-server.ts'
import { readings } from './storage/isolation-table.ts'
import { newWorld, settle } from './storage/isolation-world.ts'
import { accountRow, newId } from './storage/samples.ts'

/** A backup of either engine, restored, answers what was answered before: by every method of every store. */
let server: PostgresServer
let folder: string

beforeAll(async () => {
  server = await PostgresServer.start()
  folder = await mkdtemp(join(tmpdir(), 'octroi-copies-'))
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

async function emptyPlace(engine: string) {
  const dataDir = await mkdtemp(join(folder, `${engine}-`))
  if (engine === 'SQLite') return { place: { dataDir }, storage: await openSqlite(join(dataDir, 'hub.sqlite')) }
  const databaseUrl = await server.database()
  return { place: { dataDir, databaseUrl }, storage: await openPostgres(databaseUrl) }
}

describe.each(['SQLite', 'PostgreSQL'])('a backup of %s', { timeout: 20_000 }, (engine) => {
  test('taken while others write holds one moment, and restored answers as before', async () => {
    const { place, storage } = await emptyPlace(engine)
    const [tenant, world, busy] = [newId('tenant'), newWorld(), newId('tenant')]
    await storage.transaction(tenant, (stores) => settle(stores, world, 1))
    let isOver = false
    // Two at a time: a copy of one moment holds an even number of them.
    const writing = (async () => {
      while (!isOver) {
        await storage.transaction(busy, async ({ accounts }) => {
          await accounts.insert(accountRow(newId('account')))
          await accounts.insert(accountRow(newId('account')))
        })
      }
    })()
    const to = join(folder, `backup of ${engine}`)
    const manifest = await backUp({ place, to, withKeys: false, nowMs: 0 }).finally(() => {
      isOver = true
    })
    await writing
    expect(manifest.engine).toBe(engine === 'SQLite' ? 'sqlite' : 'postgres')
    expect(Object.entries(manifest.tables).filter(([, rows]) => rows === 0)).toEqual([['overlap_events', 0]])

    const dataDir = join(folder, `restored from ${engine}`)
    await restoreBackup({ from: to, dataDir, isNothingLost: true, nowMs: 0 })
    const restored = await openSqlite(join(dataDir, 'hub.sqlite'))
    expect(await answers(restored, tenant, world)).toEqual(await answers(storage, tenant, world))
    const copied = await restored.read(busy, ({ accounts }) => accounts.list({ limit: 100_000 }))
    expect(copied.items.length % 2).toBe(0)
    await Promise.all([restored.close(), storage.close()])
  })

  test('names no password and no key', async () => {
    expect(await readFile(join(folder, `backup of ${engine}`, 'manifest.json'), 'utf8')).not.toMatch(/postgres(?:ql)?:|password/)
  })
})

async function answers(storage: Storage, tenant: Parameters<Storage['read']>[0], world: ReturnType<typeof newWorld>) {
  const found = new Map<string, unknown>()
  for (const [method, { reads }] of readings) found.set(method, await storage.read(tenant, (stores) => reads(stores, world)))
  return found
}
