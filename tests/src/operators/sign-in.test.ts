import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { addOperator } from '@octroi/hub/operators/add-operator.use-case'
import { changeOperator } from '@octroi/hub/operators/change-operator.use-case'
import { type Email, readEmail } from '@octroi/hub/operators/email'
import type { Operator } from '@octroi/hub/operators/operator'
import { finishPassword, tryPassword } from '@octroi/hub/operators/sign-in.use-case'
import type { Role } from '@octroi/shared/api/vocabulary'
import type { OperatorId } from '@octroi/shared/ids/id'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { PageBrowser, pagesOver } from '../kit/page-browser.ts'
import { pageFaults } from '../kit/page-faults.ts'
import { QuickPasswords } from '../kit/quick-passwords.ts'

const minute = 60_000
const password = 'brume sur le pont'
let hub: HubAtRest
let app: ReturnType<typeof pagesOver>
let passwords: QuickPasswords
beforeAll(async () => {
  hub = await HubAtRest.open('2026-11-23T09:00:00Z')
  app = pagesOver(hub)
})
afterAll(() => hub.close())
beforeEach(() => {
  passwords = new QuickPasswords()
})

let count = 0
const newEmail = (): Email => readEmail(`operator-${count++}@octroi.example`) as Email

async function newOperator(more: Partial<Operator> = {}): Promise<Operator> {
  const command = { email: newEmail(), name: 'Ada', role: 'operator' as const, passwordHash: await passwords.hash(password) }
  return hub.write(async (stores) => {
    const added = { ...value(await addOperator(stores, hub.environment, command)), ...more }
    await stores.operators.update(added)
    return added
  })
}

const kept = (id: OperatorId) => hub.read(({ operators }) => operators.get(id))
const parts = () => ({ transactor: hub.storage, environment: hub.environment, passwords })
const tryAs = (email: string, typed: string) => tryPassword(parts(), { tenant: hub.tenant, email, password: typed })
const newBrowser = () => new PageBrowser(app, { home: '/console' })
const post = (browser: PageBrowser, email: string, typed: string) =>
  browser.post('/console/sign-in', { email, password: typed }, { token: undefined })
const isIn = async (browser: PageBrowser): Promise<boolean> => (await browser.get('/console')).path === '/console'

