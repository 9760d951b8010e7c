import { expect, test } from 'vitest'
import { portableCrypto } from '../crypto/portable-crypto.ts'
import { hashClaimCode, makeClaimCode } from './claim-code.ts'

test('a code is four groups of five characters that cannot be mistaken for one another', () => {
  const code = makeClaimCode((length) => Uint8Array.from({ length }, (_, index) => index * 13))
  expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/)
})

test.each(['7F3KQ-X2M9D-4TZ8A-0W1RB', '7f3kq x2m9d 4tz8a 0w1rb', '7F3KQX2M9D4TZ8AOWIRB', '7F3KQX2M9D4TZ8AoWlRB'])(
  '%s is the same code however it is typed',
  (typed) => {
    expect(hashClaimCode(portableCrypto, typed)).toEqual(hashClaimCode(portableCrypto, '7F3KQX2M9D4TZ8A0W1RB'))
  },
)

test('another code has another hash', () => {
  expect(hashClaimCode(portableCrypto, '7F3KQX2M9D4TZ8A0W1RC')).not.toEqual(hashClaimCode(portableCrypto, '7F3KQX2M9D4TZ8A0W1RB'))
})
