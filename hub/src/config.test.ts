import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig, withSecrets } from './config.ts'

test('defaults serve on this machine alone', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    httpPort: 8080,
    mqttPort: 1883,
    whenTaken: 'fail',
    webhookReach: 'public',
  })
})

const openId = {
  OCTROI_OIDC_ISSUER: 'https://id.example/realm',
  OCTROI_OIDC_CLIENT_ID: 'hub',
  OCTROI_OIDC_CLIENT_SECRET: 'sample-secret',
}

test.each([
  ['a certificate without its key', { OCTROI_TLS_CERT: 'cert.pem' }, 'OCTROI_TLS_KEY'],
  ['a key without its certificate', { OCTROI_TLS_KEY: 'key.pem' }, 'OCTROI_TLS_CERT'],
  [
    'an identity provider without a secret',
    { OCTROI_OIDC_ISSUER: 'https://id.example', OCTROI_OIDC_CLIENT_ID: 'hub' },
    'OCTROI_OIDC_CLIENT_SECRET',
  ],
  ['an identity provider that speaks plainly', { ...openId, OCTROI_OIDC_ISSUER: 'http://id.example' }, 'OCTROI_OIDC_ISSUER'],
  ['an identity provider that adds whom it likes', { ...openId, OCTROI_OIDC_ADDS: 'owner' }, 'OCTROI_OIDC_ADDS'],
  ['plain words beyond this machine', { OCTROI_HOST: '0.0.0.0' }, 'OCTROI_HOST'],
])('%s is refused', (_what, environment, named) => {
  expect(() => readConfig(environment)).toThrow(named)
})

test('with certificate and key it may listen anywhere', () => {
  const tls = { OCTROI_HOST: '0.0.0.0', OCTROI_TLS_CERT: 'cert.pem', OCTROI_TLS_KEY: 'key.pem' }
  expect(readConfig(tls)).toMatchObject({ host: '0.0.0.0', tls: { cert: 'cert.pem', key: 'key.pem' } })
})

test('every fault is told at once', () => {
  const faulty = { OCTROI_HOST: '0.0.0.0', OCTROI_HTTP_PORT: '70000', OCTROI_SEALING_KEY: 'short', OCTROI_TENANT_ZONE: 'Mars' }
  const message = (() => {
    try {
      readConfig(faulty)
      return ''
    } catch (error) {
      return String(error)
    }
  })()
  for (const name of Object.keys(faulty)) expect(message).toContain(name)
})

test('a database address that is none is refused without being told, since it may hold a password', () => {
  const told = (url: string) => {
    try {
      return JSON.stringify(readConfig({ OCTROI_DATABASE_URL: url }))
    } catch (error) {
      return String(error)
    }
  }
  expect(told('mysql://octroi:sample-secret@localhost/octroi')).toContain('OCTROI_DATABASE_URL')
  expect(told('mysql://octroi:sample-secret@localhost/octroi')).not.toContain('sample-secret')
  expect(readConfig({ OCTROI_DATABASE_URL: 'postgresql:///octroi?host=/run/postgresql' }).databaseUrl).toContain('octroi')
})

test('a secret may lie in a file, once, and one that cannot be read is named without what it holds', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-secrets-'))
  try {
    const file = join(folder, 'sealing-key')
    const key = Buffer.alloc(32, 7)
    await writeFile(file, `${key.toString('base64')}\n`)
    const environment = { OCTROI_SEALING_KEY_FILE: file, OCTROI_HTTP_PORT: '0' }
    expect(readConfig(await withSecrets(environment))).toMatchObject({ sealingKey: key, httpPort: 0 })
    await expect(withSecrets({ ...environment, OCTROI_SEALING_KEY: 'other' })).rejects.toThrow('not both')
    await expect(withSecrets({ OCTROI_DATABASE_URL_FILE: folder })).rejects.toThrow('OCTROI_DATABASE_URL_FILE')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.each([
  [{}, { name: 'id.example' }],
  [{ OCTROI_OIDC_NAME: 'Sample staff' }, { name: 'Sample staff' }],
  [{ OCTROI_OIDC_ADDS: 'viewer' }, { name: 'id.example', addsWithRole: 'viewer' }],
  [{ OCTROI_OIDC_ISSUER: 'http://127.0.0.1:4000' }, { name: '127.0.0.1:4000', issuer: 'http://127.0.0.1:4000' }],
  [{ OCTROI_OIDC_ISSUER: 'http://[::1]:4000' }, { name: '[::1]:4000', issuer: 'http://[::1]:4000' }],
])('an identity provider with %j', (more, expected) => {
  const known = { issuer: 'https://id.example/realm', clientId: 'hub', clientSecret: 'sample-secret' }
  expect(readConfig({ ...openId, ...more }).openId).toStrictEqual({ ...known, ...expected })
  expect(readConfig({}).openId).toBeUndefined()
})
