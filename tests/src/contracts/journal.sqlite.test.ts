import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteJournal } from '@octroi/agent/journal/sqlite-journal'
import { afterAll } from 'vitest'
import { journalContract } from './journal.contract.ts'

const folders: string[] = []

journalContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-journal-'))
  folders.push(folder)
  return ({ boot = new Uint8Array(16).fill(1), recordsAtMost = 1_000_000 }) =>
    SqliteJournal.open({
      path: join(folder, 'journal.sqlite'),
      boot,
      recordsAtMost,
      randomBytes: (length) => new Uint8Array(randomBytes(length)),
    })
})

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true })
})
