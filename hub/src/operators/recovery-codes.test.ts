import { createHmac, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashRecoveryCode, makeRecoveryCodes, withoutCode } from './recovery-codes.ts'

const mac = (data: Uint8Array, purpose: string) => new Uint8Array(createHmac('sha256', purpose).update(data).digest())
const environment = { sealer: { mac, seal: undefined as never, unseal: undefined as never } }
const codes = makeRecoveryCodes((length) => new Uint8Array(randomBytes(length)))
const hash = (code: string, operator: `opr_${string}` = 'opr_a') => hashRecoveryCode(environment, operator, code)

test('ten codes are made, none twice, that cannot be mistaken for one another', () => {
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/)
})

test('each works once, and leaves the others', () => {
  const kept = codes.map((code) => hash(code))
  const [first = '', second = ''] = codes
  const left = withoutCode(kept, hash(first)) ?? []
  expect(left).toEqual(kept.slice(1))
  expect(withoutCode(left, hash(first))).toBeUndefined()
  expect(withoutCode(left, hash(second))).toEqual(kept.slice(2))
})

test.each(['', 'A', 'AAAA-AAAA-AAAA'])('%j is none of them', (typed) => {
  expect(
    withoutCode(
      codes.map((code) => hash(code)),
      hash(typed),
    ),
  ).toBeUndefined()
})

test('a code is the same however it is typed, and is nothing to anybody else', () => {
  expect(hash(' 0o1i-lab7 xy2z ')).toBe(hash('0011-1AB7-XY2Z'))
  expect(hash('0011-1AB7-XY2Z', 'opr_b')).not.toBe(hash('0011-1AB7-XY2Z'))
})
