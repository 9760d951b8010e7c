import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backup } from '@octroi/hub/cli/backup'
import { restore } from '@octroi/hub/cli/restore'
import { until } from '@octroi/simulators/story/wait'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Field } from '../kit/field.ts'
import type { HubProcess } from '../kit/hub-process.ts'
import { RunningHub } from '../kit/running-hub.ts'

/**
 * A hub is backed up while it works, goes on, loses its disk and is restored: its devices know more than it does. What
 * they told since comes again, what was taken back stays taken back, and what nobody knows of any more opens nothing.
 */
const timeout = 30_000

let folder: string
let hub: RunningHub
let field: Field
let ports: Record<string, string> = {}
const said: string[] = []
const say = (line: string): void => void said.push(line)
const inFolder = (name: string): string => join(folder, name)

async function start(name: string): Promise<HubProcess> {
  hub = await RunningHub.startProcess(inFolder(name), undefined, ports)
  const [http, mqtt] = [hub.hub.origin, hub.hub.brokerUrl].map((url) => new URL(url).port)
  ports = { OCTROI_HTTP_PORT: http ?? '', OCTROI_MQTT_PORT: mqtt ?? '' }
  return hub.hub as HubProcess
}

const takeBackup = (to: string, withKeys = true) =>
  backup({ place: { dataDir: inFolder('first') }, to: inFolder(to), withKeys, nowMs: Date.now() }, say, say)

const putBack = (from: string, to: string, isNothingLost = false) =>
  restore({ from: inFolder(from), dataDir: inFolder(to), isNothingLost, nowMs: Date.now() }, say)

let process: HubProcess

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-restored-'))
  process = await start('first')
  field = await Field.around(hub)
}, timeout)
afterAll(async () => {
  await field.close()
  await process.stop()
  await rm(folder, { recursive: true })
})

/** The hub the test goes on with has the operator's key of the first; a backup never holds it. */
async function startRestored(name: string): Promise<void> {
  await writeFile(join(inFolder(name), 'operator-key'), await readFile(join(inFolder('first'), 'operator-key')))
  process = await start(name)
  field.hub = hub
}

test('nothing is lost in silence, nothing doubled, and nothing taken back becomes good again', { timeout }, async () => {
  await field.drained()
  const [opened, takenBack, unused] = [await field.permit(), await field.permit(), await field.permit()]
  await field.open(opened)
  await field.read(100)
  await field.drained()
  const working = field.read(200)
  await takeBackup('backup')
  await working

  const lost = await field.permit()
  await field.open(lost)
  await field.read(100)
  const cancelled = await hub.ask('POST', `/v1/authorizations/${takenBack.id}/cancellation`)
  expect(cancelled.status).toBe(202)
  const revoked = async (id: string) => (await hub.ask('GET', `/v1/authorizations/${id}`)).body.revocation?.state
  await until('the device denies it', async () => ((await revoked(takenBack.id)) === 'applied' ? true : undefined))
  const before = await field.drained()
  await process.kill()

  await putBack('backup', 'second')
  await startRestored('second')
  const after = await field.drained()
  expect(after.isWhole).toBe(true)
  expect(after.through).toBeGreaterThanOrEqual(before.through)
  // Of the opening that the hub forgot it was granted, there is the signed record, and no charge.
  const { openings, owed, ...told } = field.told
  expect(await field.counted()).toMatchObject({ ...told, openings: openings - 1, owed: ((openings - 1) * 2.4).toFixed(2) })
  const events = (await hub.ask('GET', `/v1/devices/${field.agent.device}/events?limit=100`)).body.items
  expect(events.filter(({ type }: { type: string }) => type === 'opened')).toHaveLength(openings)
  expect((await hub.ask('GET', `/v1/authorizations/${lost.id}`)).status).toBe(404)
  expect(owed).toBe('4.80')

  await until('everything of before is denied', async () => ((await revoked(unused.id)) === 'applied' ? true : undefined))
  for (const permit of [takenBack, unused]) expect(await field.present(permit)).toMatchObject({ code: 'epoch_revoked' })
  await field.open(await field.permit())
  await field.drained()
  expect((await field.counted()).openings).toBe(openings)
})

describe('a backup', { timeout }, () => {
  test('is for its owner alone, and holds keys only where they were asked for', async () => {
    await takeBackup('without-keys', false)
    expect((await readdir(inFolder('without-keys'))).toSorted()).toEqual(['hub.sqlite', 'manifest.json'])
    expect((await readdir(inFolder('backup'))).toSorted()).toEqual(['hub.sqlite', 'manifest.json', 'root-keys', 'sealing-key'])
    for (const name of ['hub.sqlite', 'manifest.json', 'sealing-key']) {
      expect((await stat(join(inFolder('backup'), name))).mode & 0o777, name).toBe(0o600)
    }
  })

  test('is not written over another', async () => {
    await expect(takeBackup('backup')).rejects.toThrow('is not empty')
  })

  test('is not restored into a folder that holds anything', async () => {
    await expect(putBack('backup', 'first')).rejects.toThrow('is not empty')
  })

  test('without keys makes a hub that says what it lacks', async () => {
    await putBack('without-keys', 'keyless')
    expect(said.at(-1)).toContain('Put the sealing key')
    await expect(RunningHub.startProcess(inFolder('keyless'))).rejects.toThrow('before it was ready')
  })

  test('from which nothing was lost leaves permits as they are', async () => {
    await putBack('without-keys', 'moved', true)
    expect(said.join('\n')).not.toContain('on 0 devices')
    await expect(readdir(inFolder('moved'))).resolves.toContain('hub.sqlite')
  })

  test.each([
    ['was changed', (text: string) => text, (bytes: Buffer) => void bytes.writeUInt8(bytes.readUInt8(5000) ^ 1, 5000), 'damaged'],
    ['tells of other rows', (text: string) => text.replace(/"accounts": \d+/, '"accounts": 999'), undefined, 'tables'],
    ['tells of another ledger', (text: string) => text.replace(/"debit": "\d+"/, '"debit": "1"'), undefined, 'ledger'],
    ['is of a newer version', (text: string) => text.replace('"0001-first-opening"', '"9999-later"'), undefined, 'newer version'],
    ['was not finished', () => '', undefined, 'is not the manifest'],
  ] as const)('that %s is refused before anything is made of it', async (_what, tell, damage, words) => {
    const copy = `copy-${words}`
    await takeBackup(copy, false)
    const [manifest, data] = [join(inFolder(copy), 'manifest.json'), join(inFolder(copy), 'hub.sqlite')]
    await writeFile(manifest, tell(await readFile(manifest, 'utf8')))
    if (damage !== undefined) {
      const bytes = await readFile(data)
      damage(bytes)
      await writeFile(data, bytes)
    }
    await expect(putBack(copy, `of-${copy}`)).rejects.toThrow(words)
    await expect(readdir(inFolder(`of-${copy}`))).rejects.toThrow('ENOENT')
  })
})
