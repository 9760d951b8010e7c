import { addOperator } from '@octroi/hub/operators/add-operator.use-case'
import { type Email, readEmail } from '@octroi/hub/operators/email'
import type { Operator } from '@octroi/hub/operators/operator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { PageBrowser, pagesOver } from '../kit/page-browser.ts'
import { pageFaults } from '../kit/page-faults.ts'
import { QuickPasswords } from '../kit/quick-passwords.ts'

const password = 'brume sur le pont'

/** A hub with its pages, and people who sign in to it. */
class Place {
  readonly hub: HubAtRest
  private readonly app: ReturnType<typeof pagesOver>

  private constructor(hub: HubAtRest) {
    this.hub = hub
    this.app = pagesOver(hub)
  }

  static async open(): Promise<Place> {
    return new Place(await HubAtRest.open('2026-11-23T09:00:00Z'))
  }

  async add(email: string, role: Operator['role']): Promise<Operator> {
    const passwordHash = await new QuickPasswords().hash(password)
    const command = { email: readEmail(email) as Email, name: `Sample ${role}`, role, passwordHash }
    return this.hub.write(async (stores) => value(await addOperator(stores, this.hub.environment, command)))
  }

  async browserOf(email: string, typed = password): Promise<PageBrowser> {
    const browser = new PageBrowser(this.app, { home: '/console' })
    await browser.post('/console/sign-in', { email, password: typed }, { token: undefined })
    return browser
  }

  all(): Promise<readonly Operator[]> {
    return this.hub.read(async ({ operators }) => (await operators.list({ limit: 100 })).items)
  }

  async newestEntry() {
    return (await this.hub.read(({ audit }) => audit.list({ limit: 1 }))).items[0]
  }
}

let place: Place
let elsewhere: Place
let ada: Operator
let viewer: Operator
beforeAll(async () => {
  ;[place, elsewhere] = [await Place.open(), await Place.open()]
  ada = await place.add('ada@octroi.example', 'operator')
  viewer = await place.add('vera@octroi.example', 'viewer')
  await elsewhere.add('ada@octroi.example', 'operator')
})
afterAll(() => Promise.all([place.hub.close(), elsewhere.hub.close()]))

const added = { email: 'Grace@Octroi.example', name: 'Grace Sample', role: 'viewer', password: 'une clef sous le pot' }

describe('the list of operators', () => {
  test('shows everybody, as a page without faults and as a file', async () => {
    const browser = await place.browserOf(ada.email)
    const { text } = await browser.get('/console/operators')
    for (const { email } of [ada, viewer]) expect(text).toContain(email)
    expect(pageFaults(text)).toEqual([])
    const file = (await browser.get('/console/operators.csv')).text
    expect(file.split('\r\n')[0]).toBe('operator,email,role,state,signs_in_with,added')
    expect(file).toContain(`${viewer.id},vera@octroi.example,viewer,enabled,password,2026-11-23T09:00:00.000Z`)
    expect(text + file).not.toContain(ada.passwordHash)
  })

  test('takes somebody new, who then signs in; the audit log names who added them', async () => {
    const browser = await place.browserOf(ada.email)
    expect((await browser.post('/console/operators', added)).text).toContain('The operator is added.')
    const [grace] = await place.all()
    expect(grace).toMatchObject({ email: 'grace@octroi.example', role: 'viewer' })
    expect(await place.newestEntry()).toMatchObject({
      operator: ada.id,
      action: 'POST /console/operators',
      made: grace?.id,
      result: 'done',
    })
    const own = await place.browserOf('grace@octroi.example', added.password)
    expect((await own.get('/console')).path).toBe('/console')
  })

  test('tells every fault beside its field, and a refusal is noted too', async () => {
    const browser = await place.browserOf(ada.email)
    const wrong = await browser.post('/console/operators', { email: 'x', name: '', role: 'owner', password: 'short' })
    expect([wrong.status, pageFaults(wrong.text)]).toEqual([422, []])
    for (const said of ['not an email address', 'Give a name', 'Choose one of the roles', 'Too short'])
      expect(wrong.text).toContain(said)
    const twice = await browser.post('/console/operators', { ...added, email: ada.email })
    expect([twice.status, twice.text.includes('has this address already')]).toEqual([422, true])
    expect(await place.newestEntry()).toMatchObject({ operator: ada.id, result: 'email_taken' })
  })
})

