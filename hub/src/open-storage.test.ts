import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStorage } from './open-storage.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'octroi-engine-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const nowhere = 'postgresql://nobody@127.0.0.1:1/nothing'

test('a data directory opens again on the engine it was first used with', async () => {
  for (let time = 0; time < 2; time++) await (await openStorage({ dataDir })).close()
  await expect(openStorage({ dataDir, databaseUrl: nowhere })).rejects.toThrow('belongs to a hub on sqlite')
})

test('a file that is there makes the directory its own', async () => {
  await (await openStorage({ dataDir })).close()
  await rm(join(dataDir, 'engine'))
  await expect(openStorage({ dataDir, databaseUrl: nowhere })).rejects.toThrow('belongs to a hub on sqlite')
})

test('one of a PostgreSQL founds nothing in a file where the setting is missing', async () => {
  await writeFile(join(dataDir, 'engine'), 'postgres\n')
  await expect(openStorage({ dataDir })).rejects.toThrow('belongs to a hub on postgres: set OCTROI_DATABASE_URL')
})
