import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verify } from '@octroi/hub/cli/verify'
import { proofOfAuthorization } from '@octroi/hub/proof/proof-of-authorization.use-case'
import { confirmationSchema } from '@octroi/shared/api/confirmation'
import { type Proof, proofRecordsAtMost, proofSchema } from '@octroi/shared/api/proof'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { portableCrypto } from '@octroi/shared/crypto/portable-crypto'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import type { BrokenLink } from '@octroi/shared/proof/device-signed'
import { verifyProof } from '@octroi/shared/proof/verify-proof'
import { signMessage } from '@octroi/shared/wire/message'
import { deviceKeyMessage } from '@octroi/shared/wire/messages/device-key'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OpeningWorld } from '../kit/opening-world.ts'
import { crypto } from '../kit/running-hub.ts'

let world: OpeningWorld
let authorization: AuthorizationId
let proof: Proof
let rootKey: Uint8Array
let folder: string

beforeAll(async () => {
  world = await OpeningWorld.open()
  folder = await mkdtemp(join(tmpdir(), 'octroi-proof-'))
  authorization = await world.granted()
  const { journal } = world.car
  const other = { ...world.access('opened', authorization), authorization: undefined }
  const { authorization: _, ...unnamed } = other
  const [granted, actuated, opened, closed, secured] = world.wholeOpening(authorization)
  if (!granted || !actuated || !opened || !closed || !secured) throw new Error('an opening has five records')
  await world.ingest(journal.batch(granted).envelope)
  await world.ingest(journal.batch(unnamed, actuated, unnamed, unnamed, opened).envelope)
  await world.ingest(journal.batch(unnamed, closed, secured).envelope)
  proof = await proofNow()
  rootKey = (await world.hub.read(({ tenants }) => tenants.get()))?.rootKey ?? new Uint8Array()
})
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

async function proofNow(): Promise<Proof> {
  const found = await world.hub.read(async (stores) => {
    const [granted] = await stores.authorizations.getGranted([authorization])
    if (granted === undefined) return undefined
    const events = await stores.authorizations.eventsOf([authorization])
    return proofOfAuthorization(stores, world.hub.environment, granted, events)
  })
  if (found === undefined) throw new Error('there is no proof')
  return found
}

describe.each([
  ['native', () => crypto],
  ['portable', () => portableCrypto],
])('a proof, checked with the %s signatures', (_which, using) => {
  test('leads from the root key to every record of the authorization', () => {
    const proven = verifyProof(using(), proofSchema.parse(proof), rootKey)
    if (!proven.ok) throw new Error(proven.error.detail)
    const { device, records, grant } = proven.value
    expect(records.map(({ seq, record }) => [seq, record.type])).toEqual([
      [1, 'granted'],
      [3, 'actuated'],
      [6, 'opened'],
      [8, 'closed'],
      [9, 'secured'],
    ])
    expect([device, grant.claims.authorization]).toEqual([world.car.device, authorization])
  })
})

/** One byte of base64url text changed somewhere in its middle. */
function spoilt(text: string): string {
  const bytes = decodeBase64url(text).slice()
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  return toBase64url(bytes)
}

type Record = Proof['batches'][number]['records'][number]

function withRecord(change: (record: Record) => Record): Proof {
  const [first, second, ...rest] = proof.batches
  if (first === undefined || second === undefined) throw new Error('there are batches')
  return { ...proof, batches: [first, { ...second, records: second.records.map(change) }, ...rest] }
}

