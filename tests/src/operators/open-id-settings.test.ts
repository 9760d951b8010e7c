import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Hub, startHub } from '@octroi/hub/compose'
import { readConfig } from '@octroi/hub/config'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LocalProvider, returnsTo } from '../kit/local-provider.ts'

let provider: LocalProvider
let folder: string
let hub: Hub
beforeAll(async () => {
  provider = await LocalProvider.start()
  folder = await mkdtemp(join(tmpdir(), 'octroi-open-id-'))
  const config = readConfig({
    ...{ OCTROI_DATA_DIR: folder, OCTROI_HTTP_PORT: '0', OCTROI_MQTT_PORT: '0' },
    OCTROI_PUBLIC_ORIGIN: new URL(returnsTo).origin,
    OCTROI_OIDC_ISSUER: provider.issuer,
    OCTROI_OIDC_CLIENT_ID: provider.settings.clientId,
    OCTROI_OIDC_CLIENT_SECRET: provider.settings.clientSecret,
    OCTROI_OIDC_NAME: 'Sample staff',
    OCTROI_OIDC_ADDS: 'viewer',
  })
  hub = await startHub(config, pino({ level: 'silent' }))
})
afterAll(async () => {
  await hub.stop()
  await provider.stop()
  await rm(folder, { recursive: true })
})

test('a hub whose settings name a provider signs people in through it, and adds them as they say', async () => {
  const cookies = new Map<string, string>()
  const ask = async (path: string): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(`http://127.0.0.1:${hub.http.port}${path}`, { redirect: 'manual', headers: { cookie } })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(name, value)
    }
    return response
  }
  expect(await (await ask('/console/sign-in')).text()).toContain('Sample staff')
  provider.person = { sub: 'grace', email: 'grace@octroi.example', email_verified: true, name: 'Grace Sample' }
  const { pathname, search } = await provider.visit((await ask('/console/sign-in/oidc')).headers.get('location') ?? '')
  expect((await ask(`${pathname}${search}`)).status).toBe(200)
  const overview = await ask('/console')
  const text = await overview.text()
  expect([overview.status, text.includes('Grace Sample')]).toEqual([200, true])
  expect(text).toContain('You may look, and change nothing.')
})
