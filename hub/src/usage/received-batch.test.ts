import * as nodeCrypto from 'node:crypto'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { idFromBytes } from '@octroi/shared/ids/id'
import { sealBatch } from '@octroi/shared/proof/seal-batch'
import { chainStart } from '@octroi/shared/wire/messages/journal'
import { encodeRecord } from '@octroi/shared/wire/messages/record'
import { expect, test } from 'vitest'
import { byKeys, type FromDevice, receiveBatch } from './received-batch.ts'

const crypto = nativeCrypto(nodeCrypto)
const keysOf = (byte: number) => keyPairOf(crypto, new Uint8Array(32).fill(byte))
const [first, second] = [keysOf(1), keysOf(2)]
const device = idFromBytes('device', new Uint8Array(16).fill(3))
const nowMs = 1_700_000_000_000

const record = encodeRecord({
  time: nowMs,
  timeState: 'synced',
  type: 'reading',
  service: 'energy.supply',
  body: { meter: 'energy', start: nowMs - 2, end: nowMs - 1, quantity: 5n },
  salt: new Uint8Array(16),
})
const unsealed = { seq: 1, boot: new Uint8Array(16), bytes: record }
const { envelope } = sealBatch(crypto, { device, keys: first }, chainStart, [unsealed])
const came: FromDevice = { device, bytes: envelope, receivedAtMs: nowMs }

test('a batch is verified and read as it comes', () => {
  const { verified } = receiveBatch(crypto, came, [second.publicKey, first.publicKey])
  expect(verified.ok && verified.value.read.records).toMatchObject([{ seq: 1, record: { type: 'reading' } }])
})

test('by the very same keys it is not verified again', () => {
  const received = receiveBatch(crypto, came, [first.publicKey])
  expect(byKeys(crypto, received, [new Uint8Array(first.publicKey)])).toBe(received)
})

test.each([
  ['a key that came meanwhile', [second], [second, first], true],
  ['a key that went meanwhile', [first], [second], false],
  ['no key any more', [first], [], false],
  ['keys in another order', [first, second], [second, first], true],
])('by the keys the device has now, it stands or falls anew: %s', (_which, before, now, isSound) => {
  const publicKeys = (pairs: typeof now) => pairs.map(({ publicKey }) => publicKey)
  const received = receiveBatch(crypto, came, publicKeys(before))
  const { verified } = byKeys(crypto, received, publicKeys(now))
  expect(verified.ok || verified.error.verdict).toBe(isSound || 'unknown_key')
})
