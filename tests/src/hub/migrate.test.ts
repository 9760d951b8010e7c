import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { openStorage } from '@octroi/hub/open-storage'
import { SqliteConnection } from '@octroi/hub/storage/sqlite/connection'
import { until } from '@octroi/simulators/story/wait'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Field } from '../kit/field.ts'
import { PostgresServer } from '../kit/postgres-server.ts'
import { type HubSettings, RunningHub } from '../kit/running-hub.ts'
import { root } from '../kit/source-files.ts'
import { inAFile } from '../kit/test-engine.ts'

/** A hub that has served a while moves from its file to PostgreSQL and back, and its devices and partners notice nothing. */
let server: PostgresServer
let folder: string
let url: string
let ports: Readonly<Record<string, string>> = {}
let hub: RunningHub
let field: Field
let completed: string
let before: unknown

const cli = join(root, 'hub/dist/cli/main.js')

beforeAll(async () => {
  server = await PostgresServer.start()
  url = await server.database()
  folder = await mkdtemp(join(tmpdir(), 'octroi-migrate-'))
  await start(inAFile)
  field = await Field.around(hub)
  await field.drained()
  const grant = await field.permit()
  completed = grant.id
  await field.open(grant)
  await field.read(120)
  await field.drained()
  await delivered()
  before = await told()
  await hub.hub.stop()
}, 60_000)
afterAll(async () => {
  await field.close()
  await hub.hub.stop()
  await server.stop()
  await rm(folder, { recursive: true })
})

/** The device signed the hub's address, so it is always there. */
async function start(settings: HubSettings): Promise<void> {
  hub = await RunningHub.startProcess(folder, undefined, { ...ports, ...settings })
  const [http, mqtt] = [hub.hub.origin, hub.hub.brokerUrl].map((address) => new URL(address).port)
  ports = { OCTROI_HTTP_PORT: http ?? '', OCTROI_MQTT_PORT: mqtt ?? '' }
  if (field !== undefined) field.hub = hub
}

/** The device comes back at once, and not only when it tries again after a hub that was gone so long. */
async function deviceComesBack(): Promise<void> {
  await field.agent.shutDown()
  await field.agent.boot()
  await field.drained()
}

function delivered(): Promise<true> {
  return until('the confirmations are delivered', async () => {
    const all = await field.deliveries()
    return all.length > 0 && all.every(({ state }) => state === 'delivered') ? true : undefined
  })
}

/** What the hub answers, of everything there is. */
async function told(): Promise<unknown> {
  const subscriptions = (await hub.ask('GET', '/v1/subscriptions?limit=100')).body
  const paths = [
    ...['tenant', 'accounts', 'devices', 'authorizations', 'webhook-deliveries', 'ledger/balances', 'audit-log', 'openings'],
    ...[`authorizations/${completed}`, `authorizations/${completed}/proof`, `devices/${field.agent.device}/quarantine`],
    ...subscriptions.items.map(({ id }: { readonly id: string }) => `subscriptions/${id}/charges`),
  ]
  const answers: Record<string, unknown> = { subscriptions, usage: await field.usage() }
  for (const path of paths) {
    const { status, body } = await hub.ask('GET', `/v1/${path}`)
    expect(status, path).toBe(200)
    // A proof's device key is signed anew whenever it is asked for.
    answers[path] = path.endsWith('/proof') ? { ...body, deviceKey: undefined } : body
  }
  return answers
}

/** The proof of before the move, as an auditor takes it. */
async function provenOffline(): Promise<void> {
  const { body: proof } = await hub.ask('GET', `/v1/authorizations/${completed}/proof`)
  const { rootKey } = (await hub.ask('GET', '/v1/tenant')).body
  await writeFile(join(folder, 'proof.json'), JSON.stringify(proof))
  expect(await octroi('verify', join(folder, 'proof.json'), '--root-key', rootKey)).toMatchObject({ code: 0 })
}

async function octroi(...words: readonly string[]) {
  return promisify(execFile)(process.execPath, [cli, ...words], { env: { ...process.env, OCTROI_DATA_DIR: folder } }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  )
}

