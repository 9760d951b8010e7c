import { spawnSync } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SqliteConnection } from '@octroi/hub/storage/sqlite/connection'
import { CompiledQuery } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Field } from '../kit/field.ts'
import { type Answer, RunningHub } from '../kit/running-hub.ts'
import { root } from '../kit/source-files.ts'

/**
 * A driver whose car a merchant opens is exported and erased. Every text that a person wrote carries a mark: afterwards
 * the mark is nowhere in the database, and what the car signed still proves itself.
 */
const timeout = 20_000
const mark = 'Zweifel-Personenmarke'

let hub: RunningHub
let field: Field
let owner: string
let ownerToken: string
let stranger: string
let proofs: readonly object[]
let asked = 0
const once = (token?: string) => ({
  headers: { 'idempotency-key': `person-${++asked}` },
  ...(token === undefined ? {} : { token }),
})

beforeAll(async () => {
  hub = await RunningHub.start()
  field = await Field.around(hub)
  const car = await field.device()
  owner = car.owner
  ownerToken = (await hub.ask('POST', `/v1/accounts/${owner}/api-keys`, { role: 'account_holder', label: `${mark} phone` })).body
    .token
  stranger = (await hub.party('account_holder')).token
}, timeout)
afterAll(async () => {
  await field.close()
  await hub.stop()
})

const erase = (body: object, account = owner): Promise<Answer> => hub.ask('POST', `/v1/accounts/${account}/erasure`, body, once())

/** Every row of the export, page by page. */
async function exported(token: string, limit: number): Promise<readonly { table: string; row: Record<string, unknown> }[]> {
  const items: { table: string; row: Record<string, unknown> }[] = []
  for (let after = ''; ; ) {
    const path = `/v1/accounts/${owner}/export?limit=${limit}${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`
    const { status, body } = await hub.ask('GET', path, undefined, { token })
    if (status !== 200) throw new Error(JSON.stringify(body))
    items.push(...body.items)
    if (body.next === undefined) return items
    after = body.next
  }
}

async function live(): Promise<void> {
  const as = once
  await hub.ask('PUT', `/v1/accounts/${owner}/standing`, { standing: 'reminded', reason: `${mark} owes` }, as())
  const profile = {
    ...{ name: `${mark} Sample`, legalName: `${mark} Ltd`, address: { lines: [`${mark} street`], country: 'FR' } },
    contacts: [{ role: 'billing', name: `${mark} contact` }],
    ...{ externalIds: { crm: `${mark} number` }, attributes: { plan: `${mark} plan` } },
  }
  const written = await hub.ask('PATCH', `/v1/accounts/${owner}`, profile, { headers: { 'if-match': '*' } })
  expect(written.status).toBe(200)
  const thing = { owner, label: `${mark} second car`, services: { 'trunk.access': ['open'] } }
  const { id: second } = (await hub.ask('POST', '/v1/devices', thing, as())).body
  const { device: third } = await hub.enrolled((await field.device()).owner)
  await hub.ask('PUT', `/v1/devices/${third}/suspension`, { reason: `${mark} lost it` }, as())
  const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
  const partner = await hub.party('partner')
  const body = { device: second, service: 'trunk.access', action: 'open', window, reference: `${mark} parcel` }
  const refused = await hub.ask('POST', '/v1/authorizations', body, as(partner.token))
  expect(refused.body.code).toBe('device_not_enrolled')
  const grant = await field.permit(Date.now(), 30, { reference: `${mark} second parcel` })
  await field.open(grant)
  await field.server.confirmed(grant.id, 10_000)
  await field.read(50)
  await field.drained()
  const month = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 7)
  const { items } = (await hub.ask('GET', `/v1/subscriptions?limit=100`, undefined, { token: ownerToken })).body
  const supply = items.find((each: { offer: string }) => each.offer === 'supply').id
  const dispute = { month, line: `${supply}:energy`, reason: `${mark} never used that` }
  const opened = await hub.ask('POST', '/v1/disputes', dispute, as(ownerToken))
  expect(opened.status).toBe(201)
  await hub.ask('POST', '/v1/webhook-endpoints', { url: `http://127.0.0.1:9/${mark}%20hook`, account: owner }, as())
  const record = (await hub.ask('GET', `/v1/devices/${field.agent.device}/records/3/proof`)).body
  proofs = [(await hub.ask('GET', `/v1/authorizations/${grant.id}/proof`)).body, record]
  expect(proofs.map((proof) => (proof as { format: string }).format)).toEqual(['octroi/v1/proof', 'octroi/v1/record'])
}

