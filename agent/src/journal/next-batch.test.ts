import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { portableCrypto as crypto } from '@octroi/shared/crypto/portable-crypto'
import { sealBatch } from '@octroi/shared/proof/seal-batch'
import { chainStart } from '@octroi/shared/wire/messages/journal'
import { describe, expect, test } from 'vitest'
import type { UnsealedRecord } from './journal.ts'
import { nextBatch } from './next-batch.ts'

const boots = { a: new Uint8Array(16).fill(1), b: new Uint8Array(16).fill(2) }

/** `r` an ordinary record of boot a, `R` of boot b, `!` an urgent one of boot a. */
function records(pattern: string): UnsealedRecord[] {
  return pattern.split('').map((kind, index) => ({
    seq: index + 1,
    boot: kind === 'R' ? boots.b : boots.a,
    bytes: Uint8Array.of(index),
    isUrgent: kind === '!',
  }))
}

describe('the next batch', () => {
  test.each([
    ['nothing', '', false, 0],
    ['ordinary records wait', 'rrr', false, 0],
    ['and are sealed together when they are due', 'rrr', true, 3],
    ['an urgent one goes at once, alone', '!rr', false, 1],
    ['what stands before an urgent one goes first', 'rr!', false, 2],
    ['two urgent ones go one by one', '!!', false, 1],
    ['a boot ends a batch', 'rrRR', false, 2],
    ['at most 1,000', 'r'.repeat(1500), false, 1000],
    ['999 still wait', 'r'.repeat(999), false, 0],
  ])('%s', (_what, pattern, isDue, expected) => {
    expect(nextBatch(records(pattern), isDue)).toHaveLength(expected)
  })
})

test('batches chain by the hash of the payload before', () => {
  const signer = { device: 'dev_01h455vb4pex5vsknk084sn02q', keys: keyPairOf(crypto, new Uint8Array(32).fill(7)) } as const
  const all = records('rr')
  const first = sealBatch(crypto, signer, chainStart, all.slice(0, 1))
  const second = sealBatch(crypto, signer, first.payloadHash, all.slice(1))
  expect([first.first, first.last, second.first, second.last]).toEqual([1, 1, 2, 2])
  expect(sealBatch(crypto, signer, first.payloadHash, all.slice(1)).envelope).toEqual(second.envelope)
  expect(sealBatch(crypto, signer, chainStart, all.slice(1)).payloadHash).not.toEqual(second.payloadHash)
})
