import { portableCrypto as crypto } from '@octroi/shared/crypto/portable-crypto'
import { idSource } from '@octroi/shared/ids/id-source'
import { expect, test } from 'vitest'
import type { Environment } from '../environment.ts'
import { hashKeySecret, issueApiKey, readToken } from './api-key.ts'

const randomBytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index * 11)
const environment = {
  crypto,
  randomBytes,
  nowMs: () => 1_700_000_000_000,
  ids: idSource(() => 1_700_000_000_000, randomBytes),
  sealer: undefined as never,
  payments: undefined as never,
} satisfies Environment
const tenant = environment.ids.next('tenant')
const account = environment.ids.next('account')
const { key, token } = issueApiKey(environment, { tenant, account, role: 'partner', label: 'x', mode: 'live' })

test('a token names its tenant and key, and its secret is kept only as a hash', () => {
  const read = readToken(token)
  expect(read).toMatchObject({ tenant, id: key.id })
  expect(hashKeySecret(crypto, read ?? never)).toEqual(key.secretHash)
  expect(JSON.stringify(key)).not.toContain(read?.secret)
})

const never = { mode: 'live', secret: '' } as const

test('a token of a test tenant says so, and one that says otherwise than it is does not fit', () => {
  const issued = issueApiKey(environment, { tenant, account, role: 'partner', label: 'x', mode: 'test' })
  expect(issued.token).toMatch(/^octroi_test_/)
  expect(issued.key).not.toHaveProperty('mode')
  const [read, unmarked] = [readToken(issued.token), readToken(issued.token.replace('test_', ''))]
  const marked = readToken(token.replace('octroi_', 'octroi_test_'))
  expect([read?.mode, unmarked?.mode, marked?.mode]).toEqual(['test', 'live', 'test'])
  expect(hashKeySecret(crypto, read ?? never)).toEqual(issued.key.secretHash)
  expect(hashKeySecret(crypto, unmarked ?? never)).not.toEqual(issued.key.secretHash)
  expect(hashKeySecret(crypto, marked ?? never)).not.toEqual(key.secretHash)
})

test.each([
  '',
  'octroi_',
  token.slice(1),
  `${token}x`,
  token.slice(0, -1),
  token.replace('octroi', 'other'),
  token.toUpperCase(),
  token.replaceAll('_', '-'),
])('%j is no token', (text) => {
  expect(readToken(text)).toBeUndefined()
})
