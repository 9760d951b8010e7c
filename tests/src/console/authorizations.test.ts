import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { authorize } from '@octroi/hub/authorizations/authorize.use-case'
import { windowOfCommand } from '@octroi/hub/authorizations/plan-command'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { PageBrowser, pagesOver } from '../kit/page-browser.ts'

let world: OpeningWorld
let operator: PageBrowser
let opened: AuthorizationId
beforeAll(async () => {
  world = await OpeningWorld.open()
  operator = await signedIn(world)
  opened = await world.granted()
  await world.ingest(world.car.journal.batch(...world.wholeOpening(opened)).envelope)
})
afterAll(() => world.close())

async function signedIn({ hub, owner }: OpeningWorld, language = 'en'): Promise<PageBrowser> {
  const request = { tenant: hub.tenant, account: owner, role: 'operator', label: 'Night desk' } as const
  const { token } = value(await hub.write((stores) => giveApiKey(stores, hub.environment, request)))
  const browser = new PageBrowser(pagesOver(hub), { home: '/console', language })
  await browser.signIn(token)
  return browser
}

/** Text as it is read, without its marks. */
const read = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')

describe('the page of an authorization', () => {
  test('tells who opened what, that it was closed, what was charged and who got what of it', async () => {
    const text = read((await operator.get(`/console/authorizations/${opened}`)).text)
    const order = [
      'Asked for and granted',
      'Permit issued',
      'accepted',
      ': opened',
      ': closed',
      ': secured',
      'Charged',
      'Confirmation',
    ]
    const places = order.map((word) => text.indexOf(word))
    expect(places).toEqual(places.toSorted((left, right) => left - right))
    expect(places[0]).toBeGreaterThan(0)
    expect(text).toContain('completed')
    expect(text).toMatch(/Split between Party Share Sample .*EUR/)
  })

  test('reads the permit out, and says that its signature holds', async () => {
    const text = read((await operator.get(`/console/authorizations/${opened}`)).text)
    expect(text).toContain('action trunk.access:open what it lets be done')
    expect(text).toContain('holds under the keys of this tenant')
    expect(text).toContain('the key whose holder must stand at the device')
  })

  test('reads a command out, with the session it dies with', async () => {
    const { hub, merchant, car } = world
    const asked = { requester: merchant, device: car.device, service: 'trunk.access', action: 'open' }
    const session = { form: 'command', session: new Uint8Array(16).fill(7), ...windowOfCommand(nowMs) } as const
    const told = value(await hub.write((stores) => authorize(stores, hub.environment, { ...asked, ...session })))
    const text = read((await operator.get(`/console/authorizations/${told.id}`)).text)
    expect(text).toContain('Command told to the device')
    expect(text).toContain('session BwcHBwcHBwcHBwcHBwcHBw the session of the device it dies with')
    expect(text).toContain('holds under the keys of this tenant')
    expect(text).not.toContain('the key whose holder')
  })

  test('lists every condition, met or not, and speaks French', async () => {
    const french = await signedIn(world, 'fr')
    const text = read((await french.get(`/console/authorizations/${opened}`)).text)
    expect(text).toContain('Accord remplie')
    expect(text).toContain('Confirmation en route')
  })

  test('gives the proof as a file', async () => {
    const { status, headers, text } = await operator.get(`/console/authorizations/${opened}/proof`)
    expect([status, headers.get('content-disposition')]).toEqual([200, `attachment; filename="proof-${opened}.json"`])
    expect(JSON.parse(text)).toMatchObject({ batches: [{}] })
  })

  test('takes back what was not used, and says what that proves', async () => {
    const unused = await world.granted()
    const path = `/console/authorizations/${unused}`
    expect((await operator.get(path)).text).toContain('one out of reach hears of it when it connects')
    const taken = await operator.post(`${path}/revoke`, {})
    expect(taken.text).toContain('It is taken back.')
    expect(taken.text).toContain('The device has not said yet that it denies it')
    expect(await world.hub.read(({ devices }) => devices.revocations(world.car.device))).toMatchObject({ version: 1 })
    const used = await operator.post(`/console/authorizations/${opened}/revoke`, {})
    expect([used.status, used.text.includes('It was used before.')]).toEqual([409, true])
  })

  test('of another tenant is not there', async () => {
    const other = await OpeningWorld.open()
    const stranger = await signedIn(other)
    for (const rest of ['', '/proof']) {
      expect((await stranger.get(`/console/authorizations/${opened}${rest}`)).status, rest).toBe(404)
    }
    expect((await stranger.post(`/console/authorizations/${opened}/revoke`, {})).status).toBe(404)
    expect((await stranger.get('/console/authorizations')).text).not.toContain(opened)
    await other.close()
  })
})

describe('the list', () => {
  const found = async (query: string): Promise<readonly string[]> => {
    const { text } = await operator.get(`/console/authorizations.csv?${query}`)
    return [...text.matchAll(/^auth_\w+/gm)].map(([id]) => id)
  }

  test.each([
    ['its state', () => 'state=completed', true],
    ['another state', () => 'state=refused', false],
    ['the account that asked', () => `q=${world.merchant}`, true],
    ['another account', () => `q=${world.owner}`, false],
    ['the device', () => `q=${world.car.device}`, true],
    ['the device and another state', () => `q=${world.car.device}&state=failed`, false],
    ['a reference that nothing has', () => 'q=parcel-7', false],
  ])('by %s', async (_what, query, isFound) => {
    expect((await found(query())).includes(opened)).toBe(isFound)
  })

  test('leads to the one whose id was given, and knows no made-up state', async () => {
    expect((await operator.get(`/console/authorizations?q=${opened}`)).path).toBe(`/console/authorizations/${opened}`)
    expect((await operator.get('/console/authorizations?state=nonsense')).status).toBe(404)
  })
})

describe('the overview', () => {
  test('tells what was opened and charged, and that nothing stands open', async () => {
    const text = read((await operator.get('/console')).text)
    expect(text).toContain('Nothing stands open.')
    expect(text).toContain('closed and locked')
    expect(text).toMatch(/Today, EUR €\d/)
  })

  test('shows what was opened and not closed, and what needs a person', async () => {
    const { device, journal } = await world.another('Van')
    const body = {}
    const record = { time: world.hub.environment.nowMs(), timeState: 'unknown', service: 'trunk.access', body } as const
    await world.ingest(journal.batch({ ...record, type: 'opened' }).envelope, device)
    const open = read((await operator.get('/console')).text)
    expect(open).toMatch(/Open now .*Van trunk\.access/)
    expect(open).toContain('1 device with a clock that is not set')
    await world.ingest(journal.batch({ ...record, timeState: 'synced', type: 'closed' }).envelope, device)
    const closed = read((await operator.get('/console')).text)
    expect(closed).toContain('Nothing stands open.')
    expect(closed).toContain('Nothing needs a person.')
  })
})
