import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AskedKeys, replaceKeys } from '@octroi/hub/cli/keys'
import { tenantFound } from '@octroi/hub/cli/tenant'
import { sealerOf } from '@octroi/hub/storage/secrets/sealer'
import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import type { Stores } from '@octroi/hub/stores'
import { unsealKey } from '@octroi/hub/tenants/signer'
import { keyId } from '@octroi/shared/crypto/key-id'
import { findKey, openKeyset } from '@octroi/shared/decisions/keyset'
import { invariant } from '@octroi/shared/errors/invariant'
import { isId, type TenantId } from '@octroi/shared/ids/id'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleDevice, sampleSession } from '../contracts/storage/samples.ts'
import { crypto } from '../kit/running-hub.ts'

const since = '2026-03-02T08:00:00Z'
const [sinceMs, nowMs] = [Date.parse(since), Date.parse('2026-03-02T09:00:00Z')]

let folder: string
let tenant: TenantId
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-keys-'))
  await (await openSqlite(join(folder, 'hub.sqlite'))).close()
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  const clock = { nowMs: () => sinceMs - 86_400_000 }
  await tenantFound({ dataDir: folder }, clock, { name: 'Sample', zone: 'UTC' }, say, say)
  const id = said[0]?.split(' ')[0] ?? ''
  invariant(isId('tenant', id), 'the tenant is founded')
  tenant = id
})
afterAll(() => rm(folder, { recursive: true }))

async function run(asked: Partial<AskedKeys> = {}) {
  const [said, complained]: [string[], string[]] = [[], []]
  const command = { tenant, uses: ['permits'], since, ...asked }
  const say = (line: string): void => void said.push(line)
  const complain = (line: string): void => void complained.push(line)
  const code = await replaceKeys({ dataDir: folder }, { nowMs: () => nowMs }, command, say, complain)
  return { code, said, complained }
}

/** The key set as devices get it, and the keys that sign. */
async function keys() {
  const storage = await openSqlite(join(folder, 'hub.sqlite'))
  const sealer = sealerOf(new Uint8Array(Buffer.from(await readFile(join(folder, 'sealing-key'), 'utf8'), 'base64')))
  const [kept, permits, receipts] = await storage.read(tenant, async ({ tenants }) => [
    await tenants.get(),
    unsealKey(sealer, await tenants.signingKey('permits')).publicKey,
    unsealKey(sealer, await tenants.signingKey('receipts')).publicKey,
  ])
  await storage.close()
  const keyset = kept && openKeyset(crypto, kept.keyset, { tenant, rootKey: kept.rootKey })
  invariant(keyset !== undefined, 'the root key signed it')
  const isGood = (publicKey: Uint8Array, atMs: number): boolean =>
    findKey(crypto, keyset, { kid: keyId(crypto, publicKey), use: 'permits', atSeconds: atMs / 1000 }) !== undefined
  return { version: keyset.version, permits, receipts, isGood }
}

test('a key that is replaced proves what it signed before, and signs nothing from the time that is named', async () => {
  const before = await keys()
  expect(await run()).toEqual({
    code: 0,
    said: [
      'The keys for permits are new: key set 2.',
      'Permits and passcodes of before are taken back on 0 devices: ask for new ones.',
    ],
    complained: [],
  })
  const after = await keys()
  expect([after.version, after.receipts]).toEqual([2, before.receipts])
  expect(after.permits).not.toEqual(before.permits)
  expect([sinceMs - 1000, sinceMs, nowMs].map((atMs) => after.isGood(before.permits, atMs))).toEqual([true, false, false])
  expect(after.isGood(after.permits, nowMs)).toBe(true)
})

test('replaced again and again, the newest signs, and the set does not outgrow what a device reads', async () => {
  for (let round = 0; round < 20; round++) expect((await run({ since: '2026-03-02T09:00:00Z' })).code).toBe(0)
  const { version, permits, isGood } = await keys()
  expect([version, isGood(permits, nowMs)]).toEqual([22, true])
})

test('a session that was opened before brings no device in with the key set of before', async () => {
  const device = sampleDevice({ state: 'enrolled' })
  const session = sampleSession({ device: device.id, expiresAtMs: nowMs + 1000 })
  const stored = async <T>(work: (stores: Stores) => Promise<T>): Promise<T> => {
    const storage = await openSqlite(join(folder, 'hub.sqlite'))
    try {
      return await storage.transaction(tenant, work)
    } finally {
      await storage.close()
    }
  }
  await stored(async ({ devices }) => {
    await devices.insert(device)
    await devices.putSession(session)
  })
  const isGood = () => stored(({ devices }) => devices.hasSession(device.id, session.tokenHash, nowMs))
  expect(await isGood()).toBe(true)
  expect((await run({ uses: ['receipts'] })).said.at(1)).toBeUndefined()
  expect(await isGood()).toBe(false)
})

test.each<readonly [string, Partial<AskedKeys>, string]>([
  ['a use that there is not', { uses: ['commands'] }, 'uses'],
  ['a time that is none', { since: 'yesterday' }, 'since'],
  ['a name that is no tenant’s', { tenant: 'Sample' }, 'tenant'],
])('%s is refused, and nothing replaced', async (_what, asked, at) => {
  const { version } = await keys()
  const { code, complained } = await run(asked)
  expect([code, complained.map((line) => line.split(/[ [].*/)[0])]).toEqual([1, [at]])
  expect((await keys()).version).toBe(version)
})

test('without the root key nothing is replaced, and it is said what lacks', async () => {
  const file = join(folder, 'root-keys', `${tenant}.root`)
  await rename(file, `${file}.away`)
  expect(await run()).toEqual({ code: 1, said: [], complained: [expect.stringContaining(`holds no ${tenant}.root`)] })
})
