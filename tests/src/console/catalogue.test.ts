import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import type { AccountId } from '@octroi/shared/ids/id'
import { dayMs } from '@octroi/shared/time/zone'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { PageBrowser, pagesOver } from '../kit/page-browser.ts'

let hub: HubAtRest
let operator: PageBrowser
let token: string
beforeAll(async () => {
  hub = await HubAtRest.open('2026-11-23T12:00:00Z')
  const key = { tenant: hub.tenant, account: await hub.account(), role: 'operator', label: 'Night desk' } as const
  token = value(await hub.write((stores) => giveApiKey(stores, hub.environment, key))).token
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

describe('a draft on past months', () => {
  const priced = (fee: string): string => `services: {}
offers: { plan: { name: Plan, currency: EUR, prices: { fee: { model: flat, name: Fee, amount: "${fee}", every: month, timing: arrears } } } }
`
  const form = { source: priced('3'), from: '2026-12', to: '2027-01', offer: '' }
  let subscribers: readonly AccountId[]
  beforeAll(async () => {
    await operator.post('/console/catalogue/publish', { source: priced('2'), from: '2026-12-01T00:00' })
    hub.pass(90 * dayMs)
    subscribers = await Promise.all(Array.from({ length: 11 }, () => hub.account()))
    for (const account of subscribers) {
      const order = { account, offer: 'plan', startsAtMs: Date.parse('2026-12-01T12:00:00Z'), mayBackdate: true }
      value(await hub.write((stores) => placeOrder(stores, hub.environment, order)))
    }
    await operator.signIn(token)
  })

  test('is asked for with the newest catalogue and the month that ended last', async () => {
    const { text } = await operator.get('/console/catalogue/backtest')
    expect(text).toContain('value="2027-01"')
    expect(text).toContain('name: Plan')
    const checked = await operator.post('/console/catalogue/check', { source: priced('3'), from: '' })
    expect(checked.text).toContain('action="/console/catalogue/backtest"')
  })

  test('shows who would pay more, ten accounts at a time', async () => {
    const { text, status } = await operator.post('/console/catalogue/backtest', form)
    expect(status).toBe(200)
    expect(text.match(/€4\.00<\/td>/g)).toHaveLength(10)
    expect(text).toContain('10 pay more, 0 less, 0 the same')
    const [, after = ''] = /name="after" value="(acct_[^"]+)"/.exec(text) ?? []
    const rest = await operator.post('/console/catalogue/backtest', { ...form, after })
    expect(rest.text).toContain('1 pay more, 0 less, 0 the same')
  })

  test('is sent as a file, all accounts of it', async () => {
    const { text } = await operator.post('/console/catalogue/backtest.csv', form)
    const lines = text.trim().split('\r\n')
    expect(lines[0]).toBe('account,name,offer,subscriptions,currency,before,after,difference,result,not_counted')
    expect(lines.slice(1).map((line) => line.replace(/^acct_\w+/, 'one'))).toEqual(
      subscribers.map(() => 'one,Sample,plan,1,EUR,4.00,6.00,2.00,compared,'),
    )
  })

  test('is refused with its faults, and with what is wrong with the months', async () => {
    const refused = await operator.post('/console/catalogue/backtest', { ...form, source: 'services: {}', to: '2026-01' })
    expect([refused.status, refused.text.includes('One fault'), refused.text.includes('first-month-fault')]).toEqual([
      422,
      true,
      true,
    ])
  })
})

test('whom a version touches is asked, shown with whom it leaves, and noted', async () => {
  const third = second.replace('watch:', 'sentry:')
  // Version 3, the newest by now, has the offer `plan`.
  const asked = { source: third, from: '2027-03-02T00:00', touches: 'date' }
  const compared = await operator.post('/console/catalogue/check', asked)
  expect(compared.text).toContain('Subscriptions to these offers stay where they are')
  expect(compared.text).toMatch(/plan.*no longer offered/s)
  expect(compared.text).toContain('<option value="date" selected')
  const ofNew = await operator.post('/console/catalogue/check', { ...asked, touches: 'new' })
  expect(ofNew.text).not.toContain('stay where they are')
  const published = await operator.post('/console/catalogue/publish', asked)
  expect(published.text).toContain('all, from that date')
  expect((await operator.get('/console/catalogue/versions/4')).text).toContain('all, from that date')
  expect((await operator.get('/console/catalogue/versions/2')).text).toContain('new subscriptions only')
  const { items } = await hub.read(({ audit }) => audit.list({ limit: 1 }))
  expect(items).toMatchObject([{ result: 'done', made: 'version 4, touches date' }])
})