/** However it is written: what is searched for is kept in small letters too. */
function holdsMark(text: string): boolean {
  return text.toLowerCase().includes(mark.toLowerCase())
}

/** The files of the database that hold the mark. */
async function marked(): Promise<readonly string[]> {
  const names = (await readdir(hub.folder)).filter((each) => each.startsWith('hub.sqlite'))
  const found = await Promise.all(names.map(async (name) => holdsMark(await readFile(join(hub.folder, name), 'latin1'))))
  return names.filter((_name, index) => found[index])
}

test('a person gets all that is kept of it, in pages of any size, and nobody else does', { timeout }, async () => {
  await live()
  expect(await marked()).not.toEqual([])
  const [whole, small] = [await exported(ownerToken, 100), await exported(ownerToken, 7)]
  const keys = (items: typeof whole) => items.map(({ table, row }) => `${table} ${JSON.stringify(row)}`)
  expect(keys(small)).toEqual(keys(whole))
  const tables = new Set(whole.map(({ table }) => table))
  for (const table of ['accounts', 'api_keys', 'devices', 'consents', 'disputes', 'batches', 'access_events', 'audit_entries']) {
    expect(tables, table).toContain(table)
  }
  const readings = whole.flatMap(({ row }) => (row.records ?? []) as { type: string; body: { quantity?: string } }[])
  expect(readings.filter(({ type }) => type === 'reading').map(({ body }) => body.quantity)).toContain('250000000000')
  const text = JSON.stringify(whole)
  for (const word of [
    'Ltd',
    'street',
    'contact',
    'number',
    'plan',
    'phone',
    'owes',
    'second car',
    'lost it',
    'never used that',
    'hook',
  ])
    expect(text).toMatch(new RegExp(`${mark}(?: |%20)${word}`))
  expect(text).not.toMatch(/secret_hash|sealed_secret/)
  const ofOthers = whole.filter(({ table }) => table === 'authorizations_of_others')
  expect(ofOthers.length).toBeGreaterThan(0)
  for (const { row } of ofOthers) expect(row).not.toHaveProperty('permit')
  expect((await hub.ask('GET', `/v1/accounts/${owner}/export`, undefined, { token: stranger })).status).toBe(404)
  expect((await hub.ask('GET', `/v1/accounts/${owner}/export`, undefined, {})).status).toBe(200)
})

test.each([
  'nowhere',
  'devices.x',
  'devices.WzFd',
  'devices.WyJhIiwiYiJd',
  'access_events.WyJhIiwiYiJd',
  '__proto__',
  'devices.W10.W10',
])('the cursor %s is refused', async (after) => {
  const { status, body } = await hub.ask('GET', `/v1/accounts/${owner}/export?after=${after}`)
  expect([status, body.faults?.[0]?.path]).toEqual([422, 'after'])
})