describe('an operator', () => {
  test('is disabled and enabled again, and gets another role', async () => {
    const [browser, other] = [await place.browserOf(ada.email), await place.add('joan@octroi.example', 'operator')]
    const own = await place.browserOf(other.email)
    const path = `/console/operators/${other.id}`
    expect((await browser.post(`${path}/disable`, {})).text).toContain('They are disabled.')
    expect((await own.get('/console')).path).toBe('/console/sign-in')
    expect((await browser.post(`${path}/enable`, {})).text).toContain('They are enabled.')
    const back = await place.browserOf(other.email)
    expect((await back.get('/console/operators')).text).toContain('Add an operator')
    expect((await browser.post(`${path}/role`, { role: 'viewer' })).text).toContain('The role is changed.')
    expect((await back.get('/console/operators')).text).not.toContain('Add an operator')
    expect(pageFaults((await browser.get(path)).text)).toEqual([])
  })

  test.each([
    ['disable', {}],
    ['role', { role: 'viewer' }],
  ])('who is the last that may change things stays so: %s', async (act, form) => {
    const browser = await place.browserOf(ada.email)
    const shown = await browser.post(`/console/operators/${ada.id}/${act}`, form)
    expect([shown.status, shown.text.includes('the last operator who may change things')]).toEqual([409, true])
    expect(await place.newestEntry()).toMatchObject({ operator: ada.id, result: 'last_operator' })
    expect((await browser.get('/console')).path).toBe('/console')
  })

  test.each(['role', 'disable', 'enable'])('that is not there is not changed: %s', async (act) => {
    const browser = await place.browserOf(ada.email)
    for (const id of ['nonsense', `opr_${'0'.repeat(26)}`]) {
      expect((await browser.post(`/console/operators/${id}/${act}`, { role: 'viewer' })).status).toBe(404)
    }
    expect((await browser.post(`/console/operators/${ada.id}/role`, { role: 'owner' })).status).toBe(404)
  })
})

const acts: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['/console/operators', { ...added, email: 'eve@octroi.example' }],
  ['/console/operators/:operator/role', { role: 'viewer' }],
  ['/console/operators/:operator/disable', {}],
  ['/console/operators/:operator/enable', {}],
]

describe.each(acts)('POST %s', (template, form) => {
  const path = (id: string) => template.replace(':operator', id)

  test('does nothing for a viewer, and says so in the audit log', async () => {
    const [browser, before] = [await place.browserOf(viewer.email), await place.all()]
    expect((await browser.get('/console/operators')).text).not.toContain('action="/console/operators')
    const shown = await browser.post(path(ada.id), form)
    expect([shown.status, shown.text.includes('You may not do this')]).toEqual([403, true])
    expect(await place.all()).toEqual(before)
    const action = `POST ${template.replace(':operator', '{operator}')}`
    expect(await place.newestEntry()).toMatchObject({ operator: viewer.id, role: 'viewer', action, result: 'role_required' })
  })

  test('changes nothing of another tenant, nor without a session or with the form of another', async () => {
    const before = await place.all()
    const stranger = await elsewhere.browserOf('ada@octroi.example')
    const shown = await stranger.post(path(ada.id), form)
    expect([200, 404]).toContain(shown.status)
    expect(shown.text).not.toContain(viewer.email)
    expect(await place.all()).toEqual(before)
    const nobody = new PageBrowser(pagesOver(place.hub), { home: '/console' })
    expect((await nobody.post(path(ada.id), form, { token: 'A'.repeat(43) })).path).toBe('/console/sign-in')
    const own = await place.browserOf(ada.email)
    const other = await (await place.browserOf(viewer.email)).formToken()
    expect((await own.post(path(ada.id), form, { token: other })).status).toBe(403)
    expect(await place.all()).toEqual(before)
  })
})

test('nobody of another tenant sees an operator, or comes in with a session of there', async () => {
  const stranger = await elsewhere.browserOf('ada@octroi.example')
  expect((await stranger.get(`/console/operators/${viewer.id}`)).status).toBe(404)
  for (const path of ['/console/operators', '/console/operators.csv', '/console/me']) {
    expect((await stranger.get(path)).text).not.toContain(viewer.email)
  }
  const carried = new PageBrowser(pagesOver(place.hub), { home: '/console' })
  carried.cookies.set('octroi_console', stranger.cookies.get('octroi_console') ?? '')
  expect((await carried.get('/console')).path).toBe('/console/sign-in')
})
