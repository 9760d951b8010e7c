import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import { Life } from '@octroi/simulators/world/life'
import { Random } from '@octroi/simulators/world/random'
import { Schedule } from '@octroi/simulators/world/schedule'
import { Disk } from '@octroi/simulators/world/sqlite/disk'
import { hubDatabase } from '@octroi/simulators/world/sqlite/hub-database'
import { SqliteWasm } from '@octroi/simulators/world/sqlite/sqlite-wasm'
import { storageContract } from './storage.contract.ts'

/** The disk of the seeded world: the same SQLite, in WebAssembly, over a disk in memory. */
async function open() {
  const sqlite = await SqliteWasm.load()
  const disk = new Disk()
  const reopen = () => openSqlite('hub.sqlite', hubDatabase(sqlite, disk, new Life(new Schedule(new Random('storage contract')))))
  return { storage: await reopen(), reopen }
}

storageContract('SQLite on a simulated disk', open, { inShort: process.env.OCTROI_CONTRACT !== 'whole' })
