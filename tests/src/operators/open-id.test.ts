import { openIdProvider } from '@octroi/hub/identity/open-id'
import { addOperator } from '@octroi/hub/operators/add-operator.use-case'
import type { Email } from '@octroi/hub/operators/email'
import type { IdentityProvider, ProviderFault } from '@octroi/hub/operators/identity-provider.port'
import type { OperatorRole } from '@octroi/shared/api/vocabulary'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { LocalProvider, type ProviderPerson, returnsTo } from '../kit/local-provider.ts'
import { PageBrowser, pagesOver, type ShownPage } from '../kit/page-browser.ts'

let provider: LocalProvider
let hub: HubAtRest
const faults: ProviderFault[] = []
const apps = new Map<OperatorRole | undefined, ReturnType<typeof pagesOver>>()
beforeAll(async () => {
  provider = await LocalProvider.start()
})
afterAll(() => provider.stop())
beforeEach(async () => {
  faults.length = 0
  apps.clear()
  hub = await HubAtRest.open('2026-11-23T09:00:00Z')
})
afterEach(() => hub.close())

const ada: ProviderPerson = { sub: 'ada', email: 'Ada@Octroi.example', email_verified: true, name: 'Ada Sample' }

function identity(addsWithRole?: OperatorRole): IdentityProvider {
  return openIdProvider(
    { ...provider.settings, ...(addsWithRole === undefined ? {} : { addsWithRole }) },
    (fault) => void faults.push(fault),
  )
}

function newBrowser(addsWithRole?: OperatorRole): PageBrowser {
  const app = apps.get(addsWithRole) ?? pagesOver(hub, { identityProvider: identity(addsWithRole) })
  apps.set(addsWithRole, app)
  return new PageBrowser(app, { home: '/console' })
}

/** Where the button leads, followed at the provider and back to the hub, but not into it. */
async function visit(browser: PageBrowser, person: ProviderPerson): Promise<URL> {
  provider.person = person
  return provider.visit(await browser.sentTo('/console/sign-in/oidc'))
}

async function comesBack(browser: PageBrowser, { pathname, search }: URL): Promise<ShownPage> {
  return browser.get(`${pathname}${search}`)
}

async function signIn(browser: PageBrowser, person: ProviderPerson): Promise<ShownPage> {
  return comesBack(browser, await visit(browser, person))
}

function known(email: string, more: object = {}) {
  const command = { email: email as Email, name: 'Ada', role: 'operator' as const, ...more }
  return hub.write(async (stores) => value(await addOperator(stores, hub.environment, command)))
}

const isIn = async (browser: PageBrowser): Promise<boolean> => (await browser.get('/console')).path === '/console'
const operators = () => hub.read(async (stores) => (await stores.operators.list({ limit: 10 })).items)

describe('somebody for whom the provider vouches', () => {
  test('is signed in where an operator has the address, and known by the subject from then on', async () => {
    const { id } = await known('ada@octroi.example')
    const browser = newBrowser()
    expect((await browser.get('/console/sign-in')).text).toContain('Sign in with Sample staff')
    const shown = await signIn(browser, ada)
    expect([shown.status, faults]).toEqual([200, []])
    // Our own page leads on: a strict cookie does not go along with what began elsewhere.
    expect(shown.text).toContain('<meta http-equiv="refresh" content="0;url=/console"')
    expect(await isIn(browser)).toBe(true)
    expect((await operators())[0]?.subject).toEqual({ issuer: provider.issuer, subject: 'ada' })
    const [entry] = (await hub.read(({ audit }) => audit.list({ limit: 1 }))).items
    expect(entry).toMatchObject({ operator: id, action: 'GET /console/sign-in/oidc/callback', result: 'done' })

    // The address is somebody else's by now, the subject is not.
    const moved = newBrowser()
    await signIn(moved, { ...ada, email: 'lovelace@octroi.example', email_verified: false })
    expect(await isIn(moved)).toBe(true)
  })

  test('may be another than the one an operator is bound to, and is then not let in', async () => {
    await known('ada@octroi.example', { subject: { issuer: provider.issuer, subject: 'the real one' } })
    const browser = newBrowser()
    expect((await signIn(browser, ada)).text).toContain('No operator is known')
    expect(await isIn(browser)).toBe(false)
  })

  test.each<[string, ProviderPerson, string]>([
    ['an address that is not verified', { ...ada, email_verified: false }, 'does not say that it verified'],
    ['an address of which nothing is said', { sub: 'ada', email: 'ada@octroi.example' }, 'does not say that it verified'],
    ['no address', { sub: 'ada' }, 'does not say that it verified'],
    ['the address of nobody here', { ...ada, email: 'eve@octroi.example' }, 'No operator is known'],
  ])('with %s is not let in', async (_what, person, said) => {
    await known('ada@octroi.example')
    const browser = newBrowser()
    const shown = await signIn(browser, person)
    expect([shown.status, shown.text.includes(said)]).toEqual([422, true])
    expect([await isIn(browser), (await operators()).length]).toEqual([false, 1])
  })

  test('is not let in while disabled', async () => {
    const operator = await known('ada@octroi.example')
    await hub.write((stores) => stores.operators.update({ ...operator, disabledAtMs: 1 }))
    const browser = newBrowser()
    expect((await signIn(browser, ada)).status).toBe(422)
    expect(await isIn(browser)).toBe(false)
  })

  test('is added where the hub is told so, with that role', async () => {
    const browser = newBrowser('viewer')
    await signIn(browser, ada)
    expect(await operators()).toMatchObject([{ email: 'ada@octroi.example', name: 'Ada Sample', role: 'viewer' }])
    expect((await browser.get('/console')).text).toContain('You may look, and change nothing.')
    await signIn(newBrowser('viewer'), ada)
    expect((await operators()).length).toBe(1)
  })
})

