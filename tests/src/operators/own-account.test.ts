import { addOperator } from '@octroi/hub/operators/add-operator.use-case'
import { type Email, readEmail } from '@octroi/hub/operators/email'
import type { Operator } from '@octroi/hub/operators/operator'
import type { OperatorRole } from '@octroi/shared/api/vocabulary'
import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { PageBrowser, pagesOver, type ShownPage } from '../kit/page-browser.ts'
import { pageFaults } from '../kit/page-faults.ts'
import { QuickPasswords } from '../kit/quick-passwords.ts'

const password = 'brume sur le pont'
const newPassword = 'pluie dans la cour'
let hub: HubAtRest
let app: ReturnType<typeof pagesOver>
beforeAll(async () => {
  hub = await HubAtRest.open('2026-11-23T09:00:00Z')
  app = pagesOver(hub)
})
afterAll(() => hub.close())

let count = 0
async function newOperator(role: OperatorRole = 'operator'): Promise<Operator> {
  const passwordHash = await new QuickPasswords().hash(password)
  const command = { email: readEmail(`own-${count++}@octroi.example`) as Email, name: 'Ada', role, passwordHash }
  return hub.write(async (stores) => value(await addOperator(stores, hub.environment, command)))
}

async function signIn(email: string, typed = password, browser = new PageBrowser(app, { home: '/console' })) {
  const shown = await browser.post('/console/sign-in', { email, password: typed }, { token: undefined })
  return { browser, shown }
}

const isIn = async (browser: PageBrowser): Promise<boolean> => (await browser.get('/console')).path === '/console'
const secretIn = ({ text }: ShownPage): string => /<code>([A-Z2-7 ]{39})<\/code>/.exec(text)?.[1]?.replaceAll(' ', '') ?? ''
const codesIn = ({ text }: ShownPage): readonly string[] =>
  [...text.matchAll(/<code>([0-9A-Z-]{14})<\/code>/g)].map(([, code = '']) => code)
const offerIn = ({ text }: ShownPage): string => /name="offer" value="([^"]+)"/.exec(text)?.[1] ?? ''
const codeOf = (secret: string) => new TOTP({ secret }).generate({ timestamp: hub.environment.nowMs() })

/** Somebody who has added an authenticator, with its secret and recovery codes. */
async function withTotp(role: OperatorRole = 'operator') {
  const operator = await newOperator(role)
  const { browser } = await signIn(operator.email)
  const offered = await browser.get('/console/me/totp')
  const secret = secretIn(offered)
  const shown = await browser.post('/console/me/totp', { offer: offerIn(offered), code: codeOf(secret) })
  hub.pass(30_000)
  return { operator, browser, secret, codes: codesIn(shown), shown }
}

async function secondStep(email: string, code: string) {
  const { browser, shown } = await signIn(email)
  expect(shown.path).toBe('/console/sign-in/code')
  return { browser, shown: await browser.post('/console/sign-in/code', { code }, { token: undefined }) }
}

describe.each<OperatorRole>(['operator', 'viewer'])('a %s', (role) => {
  test('changes the password: every session ends but the one that did it, which gets a new token', async () => {
    const { email } = await newOperator(role)
    const [{ browser }, { browser: other }] = [await signIn(email), await signIn(email)]
    const before = browser.cookies.get('octroi_console') ?? ''
    const shown = await browser.post('/console/me/password', { current: password, password: newPassword })
    expect(shown.text).toContain('Your password is changed.')
    expect([await isIn(browser), await isIn(other)]).toEqual([true, false])
    other.cookies.set('octroi_console', before)
    expect(await isIn(other)).toBe(false)
    expect((await signIn(email)).shown.status).toBe(422)
    expect((await signIn(email, newPassword)).shown.path).toBe('/console')
  })

  test('signs out everywhere', async () => {
    const { email } = await newOperator(role)
    const [{ browser }, { browser: other }] = [await signIn(email), await signIn(email)]
    expect((await browser.get('/console/me')).text.match(/without a name/g)?.length).toBe(2)
    await browser.post('/console/me/sign-out-everywhere', {})
    expect([await isIn(browser), await isIn(other)]).toEqual([false, false])
  })

  test('adds an authenticator; then the password alone signs nobody in', async () => {
    const { operator, browser, secret, codes, shown } = await withTotp(role)
    expect([shown.status, codes.length]).toEqual([200, 10])
    expect((await browser.get('/console/me')).text).toContain('10 recovery codes are left')
    expect((await browser.get('/console/me')).text).not.toContain(codes[0])
    const half = (await signIn(operator.email)).browser
    expect(await isIn(half)).toBe(false)
    const { browser: whole } = await secondStep(operator.email, codeOf(secret))
    expect(await isIn(whole)).toBe(true)
  })
})

test.each([
  [{ current: 'not my password', password: newPassword }, 'This is not your password.'],
  [{ current: password, password: 'elevenchars' }, 'Too short'],
  [{ current: password, password: 'own-own-own-own' }, 'among the first'],
  [{ password: newPassword }, 'This is not your password.'],
])('a change of the password with %j is refused beside the field', async (form, said) => {
  const { email } = await newOperator()
  const { browser } = await signIn(email)
  const shown = await browser.post('/console/me/password', form)
  expect([shown.status, shown.text.includes(said), pageFaults(shown.text)]).toEqual([422, true, []])
  for (const typed of Object.values(form)) expect(shown.text).not.toContain(typed)
  expect((await signIn(email)).shown.path).toBe('/console')
})

