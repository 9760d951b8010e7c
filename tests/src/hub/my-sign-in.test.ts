import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { revokeApiKey } from '@octroi/hub/accounts/revoke-api-key.use-case'
import type { Role } from '@octroi/shared/api/vocabulary'
import type { AccountId } from '@octroi/shared/ids/id'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { OpeningWorld } from '../kit/opening-world.ts'
import { PageBrowser, type PageOptions, pagesOver } from '../kit/page-browser.ts'

let world: OpeningWorld
beforeAll(async () => {
  world = await OpeningWorld.open()
})
afterAll(() => world.close())

const hourMs = 3_600_000

async function newKey(role: Role = 'account_holder', account: AccountId = world.owner) {
  const { hub } = world
  const request = { tenant: hub.tenant, account, role, label: 'test' }
  return value(await hub.write((stores) => giveApiKey(stores, hub.environment, request)))
}

const newBrowser = (options: PageOptions = {}): PageBrowser => new PageBrowser(pagesOver(world.hub, options), options)

async function signedIn(options: PageOptions = {}): Promise<PageBrowser> {
  const browser = newBrowser(options)
  await browser.signIn((await newKey()).token)
  return browser
}

const isIn = async (browser: PageBrowser): Promise<boolean> => (await browser.get('/my')).path === '/my'

describe('signing in', () => {
  test('with the key of an account holder opens the pages, and signing out closes them', async () => {
    const browser = newBrowser()
    expect((await browser.get('/my/openings')).path).toBe('/my/sign-in')
    const shown = await browser.signIn(`  ${(await newKey()).token}\n`)
    expect([shown.status, shown.path]).toEqual([200, '/my'])
    const token = browser.cookies.get('octroi_session')
    const left = await browser.post('/my/sign-out', {})
    expect(left.path).toBe('/my/sign-in?done=signed-out')
    expect(left.text).toContain('You are signed out.')
    // Not only does the browser forget it: the hub does.
    browser.cookies.set('octroi_session', token ?? '')
    expect(await isIn(browser)).toBe(false)
  })

  test.each<[string, () => Promise<string> | string, string]>([
    ['nothing', () => '', 'does not sign in'],
    ['a word', () => 'secret', 'does not sign in'],
    ['a key nobody has', () => `octroi_${'0'.repeat(26)}_${'0'.repeat(26)}_${'A'.repeat(43)}`, 'does not sign in'],
    ['a wrong secret', async () => (await newKey()).token.replace(/.{43}$/, 'A'.repeat(43)), 'does not sign in'],
    ['the key of a partner', async () => (await newKey('partner')).token, 'not one of an account holder'],
    ['the key of an operator', async () => (await newKey('operator')).token, 'not one of an account holder'],
  ])('with %s is refused beside the field, and the key is not shown again', async (_what, key, said) => {
    const [browser, sent] = [newBrowser(), await key()]
    const { status, text } = await browser.signIn(sent)
    expect(status).toBe(422)
    expect(text).toContain(said)
    expect(text).toContain('aria-invalid="true"')
    expect(sent === '' || !text.includes(sent)).toBe(true)
    expect(browser.cookies.has('octroi_session')).toBe(false)
  })

  test('too often from one address is put off', async () => {
    const browser = newBrowser({ signInsPerAddress: 3 })
    const statuses: number[] = []
    for (let count = 0; count < 5; count++) statuses.push((await browser.signIn('wrong')).status)
    expect(statuses).toEqual([422, 422, 422, 429, 429])
  })

  test('from a page of another site is refused', async () => {
    const browser = newBrowser()
    const { token: key } = await newKey()
    for (const origin of ['https://elsewhere.example', 'null', undefined, 'http://hub.test.elsewhere.example']) {
      expect((await browser.post('/my/sign-in', { key }, { token: undefined, origin })).status).toBe(403)
    }
    expect(browser.cookies.size).toBe(0)
  })
})