describe('a password', () => {
  test('that is right opens the console, however the address was typed', async () => {
    const { email, id } = await newOperator({ failed: { count: 3 } })
    const browser = newBrowser()
    expect(await post(browser, ` ${email.toUpperCase()} `, password)).toMatchObject({ status: 200, path: '/console' })
    expect((await kept(id))?.failed).toEqual({ count: 0 })
    const [entry] = (await hub.read(({ audit }) => audit.list({ limit: 1 }))).items
    expect(entry).toMatchObject({ operator: id, action: 'POST /console/sign-in', result: 'done', role: 'operator' })
    expect(entry?.key).toBeUndefined()
  })

  test('is refused in the same words, whatever is wrong, and hashed once in any case', async () => {
    const right = await newOperator()
    const disabled = await newOperator({ disabledAtMs: 1 })
    const locked = await newOperator({ failed: { count: 5, lockedUntilMs: hub.environment.nowMs() + minute } })
    const { passwordHash: _none, ...without } = await newOperator()
    await hub.write(({ operators }) => operators.update(without))
    const tries: readonly (readonly [string, string])[] = [
      [right.email, 'brume sur le pon'],
      [right.email, 'x'.repeat(10_000)],
      [disabled.email, password],
      [locked.email, password],
      [without.email, password],
      ['nobody@octroi.example', password],
      ['no address', password],
    ]
    const pages = new Set<string>()
    for (const [email, typed] of tries) {
      const [shown, before] = [await post(newBrowser(), email, typed), passwords.looked.length]
      expect(shown.status).toBe(422)
      // What was typed as the address is shown again.
      pages.add(shown.text.replaceAll(/ value="[^"]*"/g, ''))
      await tryAs(email, typed)
      expect(passwords.looked.length, email).toBe(before + 1)
    }
    expect(pages.size).toBe(1)
    expect([...pages].join()).not.toContain(password)
    expect(passwords.looked.filter((phc) => phc !== undefined)).toEqual([right.passwordHash])
  })

  test('is locked after five failures, for longer each time, and a right one clears it', async () => {
    const { email, id } = await newOperator()
    const browser = newBrowser()
    for (let failures = 0; failures < 5; failures++) await post(browser, email, 'wrong wrong wrong')
    expect((await post(browser, email, password)).status).toBe(422)
    hub.pass(minute)
    await post(browser, email, 'wrong wrong wrong')
    hub.pass(2 * minute - 1)
    expect((await post(browser, email, password)).status).toBe(422)
    hub.pass(1)
    expect((await post(browser, email, password)).path).toBe('/console')
    expect((await kept(id))?.failed).toEqual({ count: 0 })
    const { items } = await hub.read(({ audit }) => audit.list({ limit: 20 }))
    const own = items.filter(({ operator }) => operator === id).map(({ result }) => result)
    expect(own).toEqual(['done', ...Array.from({ length: 6 }, () => 'sign_in_failed')])
  })

  test('guessed by many at once gets no more tries than one after the other', async () => {
    const { email, id } = await newOperator()
    await Promise.all(Array.from({ length: 40 }, (_, guess) => tryAs(email, `guess number ${guess}`)))
    expect(passwords.looked.filter((phc) => phc !== undefined).length).toBe(5)
    expect((await kept(id))?.failed.count).toBe(5)
  })

  test('that was hashed otherwise is hashed anew', async () => {
    const { email, id, passwordHash } = await newOperator()
    passwords.make = '2'
    const tried = await tryAs(email, password)
    const asked = { tenant: hub.tenant, browser: '', tried }
    value(await hub.write((stores) => finishPassword(stores, hub.environment, asked)))
    expect((await kept(id))?.passwordHash).toBe(passwordHash?.replace('1 ', '2 '))
    expect((await tryAs(email, password)).rehashed).toBeUndefined()
  })

  test('that was changed, or whose operator was disabled, between look and sign-in opens nothing', async () => {
    const changes: readonly ((operator: Operator) => Operator)[] = [
      (operator) => ({ ...operator, passwordHash: 'another' }),
      (operator) => ({ ...operator, disabledAtMs: 1 }),
    ]
    for (const change of changes) {
      const operator = await newOperator()
      const tried = await tryAs(operator.email, password)
      await hub.write(({ operators }) => operators.update(change(operator)))
      const asked = { tenant: hub.tenant, browser: '', tried }
      const done = await hub.write((stores) => finishPassword(stores, hub.environment, asked))
      expect(done).toMatchObject({ ok: false, error: { code: 'sign_in_failed' } })
    }
  })
})

describe('too many attempts', () => {
  test('from one address, and on one name from wherever, are put off', async () => {
    const { email } = await newOperator()
    const byAddress = new PageBrowser(pagesOver(hub, { signInsPerAddress: 2 }), { home: '/console' })
    const byName = new PageBrowser(pagesOver(hub, { signInsPerName: 2 }), { home: '/console' })
    const statuses = async (browser: PageBrowser, names: readonly string[]) => {
      const found: number[] = []
      for (const name of names) found.push((await post(browser, name, 'wrong wrong wrong')).status)
      return found
    }
    expect(await statuses(byAddress, [email, 'a@octroi.example', 'b@octroi.example'])).toEqual([422, 422, 429])
    expect(await statuses(byName, [email, email, email, 'nobody@octroi.example'])).toEqual([422, 422, 429, 422])
  })
})

describe('a session', () => {
  const signedIn = async () => {
    const [operator, browser] = [await newOperator(), newBrowser()]
    await post(browser, operator.email, password)
    return { operator, browser }
  }

  test('ends after 45 minutes without use, and after 12 hours in any case', async () => {
    const { browser } = await signedIn()
    for (let used = 0; used < 17; used++) {
      hub.pass(42 * minute)
      expect(await isIn(browser), `${used}`).toBe(true)
    }
    hub.pass(6 * minute)
    expect(await isIn(browser)).toBe(false)
    const idle = await signedIn()
    hub.pass(45 * minute)
    expect(await isIn(idle.browser)).toBe(false)
  })

  test('is not kept alive by a page that looks again by itself', async () => {
    const { browser } = await signedIn()
    const cookie = `octroi_console=${browser.cookies.get('octroi_console')}`
    const looksAgain = () => app.request('http://hub.test/console', { headers: { cookie, 'sec-fetch-dest': 'empty' } })
    hub.pass(30 * minute)
    expect((await looksAgain()).status).toBe(200)
    hub.pass(15 * minute)
    expect((await looksAgain()).status).toBe(303)
  })

  test('is a new one at every sign-in, so that a planted one is worth nothing', async () => {
    const { operator, browser } = await signedIn()
    const [first, planted] = [browser.cookies.get('octroi_console'), newBrowser()]
    planted.cookies.set('octroi_console', first ?? '')
    await post(planted, operator.email, password)
    expect(planted.cookies.get('octroi_console')).not.toBe(first)
    const other = newBrowser()
    other.cookies.set('octroi_console', `${hub.tenant}.${'A'.repeat(43)}`)
    await post(other, operator.email, password)
    expect(other.cookies.get('octroi_console')).not.toContain('AAAA')
  })

  test('ends with its operator, at once', async () => {
    const [{ operator, browser }, other] = [await signedIn(), await signedIn()]
    const change = { id: operator.id, change: { kind: 'disable' } as const }
    value(await hub.write((stores) => changeOperator(stores, hub.environment, change)))
    expect([await isIn(browser), await isIn(other.browser)]).toEqual([false, true])
    await hub.write(({ operators }) => operators.update(operator))
    expect(await isIn(browser)).toBe(false)
  })

  test('is signed out by the hub too, not only forgotten by the browser', async () => {
    const { browser } = await signedIn()
    const token = browser.cookies.get('octroi_console') ?? ''
    expect((await browser.post('/console/sign-out', {})).text).toContain('You are signed out.')
    browser.cookies.set('octroi_console', token)
    expect(await isIn(browser)).toBe(false)
  })

  test.each([
    ['http://hub.test', false],
    ['https://hub.test', true],
  ])('of a hub at %s is a cookie that scripts and other sites never see, secure: %s', async (origin, isSecure) => {
    const { email } = await newOperator()
    const body = new URLSearchParams({ email, password }).toString()
    const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await pagesOver(hub, { origin }).request(`${origin}/console/sign-in`, { method: 'POST', headers, body })
    const [cookie = ''] = answer.headers.getSetCookie()
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/console', `Max-Age=${12 * 3600}`]) expect(cookie).toContain(part)
    expect(cookie.includes('Secure')).toBe(isSecure)
  })
})

test('a form of another site signs nobody in', async () => {
  const { email } = await newOperator()
  for (const path of ['/console/sign-in', '/console/sign-in/code', '/console/set-up']) {
    for (const origin of ['https://elsewhere.example', 'null', undefined]) {
      const shown = await newBrowser().post(path, { email, password }, { token: undefined, origin })
      expect(shown.status).toBe(403)
    }
  }
})

describe('the first operator', () => {
  const typed = { email: 'first@octroi.example', name: 'Grace Sample', password: 'une clef sous le pot' }
  let empty: HubAtRest
  let browser: PageBrowser
  beforeAll(async () => {
    empty = await HubAtRest.open('2026-11-23T09:00:00Z')
    browser = new PageBrowser(pagesOver(empty), { home: '/console' })
  })
  afterAll(() => empty.close())

  async function keyOf(role: Role): Promise<string> {
    const request = { tenant: empty.tenant, account: await empty.account(), role, label: 'test' }
    return value(await empty.write((stores) => giveApiKey(stores, empty.environment, request))).token
  }
  const setUp = (form: Readonly<Record<string, string>>) => browser.post('/console/set-up', form, { token: undefined })

  test('is not made without the key of an operator, nor with faults, of which each is told', async () => {
    expect((await browser.get('/console/sign-in')).text).toContain('There is no operator yet')
    for (const key of ['', 'secret', await keyOf('account_holder'), await keyOf('partner')]) {
      const shown = await setUp({ ...typed, key })
      expect([shown.status, shown.text.includes('This is not the key of an operator')]).toEqual([422, true])
    }
    const key = await keyOf('operator')
    const { status, text } = await setUp({ key, email: 'grace', name: ' ', password: 'short' })
    expect(status).toBe(422)
    for (const said of ['not an email address', 'Give a name', 'Too short']) expect(text).toContain(said)
    expect((await setUp({ ...typed, key, password: '' })).text).toContain('Give a password')
    expect(text).not.toContain(key)
    expect(pageFaults(text)).toEqual([])
    expect(await empty.read(({ operators }) => operators.count())).toBe(0)
  })

  test('is made once with it, and signed in', async () => {
    const key = await keyOf('operator')
    expect(await setUp({ ...typed, key })).toMatchObject({ status: 200, path: '/console' })
    const [entry] = (await empty.read(({ audit }) => audit.list({ limit: 1 }))).items
    expect(entry).toMatchObject({ action: 'POST /console/set-up', result: 'done', made: expect.stringMatching(/^opr_/) })
    expect(entry?.key).toMatch(/^key_/)
    const again = await setUp({ ...typed, email: 'second@octroi.example', key })
    expect([again.status, again.text.includes('There are operators already')]).toEqual([422, true])
    expect((await browser.get('/console/sign-in')).text).not.toContain('There is no operator yet')
    expect(await post(new PageBrowser(pagesOver(empty)), typed.email, typed.password)).toMatchObject({ path: '/console' })
  })
})

test('an address that names another tenant signs in there alone', async () => {
  const { email } = await newOperator()
  const elsewhere = `ten_${'0'.repeat(26)}`
  const browser = newBrowser()
  const shown = await browser.post(`/console/sign-in?tenant=${elsewhere}`, { email, password }, { token: undefined })
  expect([shown.status, browser.cookies.size]).toEqual([422, 0])
  const named = `/console/sign-in?tenant=${hub.tenant}`
  expect((await browser.get(named)).text).toContain(`action="${named}"`)
  expect((await browser.post(named, { email, password }, { token: undefined })).path).toBe('/console')
  expect((await browser.get('/console/sign-in?tenant=nonsense')).status).toBe(404)
})