describe('erasing', { timeout }, () => {
  test('says everything that stands in the way at once', async () => {
    const waiting = await field.permit()
    const { status, body } = await erase({ ground: 'consent_withdrawn' })
    expect([status, body.code]).toEqual([409, 'erasure_blocked'])
    expect(body.faults.map(({ code }: { code: string }) => code)).toEqual([
      'subscription_active',
      'authorization_open',
      'dispute_open',
    ])
    expect((await erase({ ground: 'consent_withdrawn', despite: ['dispute_open'] })).status).toBe(422)
    expect((await hub.ask('GET', `/v1/accounts/${owner}`)).body.name).not.toBe('')
    await hub.ask('POST', `/v1/authorizations/${waiting.id}/cancellation`, undefined, once())
    await expect.poll(() => field.outcome(waiting), { timeout: 10_000 }).toBe('cancelled')
    const { items } = (await hub.ask('GET', '/v1/disputes?limit=10')).body
    const answer = { state: 'rejected', text: `${mark} did use it` }
    expect((await hub.ask('POST', `/v1/disputes/${items[0].id}/answer`, answer, once())).status).toBe(200)
    const waits = async () => (await field.deliveries()).filter(({ state }) => state === 'pending').length
    await expect.poll(waits, { timeout: 10_000 }).toBe(0)
  })

  test('of the operator itself, or of nobody, is refused', async () => {
    const { items } = (await hub.ask('GET', '/v1/audit-log?limit=1')).body
    const [itself, nobody] = [items[0].account, 'acct_01h455vb4pex5vsknk084sn02q']
    expect((await erase({ ground: 'objected' }, itself)).body.code).toBe('account_is_operator')
    expect((await erase({ ground: 'objected' }, nobody)).status).toBe(404)
  })

  test('takes away what a person wrote, and leaves money and ids', async () => {
    const [balances, lines] = [await hub.ask('GET', '/v1/ledger/balances'), await field.usage()]
    const { status, body } = await erase({ ground: 'consent_withdrawn', despite: ['subscription_active'] })
    expect([status, body.ground]).toEqual([200, 'consent_withdrawn'])
    const again = await erase({ ground: 'objected' })
    expect([again.status, again.body]).toEqual([200, body])
    const account = (await hub.ask('GET', `/v1/accounts/${owner}`)).body
    expect(account).toMatchObject({ id: owner, name: '', erasedAt: body.erasedAt })
    expect((await hub.ask('GET', `/v1/accounts/${owner}`, undefined, { token: ownerToken })).status).toBe(401)
    expect((await hub.ask('GET', '/v1/ledger/balances')).body).toEqual(balances.body)
    expect(await field.usage()).toEqual(lines)
    const { items } = (await hub.ask('GET', '/v1/audit-log?limit=5')).body
    expect(items[0]).toMatchObject({ action: 'POST /v1/accounts/{account}/erasure', result: 'done' })
    expect(
      JSON.stringify(
        await Promise.all(['/v1/devices', '/v1/disputes', '/v1/authorizations'].map((path) => hub.ask('GET', path))),
      ),
    ).not.toContain(mark)
  })

  test('leaves every proof as good as before', async () => {
    const rootKey = (await hub.ask('GET', '/v1/tenant')).body.rootKey
    for (const [index, proof] of proofs.entries()) {
      const file = join(hub.folder, `proof-${index}.json`)
      await writeFile(file, JSON.stringify(proof))
      const verified = spawnSync(globalThis.process.execPath, [
        join(root, 'hub/dist/cli/main.js'),
        'verify',
        file,
        '--root-key',
        rootKey,
      ])
      expect(verified.stdout.toString()).toContain('Proven')
    }
    const { authorization } = proofs[0] as { authorization: string }
    expect((await hub.ask('GET', `/v1/authorizations/${authorization}/proof`)).body).toMatchObject({ authorization })
    expect((await hub.ask('GET', `/v1/devices/${field.agent.device}/records/3/proof`)).status).toBe(200)
  })

  test('leaves no mark of the person in any table, nor in the bytes of any file', async () => {
    const file = join(hub.folder, 'hub.sqlite')
    const connection = await SqliteConnection.open(file)
    const all = <R>(sql: string) => connection.executeQuery<R>(CompiledQuery.raw(sql)).then(({ rows }) => rows)
    const tables = await all<{ name: string }>("select name from sqlite_master where type = 'table'")
    expect(tables.length).toBeGreaterThan(40)
    for (const { name } of tables) {
      const rows = await all<Record<string, unknown>>(`select * from "${name}"`)
      const texts = rows
        .flatMap((row) => Object.values(row))
        .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value))
      expect(
        texts.filter((value) => holdsMark(String(value))),
        name,
      ).toEqual([])
    }
    await connection.close()
    expect(await marked()).toEqual([])
  })
})
