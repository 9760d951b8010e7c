import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { portableCrypto as crypto } from '@octroi/shared/crypto/portable-crypto'
import { sealBatch } from '@octroi/shared/proof/seal-batch'
import { chainStart } from '@octroi/shared/wire/messages/journal'
import { expect, test } from 'vitest'
import { isIntact } from './intact.ts'

const keys = keyPairOf(crypto, new Uint8Array(32).fill(7))
const records = [4, 5].map((seq) => ({ seq, boot: new Uint8Array(16), bytes: Uint8Array.of(seq, seq), isUrgent: false }))
const batch = sealBatch(crypto, { device: 'dev_01h455vb4pex5vsknk084sn02q', keys }, chainStart, records)

test('a sealed batch is intact, and not once any byte of it is another', () => {
  expect(isIntact(crypto, keys.publicKey, batch)).toBe(true)
  for (let index = 0; index < batch.envelope.length; index++) {
    const envelope = batch.envelope.map((byte, position) => (position === index ? byte ^ 1 : byte))
    expect(isIntact(crypto, keys.publicKey, { ...batch, envelope }), `byte ${index}`).toBe(false)
  }
})

test.each([
  ['cut short', { envelope: batch.envelope.slice(0, -1) }],
  ['empty', { envelope: new Uint8Array() }],
  ['in another’s place', { first: 5, last: 6 }],
  ['longer than it says', { last: 6 }],
])('%s it is not', (_how, change) => {
  expect(isIntact(crypto, keys.publicKey, { ...batch, ...change })).toBe(false)
})
