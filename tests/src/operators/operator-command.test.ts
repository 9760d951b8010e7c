import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type OperatorCommand, operator } from '@octroi/hub/cli/operator'
import type { CommandWorld } from '@octroi/hub/command-world'
import { manualPayments } from '@octroi/hub/payments/manual-payments'
import { sealerOf } from '@octroi/hub/storage/secrets/sealer'
import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import { foundTenant } from '@octroi/hub/tenants/found-tenant.use-case'
import type { TenantId } from '@octroi/shared/ids/id'
import { idSource } from '@octroi/shared/ids/id-source'
import type { Zone } from '@octroi/shared/time/zone'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { QuickPasswords } from '../kit/quick-passwords.ts'
import { crypto } from '../kit/running-hub.ts'
import { root } from '../kit/source-files.ts'

const randomBytes = (length: number): Uint8Array => globalThis.crypto.getRandomValues(new Uint8Array(length))
const ids = idSource(Date.now, randomBytes)
const passwords = new QuickPasswords()
const world: CommandWorld = { nowMs: Date.now, ids, passwords }
const password = 'brume sur le pont'

let folder: string
let tenant: TenantId
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-operator-'))
  tenant = await found()
})
afterAll(() => rm(folder, { recursive: true }))

async function found(): Promise<TenantId> {
  const storage = await openSqlite(join(folder, 'hub.sqlite'))
  const id = ids.next('tenant')
  const environment = {
    crypto,
    randomBytes,
    ids,
    nowMs: Date.now,
    sealer: sealerOf(new Uint8Array(32)),
    payments: manualPayments,
  }
  const founding = { id, name: 'Sample', zone: 'Europe/Paris' as Zone, mode: 'live' } as const
  await storage.transaction(id, (stores) => foundTenant(stores, environment, { keep: () => Promise.resolve() }, founding))
  await storage.close()
  return id
}

async function run(command: OperatorCommand, named?: string) {
  const [said, complained]: [string[], string[]] = [[], []]
  const asked = { command, place: { dataDir: folder }, tenant: named }
  const code = await operator(
    asked,
    world,
    (line) => void said.push(line),
    (line) => void complained.push(line),
  )
  return { code, said, complained }
}

async function kept(email: string) {
  const storage = await openSqlite(join(folder, 'hub.sqlite'))
  try {
    return await storage.read(tenant, async ({ operators, audit }) => ({
      operator: (await operators.list({ limit: 10 })).items.find((each) => each.email === email),
      entries: (await audit.list({ limit: 10 })).items,
    }))
  } finally {
    await storage.close()
  }
}

const ada = { kind: 'add', email: 'Ada@octroi.example', name: 'Ada Sample', role: 'operator', password } as const

describe('the command', () => {
  test('adds somebody, lists them, gives a new password, and notes both without a key', async () => {
    const added = await run(ada)
    expect(added).toMatchObject({ code: 0, complained: [] })
    expect(added.said.join()).toMatch(/^opr_\w{26} {2}ada@octroi.example {2}added$/)
    expect((await run({ kind: 'list' })).said).toEqual([
      expect.stringMatching(/^opr_\w{26} {2}ada@octroi.example {2}operator {2}enabled {2}Ada Sample$/),
    ])
    const reset = {
      kind: 'reset-password',
      email: 'ada@octroi.example',
      removesTotp: true,
      password: 'pluie dans la cour',
    } as const
    expect((await run(reset)).said.join()).toContain('has the new password')
    const { operator: person, entries } = await kept('ada@octroi.example')
    expect(await passwords.verify(person?.passwordHash, 'pluie dans la cour')).toBe(true)
    expect(entries).toMatchObject([
      { action: 'octroi operator reset-password', target: person?.id, result: 'done' },
      { action: 'octroi operator add', target: person?.id, result: 'done' },
    ])
    expect(entries.some((entry) => 'key' in entry || 'operator' in entry)).toBe(false)
  })

  test.each<[OperatorCommand, string]>([
    [ada, 'Somebody has this email address already.'],
    [{ ...ada, email: 'ada', name: ' ', role: 'owner', password: 'short' }, 'email must be'],
    [{ ...ada, email: 'eve@octroi.example', password: '' }, 'password is read from standard input'],
    [{ kind: 'reset-password', email: 'nobody@octroi.example', removesTotp: false, password }, 'There is no operator'],
    [{ kind: 'reset-password', email: 'ada@octroi.example', removesTotp: false, password: 'short' }, 'password must have'],
  ])('refuses %j', async (command, said) => {
    const { code, complained } = await run(command)
    expect([code, complained.join('\n').includes(said)]).toEqual([1, true])
  })

  test('asks which tenant where there are several', async () => {
    await found()
    await expect(run({ kind: 'list' })).rejects.toThrow('--tenant')
    await expect(run({ kind: 'list' }, 'ten_none')).rejects.toThrow('no such tenant')
    expect((await run({ kind: 'list' }, tenant)).said.length).toBe(1)
  })

  test('takes the password from standard input, hashed as the hub does', async () => {
    const args = ['operator', 'add', '--email', 'joan@octroi.example', '--name', 'Joan', '--tenant', tenant, '--data-dir', folder]
    const main = join(root, 'hub/dist/cli/main.js')
    const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
    child.stdin.end(`${password}\nsecond line\n`)
    const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect([said.trim().endsWith('joan@octroi.example  added'), complained]).toEqual([true, ''])
    expect((await kept('joan@octroi.example')).operator?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  }, 20_000)
})
