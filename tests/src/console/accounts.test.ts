import { registerDevice } from '@octroi/hub/devices/register-device.use-case'
import type { AccountId } from '@octroi/shared/ids/id'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consoleOf } from '../kit/console-key.ts'
import { value } from '../kit/hub-at-rest.ts'
import { OpeningWorld } from '../kit/opening-world.ts'
import { PageBrowser as Browser, firstOperator, type PageBrowser, pagesOver } from '../kit/page-browser.ts'

let world: OpeningWorld
let browser: PageBrowser
beforeAll(async () => {
  world = await OpeningWorld.open()
  browser = await consoleOf(world.hub)
})
afterAll(() => world.close())

const at = (account: AccountId, below = ''): string => `/console/accounts/${account}${below}`

async function opened(name: string): Promise<AccountId> {
  const { path, text } = await browser.post('/console/accounts', { name, zone: 'Europe/Paris' })
  expect(text).toContain('The account is open.')
  return /acct_\w{26}/.exec(path)?.[0] as AccountId
}

describe('the list of accounts', () => {
  test('opens one, and finds it by the beginning of its name, its id and its standing', async () => {
    const account = await opened('Élodie Sample')
    const finds = async (query: string): Promise<boolean> =>
      (await browser.get(`/console/accounts?${query}`)).text.includes(at(account))
    expect(await finds('of=elodie+s')).toBe(true)
    expect(await finds(`of=${account}`)).toBe(true)
    expect(await finds('of=sample')).toBe(false)
    expect(await finds('standing=suspended')).toBe(false)
    await browser.post(at(account, '/standing'), { standing: 'suspended', reason: 'Two invoices overdue' })
    expect(await finds('standing=suspended&of=elo')).toBe(true)
    expect(await finds('standing=good')).toBe(false)
    const { text } = await browser.get('/console/accounts.csv?of=elo')
    expect(text.split('\r\n')[0]).toBe('name,account,standing,zone,opened')
    expect(text).toContain(`Élodie Sample,${account},suspended,Europe/Paris,`)
    expect((await browser.get('/console/accounts?of=nobody')).text).toContain('No account is found so.')
  })

  test('opens none without a name or in a zone that is none, and says both', async () => {
    const { status, text } = await browser.post('/console/accounts', { name: ' ', zone: 'Mars/Olympus' })
    expect(status).toBe(422)
    expect(text).toContain('Write a name')
    expect(text).toContain('There is no such time zone.')
  })
})