describe('a proof that was tampered with names the broken link', () => {
  const stranger = keyPairOf(crypto, new Uint8Array(32).fill(77))
  test.each<[BrokenLink['link'], string, () => Proof]>([
    ['keyset', 'a changed key set', () => ({ ...proof, keyset: spoilt(proof.keyset) })],
    ['keyset', 'another tenant', () => ({ ...proof, tenant: 'ten_01h455vb4pex5vsknk084sn02q' })],
    ['device_key', 'a changed device key', () => ({ ...proof, deviceKey: spoilt(proof.deviceKey) })],
    ['device_key', 'another device', () => ({ ...proof, device: 'dev_01h455vb4pex5vsknk084sn02q' })],
    [
      'device_key',
      'a device key that a stranger states',
      () => {
        const claims = {
          tenant: proof.tenant,
          device: proof.device,
          publicKey: stranger.publicKey,
          enrolled: 1,
          time: Date.now(),
        }
        return { ...proof, deviceKey: toBase64url(signMessage(crypto, deviceKeyMessage, claims, stranger)) }
      },
    ],
    ['permit', 'a changed permit', () => ({ ...proof, permit: spoilt(proof.permit) })],
    ['permit', 'another authorization', () => ({ ...proof, authorization: 'auth_01h455vb4pex5vsknk084sn02q' })],
    [
      'batch',
      'a changed header',
      () => ({ ...proof, batches: proof.batches.map((each) => ({ ...each, header: spoilt(each.header) })) }),
    ],
    ['inclusion', 'a changed record', () => withRecord((each) => ({ ...each, record: spoilt(each.record) }))],
    ['inclusion', 'another place in the journal', () => withRecord((each) => ({ ...each, seq: each.seq + 1 }))],
    ['inclusion', 'a changed path', () => withRecord((each) => ({ ...each, path: each.path.map(spoilt) }))],
    ['inclusion', 'a path cut short', () => withRecord((each) => ({ ...each, path: each.path.slice(1) }))],
    ['record', 'a record told twice', () => ({ ...proof, batches: [...proof.batches, ...proof.batches.slice(0, 1)] })],
    ['permit', 'a use without its grant', () => ({ ...proof, batches: proof.batches.slice(1) })],
  ])('%s: %s', (link, _what, tampered) => {
    expect(verifyProof(crypto, tampered(), rootKey)).toMatchObject({ ok: false, error: { link } })
  })

  test('and nothing is proven under another root key', () => {
    expect(verifyProof(crypto, proof, stranger.publicKey)).toMatchObject({ ok: false, error: { link: 'keyset' } })
  })
})

test('refusals without end, which anybody can cause, leave room for what counts', async () => {
  const refused = {
    ...world.access('opened', authorization),
    type: 'refused',
    body: { permitHash: new Uint8Array(32), reason: 'expired' },
  } as const
  const { journal } = world.car
  await world.ingest(journal.batch(...Array.from({ length: proofRecordsAtMost + 1 }, () => refused)).envelope)
  const now = proofSchema.parse(await proofNow())
  expect(verifyProof(crypto, now, rootKey)).toMatchObject({ ok: true, value: { records: { length: 5 } } })
})

test('a confirmation carries its proof', async () => {
  const { items } = await world.hub.read(({ outbox }) => outbox.list({ limit: 1 }))
  const confirmed = confirmationSchema.parse(JSON.parse(items[0]?.payload ?? ''))
  const carried = confirmed.data.proof
  expect(carried).toBeDefined()
  const proven = verifyProof(crypto, carried ?? proof, rootKey)
  expect(proven).toMatchObject({ ok: true, value: { authorization } })
})

describe('octroi verify', () => {
  const run = async (content: unknown, key = toBase64url(rootKey)): Promise<{ code: number; told: string }> => {
    const file = join(folder, 'proof.json')
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
    const lines: string[] = []
    const code = await verify(crypto, { file, rootKey: key }, (line) => void lines.push(line))
    return { code, told: lines.join('\n') }
  }

  test('says what a sound proof proves', async () => {
    const { code, told } = await run(proof)
    expect(code).toBe(0)
    expect(told).toContain(`Proven: device ${world.car.device} signed 5 records about ${authorization}.`)
    expect(told).toContain('secured')
  })

  test('reads a whole confirmation, and the key from a file', async () => {
    const { items } = await world.hub.read(({ outbox }) => outbox.list({ limit: 1 }))
    const keyFile = join(folder, 'root.key')
    await writeFile(keyFile, `${toBase64url(rootKey)}\n`)
    expect((await run(items[0]?.payload ?? '', keyFile)).code).toBe(0)
  })

  test.each<[string, () => unknown, number, string]>([
    ['a broken link', () => withRecord((each) => ({ ...each, record: spoilt(each.record) })), 1, 'Broken link: inclusion.'],
    ['a file that is no proof', () => ({ hello: 1 }), 2, 'holds no proof'],
    ['a file that is not JSON', () => '{', 2, 'cannot be read'],
  ])('names %s', async (_what, content, code, words) => {
    const answered = await run(content())
    expect(answered.code).toBe(code)
    expect(answered.told).toContain(words)
  })

  test('wants a root key of 32 bytes', async () => {
    expect(await run(proof, 'AAAA')).toMatchObject({ code: 2, told: expect.stringContaining('32 bytes') })
  })
})