describe('a session', () => {
  test('ends after 12 hours', async () => {
    const browser = await signedIn()
    world.hub.pass(12 * hourMs - 1)
    expect(await isIn(browser)).toBe(true)
    world.hub.pass(1)
    expect(await isIn(browser)).toBe(false)
    world.hub.pass(-12 * hourMs)
  })

  test('ends with the key it was opened with', async () => {
    const { hub, owner: account } = world
    const [browser, other, { key, token }] = [newBrowser(), await signedIn(), await newKey()]
    await browser.signIn(token)
    expect(await isIn(browser)).toBe(true)
    value(await hub.write((stores) => revokeApiKey(stores, hub.environment, { account, key: key.id })))
    expect([await isIn(browser), await isIn(other)]).toEqual([false, true])
  })

  test.each(['', 'x', `ten_${'0'.repeat(26)}.${'A'.repeat(43)}`, '../../etc', '%'])(
    'is none with the cookie %j',
    async (cookie) => {
      const browser = newBrowser()
      browser.cookies.set('octroi_session', cookie)
      expect(await isIn(browser)).toBe(false)
    },
  )

  test('is known to the database by a hash alone', async () => {
    const browser = await signedIn()
    const secret = browser.cookies.get('octroi_session')?.split('.')[1] ?? ''
    const { crypto } = world.hub.environment
    const hash = crypto.sha256(new TextEncoder().encode(secret))
    const [kept, asTyped] = await world.hub.read(async ({ accounts }) => [
      await accounts.getSession(hash),
      await accounts.getSession(new TextEncoder().encode(secret)),
    ])
    expect(kept?.expiresAtMs).toBe(world.hub.environment.nowMs() + 12 * hourMs)
    expect(asTyped).toBeUndefined()
  })

  test.each([
    ['http://hub.test', false],
    ['https://hub.test', true],
  ])('of a hub at %s has a cookie that scripts and other sites never see, secure: %s', async (origin, isSecure) => {
    const app = pagesOver(world.hub, { origin })
    const body = new URLSearchParams({ key: (await newKey()).token }).toString()
    const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await app.request(`${origin}/my/sign-in`, { method: 'POST', headers, body })
    const [cookie = ''] = answer.headers.getSetCookie()
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/my', `Max-Age=${12 * 3600}`]) expect(cookie).toContain(part)
    expect(cookie.includes('Secure')).toBe(isSecure)
  })
})

describe('a form', () => {
  const consent = () => ({ grantee: world.merchant, service: 'trunk.access', device: '', from: '', until: '' })
  const given = async () => (await world.hub.read(({ consents }) => consents.list({ limit: 100 }, world.owner))).items.length

  test.each<[string, (other: PageBrowser) => Promise<{ token?: string | undefined; origin?: string }>]>([
    ['without its token', () => Promise.resolve({ token: undefined })],
    ['with a wrong token', () => Promise.resolve({ token: 'A'.repeat(43) })],
    ['with the token of another session', async (other) => ({ token: await other.formToken() })],
    ['from another site', () => Promise.resolve({ origin: 'https://elsewhere.example' })],
    ['from nowhere', () => Promise.resolve({ origin: 'null' })],
  ])('%s does nothing', async (_what, posted) => {
    const [browser, before] = [await signedIn(), await given()]
    const { status, text } = await browser.post('/my/consents', consent(), await posted(await signedIn()))
    expect(status).toBe(403)
    expect(text).toContain('nothing was done')
    expect(await given()).toBe(before)
  })

  test('that is sent twice is done once', async () => {
    const [browser, before] = [await signedIn(), await given()]
    const once = /name="once" value="([^"]+)"/.exec((await browser.get('/my/consents')).text)?.[1] ?? ''
    for (const _ of [1, 2])
      expect((await browser.post('/my/consents', { ...consent(), once })).path).toBe('/my/consents?done=given')
    expect(await given()).toBe(before + 1)
  })

  test('beyond the limit is not read', async () => {
    const browser = await signedIn()
    expect((await browser.post('/my/consents', { grantee: 'x'.repeat(70_000) })).status).toBe(413)
  })
})

test('asking for the head of a page alone is no form', async () => {
  const answer = await pagesOver(world.hub).request('http://hub.test/my/sign-in', { method: 'HEAD' })
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})

test('every page forbids scripts, frames and keeping, and none carries a script', async () => {
  const browser = await signedIn()
  for (const path of ['/my/sign-in', '/my', '/my/openings', '/my/consents', '/my/bills', '/my/nothing']) {
    const { headers, text } = await browser.get(path)
    const policy = headers.get('content-security-policy') ?? ''
    for (const rule of [
      "default-src 'none'",
      "style-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy, path).toContain(rule)
    }
    expect(policy).not.toContain('unsafe')
    expect([headers.get('x-frame-options'), headers.get('cache-control')], path).toEqual(['DENY', 'no-store'])
    // Hiding the origin from ourselves would make every form of ours look foreign.
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(text).not.toMatch(/<script|\son\w+=|\sstyle=|javascript:/i)
  }
  const style = await browser.get('/my/style.css')
  expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
})
