import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { PageBrowser, pagesOver } from '../kit/page-browser.ts'

let hub: HubAtRest
let operator: PageBrowser
beforeAll(async () => {
  hub = await HubAtRest.open('2026-11-23T12:00:00Z')
  const key = { tenant: hub.tenant, account: await hub.account(), role: 'operator', label: 'Night desk' } as const
  const { token } = value(await hub.write((stores) => giveApiKey(stores, hub.environment, key)))
  operator = new PageBrowser(pagesOver(hub), { home: '/console' })
  await operator.signIn(token)
})
afterAll(() => hub.close())

const first = `services: { alarm: { name: Alarm, actions: [arm] } }
offers: { watch: { name: Watch, currency: EUR } }
coupons: { spring: { name: Spring, codes: [SPRING26, A26, B26, C26], percent: "10", periods: 3, limits: { redemptions: 7 } } }
`
const second = first.replace('name: Watch', 'name: Guard')

/** Runs in order: a catalogue grows from nothing. */
test('without a catalogue the page says what one is made of', async () => {
  expect((await operator.get('/console/catalogue')).text).toContain('No catalogue yet')
})

test('a catalogue with faults is shown again with the line of each, and nothing is published', async () => {
  const shown = await operator.post('/console/catalogue/check', {
    source: 'services: {}\noffers: { a: { name: A } }\n',
    from: '',
  })
  expect(shown.status).toBe(422)
  expect(shown.text).toContain('One fault: nothing was published.')
  expect(shown.text).toContain('offers.a.currency')
  expect(shown.text).toContain('offers: { a: { name: A } }')
  expect(await hub.read(({ catalogue }) => catalogue.latest())).toBeUndefined()
})

test('what was written is compared with what is there, and published when it is asked for', async () => {
  const compared = await operator.post('/console/catalogue/check', { source: first, from: '' })
  expect(compared.text).toContain('offers.watch')
  expect(await hub.read(({ catalogue }) => catalogue.latest())).toBeUndefined()
  const published = await operator.post('/console/catalogue/publish', { source: first, from: '' })
  expect(published.text).toContain('The version is published.')
  for (const shown of ['Version 1', 'SPRING26, A26, B26 and 1 more', '10 %, for 3 periods', '0 of 7']) {
    expect(published.text).toContain(shown)
  }
  const next = await operator.post('/console/catalogue/check', { source: second, from: '' })
  expect(next.text).toMatch(/offers\.watch\.name.*Watch.*Guard/s)
  await operator.post('/console/catalogue/publish', { source: second, from: '2026-12-01T00:00' })
  expect(await hub.read(({ catalogue }) => catalogue.latest())).toMatchObject({
    version: 2,
    effectiveFromMs: Date.parse('2026-11-30T23:00:00Z'),
  })
  expect((await operator.get('/console/catalogue')).text).toContain('begins later')
})

test('a version shows its file and what it changed', async () => {
  const { text } = await operator.get('/console/catalogue/versions/2')
  expect(text).toContain('Changes from version 1')
  expect(text).toContain('offers.watch.name')
  expect((await operator.get('/console/catalogue/versions/1')).text).not.toContain('Changes from')
})

test('a version that would begin before the newest one is refused with the reason', async () => {
  const refused = await operator.post('/console/catalogue/publish', { source: first, from: '2026-11-01T00:00' })
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('a later version cannot begin before it')
})

test.each([
  ['/console/catalogue/check', 'from'],
  ['/console/catalogue/publish', 'from'],
])('%s says what is wrong with the date', async (path, name) => {
  const refused = await operator.post(path, { source: first, from: 'soon' })
  expect([refused.status, refused.text.includes(`id="${name}-fault"`)]).toEqual([422, true])
})

test.each(['3', '0', '-1', 'x'])('version %s is not there', async (version) => {
  expect((await operator.get(`/console/catalogue/versions/${version}`)).status).toBe(404)
})
