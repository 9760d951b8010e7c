import * as nodeCrypto from 'node:crypto'
import { expect, test } from 'vitest'
import { makeNonce, nonceLifetimeMs, readNonce } from './session-nonce.ts'

const mac = (data: Uint8Array, purpose: string): Uint8Array =>
  new Uint8Array(nodeCrypto.createHmac('sha256', 'installation key').update(purpose).update(data).digest())
const random = Uint8Array.of(1, 2, 3, 4)
const now = 1_700_000_000_000
const nonce = makeNonce(mac, 'dev_1', now, random)

test('a nonce is 16 bytes and lives for a minute', () => {
  expect(nonce).toHaveLength(16)
  expect(readNonce(mac, 'dev_1', nonce, now)).toEqual({ expiresAtMs: now + nonceLifetimeMs })
  expect(readNonce(mac, 'dev_1', nonce, now + nonceLifetimeMs - 1)).toBeDefined()
  expect(readNonce(mac, 'dev_1', nonce, now + nonceLifetimeMs)).toBeUndefined()
})

test('two nonces of one moment differ', () => {
  expect(makeNonce(mac, 'dev_1', now, Uint8Array.of(4, 3, 2, 1))).not.toEqual(nonce)
})

test('it is worth nothing for another device, another installation, or with a changed bit', () => {
  const other = (data: Uint8Array, purpose: string) => mac(Uint8Array.of(...data, 0), purpose)
  expect(readNonce(mac, 'dev_2', nonce, now)).toBeUndefined()
  expect(readNonce(other, 'dev_1', nonce, now)).toBeUndefined()
  for (let index = 0; index < nonce.length; index++) {
    const changed = nonce.map((byte, position) => (position === index ? byte ^ 1 : byte))
    expect(readNonce(mac, 'dev_1', changed, now), `byte ${index}`).toBeUndefined()
  }
})

test.each([0, 8, 15, 17])('%i bytes are no nonce', (length) => {
  expect(readNonce(mac, 'dev_1', new Uint8Array(length), now)).toBeUndefined()
})