describe('an account', () => {
  test('shows what it bought, has and gave, and a draft of the month', async () => {
    await world.granted()
    const { text } = await browser.get(at(world.merchant))
    for (const shown of ['merchant', 'trunk.access', 'Consents received', world.owner, 'Draft of this month', '€0.00']) {
      expect(text).toContain(shown)
    }
    const owner = await browser.get(at(world.owner))
    expect(owner.text).toContain(`/console/devices/${world.car.device}`)
    expect((await browser.get(at(world.owner, '/given'))).text).toContain(world.merchant)
    for (const list of ['subscriptions', 'entitlements', 'devices', 'orders', 'credits', 'given', 'received', 'keys']) {
      expect((await browser.get(at(world.owner, `/${list}`))).status).toBe(200)
      expect((await browser.get(at(world.owner, `/${list}.csv`))).headers.get('content-type')).toContain('text/csv')
    }
    expect((await browser.get(at(world.owner, '/orders.csv'))).text).toMatch(/ord_\w{26},own,fulfilled,2026-11-23T12:00:00/)
  })

  test('keeps how its standing went, with every reason and who set it', async () => {
    const account = await opened('History Sample')
    expect((await browser.post(at(account, '/standing'), { standing: 'restricted', reason: ' ' })).status).toBe(422)
    await browser.post(at(account, '/standing'), { standing: 'restricted', reason: 'One invoice overdue' })
    world.hub.pass(1000)
    const { text } = await browser.post(at(account, '/standing'), { standing: 'good', reason: 'Paid' })
    expect(text).toContain('The standing is changed.')
    expect(text.indexOf('Paid')).toBeLessThan(text.indexOf('One invoice overdue'))
    expect(text).toContain(`by ${firstOperator.name}`)
    const { items } = await world.hub.read(({ audit }) => audit.list({ limit: 1 }))
    expect(items[0]).toMatchObject({ action: 'POST /console/accounts/{account}/standing', result: 'done' })
  })

  test('orders an offer, which is refused without the device that its quota needs', async () => {
    const account = await opened('Order Sample')
    const { hub } = world
    const services = { 'trunk.access': ['open'] }
    const registering = { owner: account, label: 'Bicycle', services }
    const { device } = value(await hub.write((stores) => registerDevice(stores, hub.environment, registering)))
    expect((await browser.get(at(account))).text).toContain('Bicycle')
    const ordered = await browser.post(at(account, '/orders'), { offer: 'own', device: device.id })
    expect(ordered.text).toContain('The order is fulfilled.')
    expect((await browser.post(at(account, '/orders'), { offer: 'nothing', device: '' })).text).toContain('Choose an offer')
    const stranger = await browser.post(at(account, '/orders'), { offer: 'own', device: world.car.device })
    expect([stranger.status, stranger.text.includes('The account has no such device.')]).toEqual([422, true])
    const coded = await browser.post(at(account, '/orders'), { offer: 'merchant', device: '', coupon: 'NOTHING' })
    expect([coded.status, coded.text.includes('The code cannot be redeemed for this order.')]).toEqual([422, true])
    const { items } = await hub.read(({ orders }) => orders.list({ limit: 5 }, { account }))
    expect(items).toHaveLength(1)
  })

  test('is granted credit, which lowers its bills, and shows what is left of it', async () => {
    const account = await opened('Credit Sample')
    const wrong = await browser.post(at(account, '/credits'), { amount: '-1', currency: 'EU', note: '', last: '2020-01-01' })
    expect(wrong.status).toBe(422)
    for (const fault of ['Write the three letters of a currency', 'Choose a day that is not over.'])
      expect(wrong.text).toContain(fault)
    const none = await browser.post(at(account, '/credits'), { amount: '0.00', currency: 'EUR', note: '', last: '' })
    expect([none.status, none.text.includes('Write an amount above zero')]).toEqual([422, true])
    const typed = { amount: '12.50', currency: 'eur', note: 'Welcome', last: '2026-12-31' }
    const { text } = await browser.post(at(account, '/credits'), typed)
    for (const shown of ['The credit is granted.', 'Welcome', '€12.50', '1 Jan 2027']) expect(text).toContain(shown)
    const file = (await browser.get(at(account, '/credits.csv'))).text
    expect(file.split('\r\n')[0]).toBe('credit,reason,granted,left,currency,priority,since,until')
    expect(file).toMatch(/crd_\w{26},Welcome,12\.50,12\.50,EUR,0,2026-11-23T/)
    const { items } = await world.hub.read(({ audit }) => audit.list({ limit: 1 }))
    expect(items[0]).toMatchObject({
      action: 'POST /console/accounts/{account}/credits',
      result: 'done',
      made: expect.stringMatching(/^crd_/),
    })
  })

  test('gets a key that is shown once, works, and stops when it is revoked', async () => {
    const account = await opened('Key Sample')
    expect((await browser.post(at(account, '/keys'), { label: '', role: 'partner' })).status).toBe(422)
    const { text } = await browser.post(at(account, '/keys'), { label: 'Shop', role: 'account_holder' })
    const token = /<pre>(octroi_[^<]+)<\/pre>/.exec(text)?.[1] ?? ''
    const own = new Browser(pagesOver(world.hub))
    expect((await own.signIn(token)).path).toBe('/my')
    const shown = await browser.get(at(account))
    expect(shown.text).toContain('Shop')
    expect(shown.text).not.toContain(token)
    const key = /keys\/(key_\w{26})\/revoke/.exec(shown.text)?.[1] ?? ''
    expect((await browser.post(at(world.owner, `/keys/${key}/revoke`), {})).status).toBe(404)
    const revoked = await browser.post(at(account, `/keys/${key}/revoke`), {})
    expect(revoked.text).toContain('The key is revoked.')
    expect((await own.get('/my')).path).toBe('/my/sign-in')
  })

  test('is written in French', async () => {
    const { text } = await (await consoleOf(world.hub, 'fr')).get(at(world.owner))
    for (const word of ['Situation', 'Abonnements', 'Accords donnés', 'Changer la situation']) expect(text).toContain(word)
  })

  test('of another tenant is not there, for reading or acting', async () => {
    const other = await OpeningWorld.open()
    try {
      const stranger = await consoleOf(other.hub)
      const paths = [at(world.owner), at(world.owner, '/keys'), at(world.owner, '/keys.csv')]
      for (const path of paths) expect((await stranger.get(path)).status).toBe(404)
      for (const [below, form] of [
        ['/standing', { standing: 'suspended', reason: 'Spite' }],
        ['/orders', { offer: 'own', device: '' }],
        ['/keys', { label: 'Spite', role: 'operator' }],
      ] as const) {
        expect((await stranger.post(at(world.owner, below), form)).status).toBe(404)
      }
      expect((await stranger.get('/console/accounts')).text).not.toContain(world.owner)
      expect((await browser.get('/console/accounts/nonsense')).status).toBe(404)
    } finally {
      await other.close()
    }
  })
})
