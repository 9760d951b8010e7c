import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import { idFromBytes } from '@octroi/shared/ids/id'
import { expect, test } from 'vitest'
import { Life } from '../life.ts'
import { Random } from '../random.ts'
import { Schedule } from '../schedule.ts'
import { Disk } from '../sqlite/disk.ts'
import { hubDatabase } from '../sqlite/hub-database.ts'
import { SqliteWasm } from '../sqlite/sqlite-wasm.ts'
import { clientStorage } from './client-storage.ts'
import { freshImage } from './fresh-image.ts'

test('what a program did in a transaction before it was killed is undone, and the other one goes on', async () => {
  const random = new Random('two hubs')
  const sqlite = await SqliteWasm.load()
  sqlite.begin(random.bytes)
  const schedule = new Schedule(random)
  const disk = new Disk(await freshImage())
  const storage = await openSqlite('hub.sqlite', hubDatabase(sqlite, disk, new Life(schedule)))
  const lives = [new Life(schedule), new Life(schedule)] as const
  const [first, second] = [clientStorage(storage, lives[0]), clientStorage(storage, lives[1])]
  const tenant = idFromBytes('tenant', random.bytes(16))
  const secrets = () =>
    second.read(tenant, async ({ tenants }) => [await tenants.secret('sample'), await tenants.secret('other')])

  let wentOn = false
  void first.transaction(tenant, async ({ tenants }) => {
    await tenants.keepSecret('sample', new Uint8Array([1]))
    lives[0].end()
    await tenants.keepSecret('sample', new Uint8Array([2]))
    wentOn = true
  })
  await second.transaction(tenant, ({ tenants }) => tenants.keepSecret('other', new Uint8Array([3])))
  expect(await secrets()).toEqual([undefined, new Uint8Array([3])])
  expect(wentOn).toBe(false)
})
