import { SqliteJournal } from '@octroi/agent/journal/sqlite-journal'
import { Life } from '@octroi/simulators/world/life'
import { Random } from '@octroi/simulators/world/random'
import { Schedule } from '@octroi/simulators/world/schedule'
import { Disk } from '@octroi/simulators/world/sqlite/disk'
import { journalDatabase } from '@octroi/simulators/world/sqlite/journal-database'
import { SqliteWasm } from '@octroi/simulators/world/sqlite/sqlite-wasm'
import { journalContract } from './journal.contract.ts'

/** The disk of the seeded world: the same SQLite, in WebAssembly, over a disk in memory. */
journalContract('SQLite on a simulated disk', async () => {
  const sqlite = await SqliteWasm.load()
  const disk = new Disk()
  const random = new Random('journal contract')
  return ({ boot = new Uint8Array(16).fill(1), recordsAtMost = 1_000_000 }) => {
    const openDatabase = journalDatabase(sqlite, disk, new Life(new Schedule(random)))
    return SqliteJournal.open({ path: 'journal.sqlite', boot, recordsAtMost, randomBytes: random.bytes, openDatabase })
  }
})
