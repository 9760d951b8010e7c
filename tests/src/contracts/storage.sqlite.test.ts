import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import { afterAll } from 'vitest'
import { storageContract } from './storage.contract.ts'

const folders: string[] = []

storageContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-storage-'))
  folders.push(folder)
  const reopen = () => openSqlite(join(folder, 'hub.sqlite'))
  return { storage: await reopen(), reopen }
})

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true })
})
