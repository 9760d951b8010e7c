import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import type { Role } from '@octroi/shared/api/vocabulary'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { OpeningWorld } from '../kit/opening-world.ts'
import { PageBrowser, type PageOptions, pagesOver } from '../kit/page-browser.ts'

let world: OpeningWorld
beforeAll(async () => {
  world = await OpeningWorld.open()
})
afterAll(() => world.close())

async function newKey(role: Role = 'operator') {
  const { hub } = world
  const request = { tenant: hub.tenant, account: world.owner, role, label: 'Night desk' }
  return value(await hub.write((stores) => giveApiKey(stores, hub.environment, request)))
}

const newBrowser = (options: PageOptions & { readonly language?: string } = {}): PageBrowser =>
  new PageBrowser(pagesOver(world.hub, options), { ...options, home: '/console' })

async function signedIn(options: { readonly language?: string } = {}): Promise<PageBrowser> {
  const browser = newBrowser(options)
  await browser.signIn((await newKey()).token)
  return browser
}

test('a session of the account holder’s pages opens nothing here, and the other way round', async () => {
  const own = new PageBrowser(pagesOver(world.hub))
  await own.signIn((await newKey('account_holder')).token)
  const operator = await signedIn()
  const [ownToken, operatorToken] = [own.cookies.get('octroi_session') ?? '', operator.cookies.get('octroi_console') ?? '']
  own.cookies.set('octroi_session', operatorToken)
  operator.cookies.set('octroi_console', ownToken)
  expect((await own.get('/my')).path).toBe('/my/sign-in')
  expect((await operator.get('/console')).path).toBe('/console/sign-in')
})

describe('a form', () => {
  test.each([
    ['from another site', { origin: 'https://elsewhere.example' }],
    ['without an origin', { origin: undefined }],
    ['without the token of this session', { token: undefined }],
    ['with a token of somebody else', { token: 'A'.repeat(43) }],
  ])('%s is refused', async (_what, posted) => {
    const browser = await signedIn()
    expect((await browser.post('/console/sign-out', {}, posted)).status).toBe(403)
    expect((await browser.get('/console')).path).toBe('/console')
  })
})

describe('a page', () => {
  test('runs no script and takes no style but our own, and is kept nowhere', async () => {
    const { headers, text } = await (await signedIn()).get('/console/devices')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(headers.get('cache-control')).toBe('no-store')
    expect(text).not.toMatch(/<script>|\son[a-z]+=|\sstyle=/)
  })

  test('is written in the reader’s language', async () => {
    expect((await (await signedIn({ language: 'fr' })).get('/console/devices')).text).toContain('Appareils')
    const browser = await signedIn()
    expect((await browser.get('/console/devices?lang=fr')).text).toContain('<html lang="fr">')
    expect((await browser.get('/console')).text).toContain('Aperçu')
  })

  test('that is not there says so in the frame', async () => {
    const { status, text } = await (await signedIn()).get('/console/nowhere')
    expect(status).toBe(404)
    expect(text).toContain('There is nothing here')
  })

  test('brings its style and script', async () => {
    const browser = newBrowser()
    for (const [file, type] of [
      ['console.css', 'text/css'],
      ['console.js', 'text/javascript'],
    ] as const) {
      const { status, headers } = await browser.get(`/console/assets/${file}`)
      expect([status, headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`])
    }
    expect((await browser.get('/console/assets/..%2f..%2fmain.ts')).path).toBe('/console/sign-in')
  })
})

describe('a list', () => {
  test('is a file as well, whole', async () => {
    const { headers, text } = await (await signedIn()).get('/console/devices.csv')
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const [head, ...rows] = text.trimEnd().split('\r\n')
    expect(head).toBe('device,owner,state,online,clock,journal,waiting,registered')
    expect(rows.length).toBeGreaterThan(0)
    expect(
      rows.filter((row) => !/^dev_\w{26},acct_\w{26},\w+,(?:yes|no),\w*,\d+,\d+,\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(row)),
    ).toEqual([])
  })

  test('of an address that was made up is not there', async () => {
    expect((await (await signedIn()).get('/console/devices?after=nonsense')).status).toBe(404)
  })
})

describe('an act', () => {
  const act = async (form: Readonly<Record<string, string>>) => {
    const browser = await signedIn()
    return { browser, shown: await browser.post(`/console/devices/${world.car.device}/suspend`, form) }
  }

  test('without what it needs is asked for again, and nothing is done', async () => {
    const { browser, shown } = await act({ reason: ' ' })
    expect(shown.status).toBe(422)
    expect(shown.text).toContain('Say why')
    expect((await browser.get(`/console/devices/${world.car.device}`)).text).not.toContain('Let it come back')
  })

  test('is done, said, noted in the audit log, and can be taken back', async () => {
    const { browser, shown } = await act({ reason: 'Stolen' })
    expect(shown.text).toContain('The device is suspended.')
    expect(shown.text).toContain('Stolen')
    const back = await browser.post(`/console/devices/${world.car.device}/resume`, {})
    expect(back.text).toContain('The device may come back.')
    const { items } = await world.hub.read(({ audit }) => audit.list({ limit: 2 }))
    expect(items.map(({ action, result }) => [action, result])).toEqual([
      ['POST /console/devices/{device}/resume', 'done'],
      ['POST /console/devices/{device}/suspend', 'done'],
    ])
  })
})
