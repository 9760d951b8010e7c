import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hexToBytes } from '@noble/hashes/utils.js'
import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import { verifyEnvelope } from '@octroi/hub/proof/verify-envelope'
import { equalBytes } from '@octroi/shared/crypto/bytes'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { idFromBytes } from '@octroi/shared/ids/id'
import { type CborValue, decodeCbor, encodeCbor } from '@octroi/shared/wire/cbor'
import { type Message, openSigned } from '@octroi/shared/wire/message'
import { deviceKeyMessage } from '@octroi/shared/wire/messages/device-key'
import { enrolmentMessage } from '@octroi/shared/wire/messages/enrolment'
import { batchMessage, receiptMessage } from '@octroi/shared/wire/messages/journal'
import { keysetMessage } from '@octroi/shared/wire/messages/keyset'
import { leaseMessage } from '@octroi/shared/wire/messages/lease'
import { passcodeKeysMessage, passcodeMessage } from '@octroi/shared/wire/messages/passcode'
import { permitMessage, presentationMessage } from '@octroi/shared/wire/messages/permit'
import { decodeRecord, encodeRecord } from '@octroi/shared/wire/messages/record'
import { revocationsMessage } from '@octroi/shared/wire/messages/revocations'
import { sessionMessage, timeMessage } from '@octroi/shared/wire/messages/session'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JournalWriter } from '../kit/journal-writer.ts'
import { crypto } from '../kit/running-hub.ts'
import { root } from '../kit/source-files.ts'

/** How many inputs each property sees; the long form is told in docs/reliability.md. */
const runs = Number(process.env.OCTROI_FUZZ_RUNS ?? 2000)
const golden = JSON.parse(readFileSync(join(root, 'shared/src/wire/golden.json'), 'utf8')) as Record<string, string>
const keys = keyPairOf(crypto, new Uint8Array(32).fill(1))

interface Mutation {
  readonly how: 'flip' | 'set' | 'cut' | 'insert' | 'repeat'
  readonly at: number
  readonly byte: number
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  how: fc.constantFrom('flip', 'set', 'cut', 'insert', 'repeat'),
  at: fc.nat(2000),
  byte: fc.nat(255),
})

function mutated(bytes: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  return mutations.reduce((current, { how, at, byte }) => {
    const index = current.length === 0 ? 0 : at % current.length
    const [before, here, after] = [current.subarray(0, index), current[index] ?? 0, current.subarray(index + 1)]
    if (how === 'flip') return joined(before, [here ^ (1 << (byte % 8))], after)
    if (how === 'set') return joined(before, [byte], after)
    if (how === 'cut') return joined(before, [], after)
    return how === 'insert'
      ? joined(before, [byte, here], after)
      : joined(current.subarray(0, index + 1), [], current.subarray(index))
  }, bytes)
}

function joined(...parts: readonly ArrayLike<number>[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)))
}

const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 })

describe('CBOR', () => {
  const value: fc.Arbitrary<CborValue> = fc.letrec<{ value: CborValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
      fc.boolean(),
      fc.constant(null),
      fc.string(),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array(bytes)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc
        .uniqueArray(fc.tuple(fc.integer({ min: -300, max: 300 }), tie('value')), { maxLength: 4, selector: ([key]) => key })
        .map((entries) => new Map(entries.toSorted(([left], [right]) => rank(left) - rank(right)))),
    ),
  })).value

  test('what is written is read as it was', () => {
    fc.assert(
      fc.property(value, (written) => {
        expect(decodeCbor(encodeCbor(written))).toEqual({ ok: true, value: written })
      }),
      { numRuns: runs },
    )
  })

  test.each([
    ['noise', fc.uint8Array({ maxLength: 60 })],
    ['almost sound', fc.tuple(value, mutations).map(([written, how]) => mutated(encodeCbor(written), how))],
  ])('of %s, what is read at all is the one way to write it', (_what, input) => {
    fc.assert(
      fc.property(input, (bytes) => {
        const decoded = decodeCbor(new Uint8Array(bytes))
        return !decoded.ok || equalBytes(encodeCbor(decoded.value), new Uint8Array(bytes))
      }),
      { numRuns: runs },
    )
  })
})

const kinds: readonly (readonly [string, Message<unknown>])[] = (
  [
    permitMessage,
    presentationMessage,
    keysetMessage,
    enrolmentMessage,
    sessionMessage,
    timeMessage,
    leaseMessage,
    revocationsMessage,
    deviceKeyMessage,
    batchMessage,
    receiptMessage,
    passcodeMessage,
    passcodeKeysMessage,
  ] as readonly Message<unknown>[]
).map((message) => [message.kind, message])

describe.each(kinds)('a signed %s', (kind, message) => {
  const sound = hexToBytes(golden[kind] ?? '')
  const open = (bytes: Uint8Array) => openSigned(crypto, message, bytes, () => keys.publicKey)

  test('verifies as it is', () => expect(open(sound).ok).toBe(true))

  test('never verifies changed, and never throws', () => {
    fc.assert(
      fc.property(mutations, (how) => {
        const bytes = mutated(sound, how)
        expect(open(bytes).ok).toBe(equalBytes(bytes, sound))
      }),
      { numRuns: Math.ceil(runs / 4) },
    )
  })

  test('is no message of another kind', () => {
    const accepted = Object.keys(golden).filter((other) => open(hexToBytes(golden[other] ?? '')).ok)
    expect(accepted.every((other) => other.startsWith(kind))).toBe(true)
  })
})

test('a changed record is unreadable or the one way to write what it says', () => {
  const records = Object.entries(golden).flatMap(([name, hex]) => (name.startsWith('record ') ? [hexToBytes(hex)] : []))
  fc.assert(
    fc.property(fc.constantFrom(...records), mutations, (sound, how) => {
      const bytes = mutated(sound, how)
      const decoded = decodeRecord(bytes)
      return !decoded.ok || equalBytes(encodeRecord(decoded.value), bytes)
    }),
    { numRuns: runs },
  )
})

test('a changed envelope is never accepted', () => {
  const device = idFromBytes('device', new Uint8Array(16).fill(3))
  const record = { time: 1, timeState: 'synced', service: 'agent', type: 'started', body: {} } as const
  const { envelope } = new JournalWriter(crypto, device, keys).batch(record, record, record)
  const verify = (bytes: Uint8Array) => verifyEnvelope(crypto, bytes, { device, publicKeys: [keys.publicKey] })
  expect(verify(envelope).ok).toBe(true)
  fc.assert(
    fc.property(mutations, (how) => {
      const bytes = mutated(envelope, how)
      expect(verify(bytes).ok).toBe(equalBytes(bytes, envelope))
    }),
    { numRuns: runs },
  )
})

test('a catalogue file of any content is read or its faults are told', () => {
  const sound = readFileSync(join(root, 'simulators/sample-catalogue.yaml'))
  const almost = mutations.map((how) => new TextDecoder().decode(mutated(sound, how)))
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 200 }), almost), (source) => {
      const parsed = parseCatalogue(source)
      return parsed.ok || parsed.error.length > 0
    }),
    { numRuns: Math.ceil(runs / 10) },
  )
})

/** Bytewise order of encoded integers. */
function rank(key: number): number {
  return key >= 0 ? key : 2 ** 40 - key
}
