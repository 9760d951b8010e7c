import * as nodeCrypto from 'node:crypto'
import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { Random } from './random.ts'
import type { Sabotage } from './sabotage.ts'
import { Schedule } from './schedule.ts'
import { SqliteWasm } from './sqlite/sqlite-wasm.ts'
import { Story } from './story.ts'

/** When every world begins, by a clock that is right. */
const beginsAtMs = Date.parse('2026-03-02T08:00:00Z')

/** Signatures depend on keys and messages alone, so that one serves all worlds. */
const crypto = withKeptKeys(nativeCrypto(nodeCrypto))

/** What all in a world share: its time, its chance, and the disks' SQLite. */
export interface Surroundings {
  readonly seed: string
  readonly schedule: Schedule
  readonly sqlite: SqliteWasm
  readonly crypto: Crypto
  readonly story: Story
  /** A stream of random numbers by a name. */
  readonly random: (name: string) => Random
  /** The right time, which only the world knows. */
  readonly trueMs: () => number
  readonly tell: (what: string) => void
  /** What is broken on purpose, to see that it is found. */
  readonly sabotage: Sabotage | undefined
}

/** A world that begins so long before the others. */
export async function surroundings(seed: string, sabotage: Sabotage | undefined, earlierMs = 0): Promise<Surroundings> {
  const random = (name: string): Random => new Random(`${seed} ${name}`)
  const schedule = new Schedule(random('schedule'))
  const sqlite = await SqliteWasm.load()
  sqlite.begin(random('sqlite').bytes)
  const story = new Story()
  return {
    seed,
    schedule,
    sqlite,
    crypto,
    story,
    random,
    trueMs: () => beginsAtMs - earlierMs + Math.floor(schedule.nowMs),
    tell: (what) => story.tell(schedule.nowMs, what),
    sabotage,
  }
}

/** Importing a secret key takes longer than signing with it, and in a world the same few sign all the time. */
function withKeptKeys(native: Crypto): Crypto {
  const pkcs8Header = Buffer.from('302e020100300506032b657004220420', 'hex')
  const kept = new Map<string, nodeCrypto.KeyObject>()
  const imported = (secretKey: Uint8Array): nodeCrypto.KeyObject => {
    const name = Buffer.from(secretKey).toString('latin1')
    const key =
      kept.get(name) ??
      nodeCrypto.createPrivateKey({ key: Buffer.concat([pkcs8Header, secretKey]), format: 'der', type: 'pkcs8' })
    if (kept.size > keysAtMost) kept.clear()
    kept.set(name, key)
    return key
  }
  const sign = (secretKey: Uint8Array, message: Uint8Array): Uint8Array =>
    plainBytes(nodeCrypto.sign(null, message, imported(secretKey)))
  // The same batch and the same key set are looked at again and again, by device, hub and world.
  const verdicts = new Map<string, boolean>()
  const verify: Crypto['ed25519']['verify'] = (publicKey, message, signature) => {
    const name = [publicKey, signature, message]
      .map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'))
      .join('|')
    const verdict = verdicts.get(name) ?? native.ed25519.verify(publicKey, message, signature)
    if (verdicts.size > keysAtMost) verdicts.clear()
    verdicts.set(name, verdict)
    return verdict
  }
  return { ...native, ed25519: { ...native.ed25519, sign, verify } }
}

const keysAtMost = 1000