describe('a code', () => {
  test('works once, and a later one after it', async () => {
    const { operator, secret } = await withTotp()
    const code = codeOf(secret)
    expect(await isIn((await secondStep(operator.email, code)).browser)).toBe(true)
    const again = await secondStep(operator.email, code)
    expect([again.shown.status, await isIn(again.browser)]).toEqual([422, false])
    hub.pass(30_000)
    expect(await isIn((await secondStep(operator.email, codeOf(secret))).browser)).toBe(true)
  })

  test('that confirmed the authenticator signs nobody in', async () => {
    const operator = await newOperator()
    const { browser } = await signIn(operator.email)
    const offered = await browser.get('/console/me/totp')
    const code = codeOf(secretIn(offered))
    await browser.post('/console/me/totp', { offer: offerIn(offered), code })
    expect((await secondStep(operator.email, code)).shown.status).toBe(422)
  })

  test('guessed locks as a guessed password does', async () => {
    const { operator, secret } = await withTotp()
    const { browser } = await signIn(operator.email)
    const wrong = codeOf(secret) === '000000' ? '111111' : '000000'
    for (let guess = 0; guess < 5; guess++) await browser.post('/console/sign-in/code', { code: wrong }, { token: undefined })
    const shown = await browser.post('/console/sign-in/code', { code: codeOf(secret) }, { token: undefined })
    expect([shown.status, await isIn(browser)]).toEqual([422, false])
    hub.pass(60_000)
    expect(await isIn((await secondStep(operator.email, codeOf(secret))).browser)).toBe(true)
  })

  test('of recovery stands in for the authenticator, once', async () => {
    const { operator, codes } = await withTotp()
    const [code = ''] = codes
    const { browser } = await secondStep(operator.email, code.toLowerCase().replaceAll('-', ' '))
    expect((await browser.get('/console/me')).text).toContain('9 recovery codes are left')
    expect((await secondStep(operator.email, code)).shown.status).toBe(422)
  })

  test('must follow within five minutes, and a password that was not changed meanwhile', async () => {
    const { operator, browser: own, secret } = await withTotp()
    const late = (await signIn(operator.email)).browser
    hub.pass(5 * 60_000)
    expect((await late.post('/console/sign-in/code', { code: codeOf(secret) }, { token: undefined })).path).toBe(
      '/console/sign-in',
    )
    const { browser } = await signIn(operator.email)
    await own.post('/console/me/password', { current: password, password: newPassword })
    expect((await browser.post('/console/sign-in/code', { code: codeOf(secret) }, { token: undefined })).status).toBe(422)
    const made = new PageBrowser(app, { home: '/console' })
    made.cookies.set('octroi_sign_in', 'AAAA')
    expect((await made.get('/console/sign-in/code')).path).toBe('/console/sign-in')
  })
})

describe('an authenticator', () => {
  test('is offered as a drawing and as words, and another secret at each showing', async () => {
    const { browser } = await signIn((await newOperator()).email)
    const [one, other] = [await browser.get('/console/me/totp'), await browser.get('/console/me/totp')]
    expect(one.text).toMatch(/<svg class="qr"[^>]*role="img"/)
    expect(pageFaults(one.text)).toEqual([])
    expect(secretIn(one)).toHaveLength(32)
    expect(secretIn(one)).not.toBe(secretIn(other))
  })

  test('is not added with a wrong code, and the same secret is shown again', async () => {
    const { browser } = await signIn((await newOperator()).email)
    const offered = await browser.get('/console/me/totp')
    const shown = await browser.post('/console/me/totp', { offer: offerIn(offered), code: 'abcdef' })
    expect([shown.status, secretIn(shown)]).toEqual([422, secretIn(offered)])
    expect(shown.text).toContain('not what your authenticator shows')
    expect((await browser.get('/console/me')).text).toContain('Add an authenticator')
  })

  test('is not added with a secret that was offered to somebody else, or made up', async () => {
    const [{ browser }, { browser: other }] = [
      await signIn((await newOperator()).email),
      await signIn((await newOperator()).email),
    ]
    const offered = await other.get('/console/me/totp')
    for (const offer of [offerIn(offered), 'AAAA', '']) {
      await browser.post('/console/me/totp', { offer, code: codeOf(secretIn(offered)) })
      expect((await browser.get('/console/me')).text).toContain('Add an authenticator')
    }
  })

  test('and its recovery codes are replaced and removed by the password alone', async () => {
    const { operator, browser, codes } = await withTotp()
    for (const form of ['totp-remove', 'recovery-codes']) {
      const refused = await browser.post(`/console/me/${form}`, { [`current-${form}`]: 'not my password' })
      expect([refused.status, refused.text.includes('This is not your password.'), pageFaults(refused.text)]).toEqual([
        422,
        true,
        [],
      ])
    }
    const renewed = codesIn(await browser.post('/console/me/recovery-codes', { 'current-recovery-codes': password }))
    expect([renewed.length, renewed.some((code) => codes.includes(code))]).toEqual([10, false])
    expect((await secondStep(operator.email, codes[0] ?? '')).shown.status).toBe(422)
    const removed = await browser.post('/console/me/totp-remove', { 'current-totp-remove': password })
    expect(removed.text).toContain('The authenticator is removed.')
    expect((await signIn(operator.email)).shown.path).toBe('/console')
  })
})

test('the database holds no secret that somebody could use', async () => {
  const { operator, secret, codes } = await withTotp()
  const kept = await hub.read(({ operators }) => operators.get(operator.id))
  const inWords = JSON.stringify(kept, (_key, each: unknown) =>
    each instanceof Uint8Array ? Buffer.from(each).toString('latin1') : each,
  )
  for (const each of [secret, ...codes, ...codes.map((code) => code.replaceAll('-', ''))]) expect(inWords).not.toContain(each)
})
