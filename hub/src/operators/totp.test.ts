import { TOTP } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { stepOfCode, totpAddress, totpSecretWords } from './totp.ts'

/** The secret of RFC 6238, appendix B; its codes have eight digits, of which an app shows the last six. */
const secret = new TextEncoder().encode('12345678901234567890')

describe('the codes of RFC 6238, appendix B', () => {
  test.each([
    [59, '94287082', 0x1],
    [1111111109, '07081804', 0x23523ec],
    [1111111111, '14050471', 0x23523ed],
    [1234567890, '89005924', 0x273ef07],
    [2000000000, '69279037', 0x3f940aa],
    [20000000000, '65353130', 0x27bc86aa],
  ])('at %i s: %s', (seconds, digits, step) => {
    expect(stepOfCode(secret, digits.slice(-6), { nowMs: seconds * 1000, lastStep: -1 })).toBe(step)
  })
})

const inBase32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const codeAt = (step: number) => new TOTP({ secret: inBase32 }).generate({ timestamp: step * 30_000 })

describe('a code', () => {
  const nowMs = 1_000_000 * 30_000 + 14_000
  const step = 1_000_000

  test.each([
    [-2, undefined],
    [-1, step - 1],
    [0, step],
    [1, step + 1],
    [2, undefined],
  ])('that is %i steps away is of step %s', (away, found) => {
    expect(stepOfCode(secret, codeAt(step + away), { nowMs, lastStep: 0 })).toBe(found)
  })

  test('may be typed with spaces, as apps show it', () => {
    const code = codeAt(step)
    expect(stepOfCode(secret, ` ${code.slice(0, 3)} ${code.slice(3)} `, { nowMs, lastStep: 0 })).toBe(step)
  })

  test.each(['', '12345', '1234567', 'abcdef', '１２３４５', '-12345'])('is never %j', (typed) => {
    expect(stepOfCode(secret, typed, { nowMs, lastStep: 0 })).toBeUndefined()
  })
})

test('an app is told who asks, of whom, and the secret', () => {
  const address = new URL(totpAddress(secret, { issuer: 'Sample: operator', label: 'ada@octroi.example' }))
  expect(address.href).toMatch(/^otpauth:\/\/totp\//)
  expect(decodeURIComponent(address.pathname)).toContain('ada@octroi.example')
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    secret: inBase32,
    issuer: 'Sample  operator',
    digits: '6',
    period: '30',
  })
  expect(totpSecretWords(secret)).toBe('GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ')
})
