import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listTenants, tenantFound } from '@octroi/hub/cli/tenant'
import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-tenant-'))
  const storage = await openSqlite(join(folder, 'hub.sqlite'))
  await storage.close()
})
afterAll(() => rm(folder, { recursive: true }))

async function run(asked: { name: string; zone: string }) {
  const [said, complained]: [string[], string[]] = [[], []]
  const place = { dataDir: folder }
  const code = await tenantFound(
    place,
    { nowMs: Date.now },
    asked,
    (line) => void said.push(line),
    (line) => void complained.push(line),
  )
  return { code, said, complained }
}

test('founds tenants side by side, each with a root key and an operator’s key of its own, and lists them', async () => {
  const [one, other] = [
    await run({ name: 'Grid sample', zone: 'Europe/Paris' }),
    await run({ name: 'Reseller sample', zone: 'Europe/London' }),
  ]
  const said = [expect.stringMatching(/^ten_\w{26} {2}founded$/), expect.stringMatching(/^octroi_\w{26}_\w{26}_[\w-]{43}$/)]
  for (const each of [one, other]) expect(each).toEqual({ code: 0, said, complained: [] })
  const ids = [one, other].map((each) => each.said[0]?.split(' ')[0])
  expect((await readdir(join(folder, 'root-keys'))).toSorted()).toEqual(ids.map((id) => `${id}.root`).toSorted())
  expect(await readFile(join(folder, 'sealing-key'), 'utf8')).not.toBe('')
  const listed: string[] = []
  await listTenants({ dataDir: folder }, (line) => void listed.push(line))
  expect(listed.toSorted()).toEqual([`${ids[0]}  live  Grid sample`, `${ids[1]}  live  Reseller sample`].toSorted())
})

test('says everything that is wrong, and founds nothing', async () => {
  const { code, said, complained } = await run({ name: ' ', zone: 'Paris' })
  expect([code, said, complained.map((line) => line.split(' ')[0])]).toEqual([1, [], ['name', 'zone']])
})
