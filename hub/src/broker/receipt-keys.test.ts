import { idFromBytes } from '@octroi/shared/ids/id'
import { beforeEach, expect, test } from 'vitest'
import type { Storage } from '../stores.ts'
import { heldMs, ReceiptKeys } from './receipt-keys.ts'

const tenant = (number: number) => idFromBytes('tenant', new Uint8Array(16).fill(number))
const publicKey = new Uint8Array(32)

let nowMs: number
let reads: number
let isReachable: boolean
let keys: ReceiptKeys

beforeEach(() => {
  nowMs = 1_000_000
  reads = 0
  isReachable = true
  const read = (): Promise<unknown> => {
    reads++
    if (!isReachable) return Promise.reject(new Error('out of reach'))
    return Promise.resolve({ publicKey, use: 'receipts', sealedSecret: Uint8Array.of(reads), notBefore: 0, expiresAt: 1 })
  }
  const sealer = { seal: (bytes: Uint8Array) => bytes, unseal: (bytes: Uint8Array) => bytes, mac: (bytes: Uint8Array) => bytes }
  keys = new ReceiptKeys({ read: read as Storage['read'] }, { nowMs: () => nowMs, sealer })
})

test('are read once for all who ask within a minute, of each tenant', async () => {
  const first = keys.of(tenant(1))
  expect(await keys.of(tenant(1))).toBe(await first)
  nowMs += heldMs - 1
  expect(await keys.of(tenant(1))).toBe(await first)
  await keys.of(tenant(2))
  expect(reads).toBe(2)
})

test.each([
  ['when a minute has passed', heldMs],
  ['when the clock was set back', -1],
])('are read again %s', async (_when, ms) => {
  await keys.of(tenant(1))
  nowMs += ms
  expect((await keys.of(tenant(1))).secretKey).toEqual(Uint8Array.of(2))
})

test('are read again where they could not be', async () => {
  isReachable = false
  await expect(keys.of(tenant(1))).rejects.toThrow('out of reach')
  isReachable = true
  expect((await keys.of(tenant(1))).publicKey).toEqual(publicKey)
})