describe('what comes back', () => {
  beforeEach(async () => {
    await known('ada@octroi.example')
  })

  test.each<[string, (back: URL, browser: PageBrowser) => unknown]>([
    ['with another state', (back) => back.searchParams.set('state', 'A'.repeat(43))],
    ['without a state', (back) => back.searchParams.delete('state')],
    ['with another code', (back) => back.searchParams.set('code', 'A'.repeat(43))],
    ['without a code', (back) => back.searchParams.delete('code')],
    ['from another issuer', (back) => back.searchParams.set('iss', 'https://elsewhere.example')],
    ['as a refusal', (back) => back.searchParams.set('error', 'access_denied')],
    ['to another browser', (_back, browser) => browser.cookies.clear()],
    ['to a browser with a made-up cookie', (_back, browser) => browser.cookies.set('octroi_oidc', 'AAAA')],
    ['too late', () => hub.pass(10 * 60_000)],
  ])('%s signs nobody in', async (_what, spoil) => {
    const browser = newBrowser()
    const back = await visit(browser, ada)
    spoil(back, browser)
    const shown = await comesBack(browser, back)
    expect([shown.status, shown.text.includes('was not finished')]).toEqual([422, true])
    expect(await isIn(browser)).toBe(false)
  })

  test('for another beginning of the same browser signs nobody in: nonce, state and verifier are of one alone', async () => {
    const browser = newBrowser()
    const first = await visit(browser, ada)
    const kept = browser.cookies.get('octroi_oidc') ?? ''
    await visit(browser, ada)
    expect((await comesBack(browser, first)).status).toBe(422)
    // With its own state, and still not with the other's verifier and nonce.
    const id = identity()
    const [one, other] = [startedOf(await id.start(returnsTo)), startedOf(await id.start(returnsTo))]
    const back = await provider.visit(one.address)
    expect(await id.finish(back, { ...one, nonce: other.nonce })).toMatchObject({ ok: false, error: { kind: 'not_proven' } })
    const again = await provider.visit(one.address)
    expect(await id.finish(again, { ...one, codeVerifier: other.codeVerifier })).toMatchObject({ ok: false })
    expect(await id.finish(await provider.visit(one.address), one)).toMatchObject({ ok: true })
    expect(kept).not.toBe('')
  })

  test('a second time signs nobody in, not even with the cookie of the first', async () => {
    const browser = newBrowser()
    const back = await visit(browser, ada)
    const cookie = browser.cookies.get('octroi_oidc') ?? ''
    expect((await comesBack(browser, back)).status).toBe(200)
    expect(browser.cookies.has('octroi_oidc')).toBe(false)
    const thief = newBrowser()
    thief.cookies.set('octroi_oidc', cookie)
    expect((await comesBack(thief, back)).status).toBe(422)
    expect(await isIn(thief)).toBe(false)
    expect(faults.map(({ kind }) => kind)).toEqual(['not_proven'])
  })
})

function startedOf<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ProviderFault },
): T {
  if (!result.ok) throw new Error(result.error.detail)
  return result.value
}

test('a provider that does not answer is said to be away, and asked again the next time', async () => {
  const gone = await LocalProvider.start()
  await gone.stop()
  const away = openIdProvider(gone.settings, (fault) => void faults.push(fault))
  const browser = new PageBrowser(pagesOver(hub, { identityProvider: away }), { home: '/console' })
  for (const _ of [1, 2]) expect((await browser.get('/console/sign-in/oidc')).text).toContain('does not answer')
  expect(faults.map(({ kind }) => kind)).toEqual(['unreachable', 'unreachable'])
})

test('without a provider there is no such way in', async () => {
  const browser = new PageBrowser(pagesOver(hub), { home: '/console' })
  expect((await browser.get('/console/sign-in')).text).not.toContain('oidc')
  expect((await browser.get('/console/sign-in/oidc')).path).toBe('/console/sign-in')
})

test('the secret of the hub stands in no address and no page', async () => {
  const browser = newBrowser()
  const address = await browser.sentTo('/console/sign-in/oidc')
  expect(address).toContain('code_challenge_method=S256')
  expect(address).not.toContain(provider.settings.clientSecret)
  expect(browser.cookies.get('octroi_oidc')).not.toContain(new URL(address).searchParams.get('nonce'))
})
