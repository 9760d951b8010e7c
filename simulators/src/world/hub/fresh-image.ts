import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import { Life } from '../life.ts'
import { Random } from '../random.ts'
import { Schedule } from '../schedule.ts'
import { Disk, type DiskImage } from '../sqlite/disk.ts'
import { hubDatabase } from '../sqlite/hub-database.ts'
import { SqliteWasm } from '../sqlite/sqlite-wasm.ts'

let made: Promise<DiskImage> | undefined

/** The disk of a hub that has made its tables and serves nobody yet: the same for every world, so it is made once. */
export function freshImage(): Promise<DiskImage> {
  made ??= make()
  return made
}

async function make(): Promise<DiskImage> {
  const sqlite = await SqliteWasm.load()
  const random = new Random('a fresh hub')
  sqlite.begin(random.bytes)
  const disk = new Disk()
  const storage = await openSqlite('hub.sqlite', hubDatabase(sqlite, disk, new Life(new Schedule(random))))
  await storage.close()
  return disk.image()
}