/** Ends the command without warning once it has told so many lines. */
async function killedAfter(lines: number, ...words: readonly string[]): Promise<string | null> {
  const child = spawn(process.execPath, [cli, ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<string | null>((resolve) => child.once('close', (_code, signal) => resolve(signal)))
  let count = 0
  createInterface({ input: child.stderr }).on('line', () => {
    if (++count === lines) child.kill('SIGKILL')
  })
  return ended
}

test('killed in the middle it goes on, and everything is the same on PostgreSQL, for the device too', async () => {
  const command = ['migrate', '--from', folder, '--to', url]
  const file = await readFile(join(folder, 'hub.sqlite'))
  for (const lines of [2, 20]) expect(await killedAfter(lines, ...command, '--rows', '1')).toBe('SIGKILL')
  await expect(start({ OCTROI_DATABASE_URL: url })).rejects.toThrow('before it was ready')
  const moved = await octroi(...command, '--json')
  expect(moved).toMatchObject({ code: 0, stderr: expect.stringContaining('compared batches: equal') })
  const { kind, tables, tenants } = JSON.parse(moved.stdout)
  expect(kind).toBe('moved')
  expect(tables.length).toBeGreaterThan(35)
  expect(tenants).toEqual([expect.objectContaining({ devices: 1, faults: [] })])
  expect(tenants[0].batches).toBeGreaterThan(0)
  expect(tenants[0].balances).toBeGreaterThan(0)
  expect((await readFile(join(folder, 'hub.sqlite'))).equals(file)).toBe(true)

  expect(await octroi(...command)).toMatchObject({ code: 0, stdout: expect.stringContaining('moved already') })
  await expect(openStorage({ dataDir: folder })).rejects.toThrow('belongs to a hub on postgres')
  await start({ OCTROI_DATABASE_URL: url })
  expect(await told()).toEqual(before)
  await provenOffline()
  await deviceComesBack()
  await field.read(60)
  await field.open(await field.permit())
  expect(await field.counted()).toEqual(field.told)
}, 60_000)

test('and back to a file, where the rest of its life goes on', async () => {
  await field.drained()
  await delivered()
  before = await told()
  const command = ['migrate', '--from', url, '--to', folder]
  expect(await octroi(...command)).toMatchObject({ code: 2, stderr: expect.stringContaining('in use by another hub') })
  await hub.hub.stop()
  // The file of before its move is other data by now.
  expect(await octroi(...command)).toMatchObject({ code: 2, stderr: expect.stringContaining('holds other data already') })
  for (const name of await readdir(folder)) if (name.startsWith('hub.sqlite')) await rm(join(folder, name))
  expect(await octroi(...command)).toMatchObject({ code: 0, stdout: expect.stringContaining('Everything arrived.') })
  await start(inAFile)
  expect(await told()).toEqual(before)
  await deviceComesBack()
  await field.read(30)
  expect(await field.counted()).toEqual(field.told)
}, 60_000)

test('a directory is moved with its keys to another', async () => {
  await delivered()
  before = await told()
  await hub.hub.stop()
  const other = join(await mkdtemp(join(tmpdir(), 'octroi-migrate-')), 'new')
  expect(await octroi('migrate', '--from', folder, '--to', other)).toMatchObject({ code: 0 })
  const [left, place] = [folder, other]
  folder = place
  await start(inAFile)
  expect(await told()).toEqual(before)
  await rm(left, { recursive: true })
}, 60_000)

test('what does not verify is not used, and what cannot be moved is said', async () => {
  await hub.hub.stop()
  const other = await mkdtemp(join(tmpdir(), 'octroi-migrate-'))
  const refused = (...words: readonly string[]) => octroi('migrate', ...words)
  expect(await refused('--from', folder, '--to', folder)).toMatchObject({ code: 2, stderr: 'the two places are one.\n' })
  expect(await refused('--from', url, '--to', url)).toMatchObject({ code: 2, stderr: expect.stringMatching(/^one of the two/) })
  expect(await refused('--from', other, '--to', url)).toMatchObject({ code: 2, stderr: expect.stringContaining('no hub.sqlite') })
  expect(await refused('--from', folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('--rows') })

  await tamper(join(folder, 'hub.sqlite'))
  const unsound = await octroi('migrate', '--from', folder, '--to', other)
  expect(unsound.code).toBe(1)
  expect(unsound.stdout).toMatch(/is not what its postings sum to/)
  expect(unsound.stdout).toMatch(/does not sum to zero in EUR/)
  expect(unsound.stdout).toMatch(/batch of records 1 to \d+ does not verify/)
  await rm(other, { recursive: true })
}, 60_000)

/** As somebody with the file in hands could. */
async function tamper(file: string): Promise<void> {
  const connection = await SqliteConnection.open(file)
  await connection.run(`
    update balances set debit = debit + 1 where debit <> '0';
    update batches set envelope = cast(substr(envelope, 1, length(envelope) - 40) || zeroblob(40) as blob) where first = 1;`)
  await connection.close()
}
