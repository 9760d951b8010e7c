import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verify } from '@octroi/hub/cli/verify'
import { proofOfRecord } from '@octroi/hub/proof/proof-of-record.use-case'
import { type RecordProof, recordProofSchema } from '@octroi/shared/api/proof'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { portableCrypto } from '@octroi/shared/crypto/portable-crypto'
import { verifyRecord } from '@octroi/shared/proof/verify-record'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { crypto } from '../kit/running-hub.ts'
import { energyReading } from '../kit/sample-records.ts'

let world: OpeningWorld
let proof: RecordProof
let other: RecordProof
let rootKey: Uint8Array
let folder: string

const reading = (index: number) => energyReading(nowMs + index * 1000, nowMs + (index + 1) * 1000, 5n)

beforeAll(async () => {
  world = await OpeningWorld.open()
  folder = await mkdtemp(join(tmpdir(), 'octroi-record-'))
  await world.ingest(world.car.journal.batch(reading(0), reading(1), reading(2)).envelope)
  await world.ingest(world.car.journal.batch(reading(3)).envelope)
  ;[proof, other] = [await proofOf(2), await proofOf(4)]
  rootKey = (await world.hub.read(({ tenants }) => tenants.get()))?.rootKey ?? new Uint8Array()
})
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

async function proofOf(seq: number): Promise<RecordProof> {
  const found = await world.hub.read((stores) =>
    proofOfRecord(stores, world.hub.environment, { device: world.car.device, seq, reader: undefined }),
  )
  if (found === undefined) throw new Error('there is no proof')
  return found
}

test.each([
  ['native', () => crypto],
  ['portable', () => portableCrypto],
])('leads from the root key to the record, with the %s signatures', (_which, using) => {
  const verified = verifyRecord(using(), recordProofSchema.parse(proof), rootKey)
  if (!verified.ok) throw new Error(verified.error.detail)
  expect(verified.value).toMatchObject({ device: world.car.device, seq: 2, record: { ...reading(1) } })
})

function spoilt(text: string): string {
  const bytes = decodeBase64url(text).slice()
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  return toBase64url(bytes)
}

test.each<[string, () => Partial<RecordProof>, string]>([
  ['a key set that was changed', () => ({ keyset: spoilt(proof.keyset) }), 'keyset'],
  ['a device key that was changed', () => ({ deviceKey: spoilt(proof.deviceKey) }), 'device_key'],
  ['another device', () => ({ device: 'dev_01h455vb4pex5vsknk084sn02q' }), 'device_key'],
  ['another tenant', () => ({ tenant: 'ten_01h455vb4pex5vsknk084sn02q' }), 'keyset'],
  ['a header that was changed', () => ({ header: spoilt(proof.header) }), 'batch'],
  ['another batch', () => ({ header: other.header }), 'inclusion'],
  ['a record that was changed', () => ({ record: spoilt(proof.record) }), 'inclusion'],
  ['another place in the journal', () => ({ seq: 3 }), 'inclusion'],
  ['a path that was cut', () => ({ path: proof.path.slice(1) }), 'inclusion'],
])('does not hold with %s', (_what, change, link) => {
  const verified = verifyRecord(crypto, { ...proof, ...change() }, rootKey)
  expect(verified.ok ? 'proven' : verified.error.link).toBe(link)
})

test('there is none of a record that the hub does not hold', async () => {
  await expect(proofOf(5)).rejects.toThrow('no proof')
})

test('octroi verify says what it proves, or which link is broken', async () => {
  const told: string[] = []
  const file = join(folder, 'record.json')
  const check = async (content: RecordProof) => {
    told.length = 0
    await writeFile(file, JSON.stringify(content))
    return verify(crypto, { file, rootKey: toBase64url(rootKey) }, (line) => told.push(line))
  }
  expect(await check(proof)).toBe(0)
  expect(told.join('\n')).toContain(`Proven: device ${world.car.device}`)
  expect(told.join('\n')).toContain('0.000000005 of energy, used from 2026-11-23T12:00:01.000Z')
  expect(await check({ ...proof, seq: 3 })).toBe(1)
  expect(told.join('\n')).toContain('Broken link: inclusion')
})
