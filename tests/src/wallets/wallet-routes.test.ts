import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { PageBrowser, pagesOver } from '../kit/page-browser.ts'
import { PrepaidWorld } from '../kit/prepaid-world.ts'

let hub: HubAtRest
let world: PrepaidWorld
let tokens: { readonly own: string; readonly operator: string }
let asked = 0

beforeAll(async () => {
  hub = await HubAtRest.open('2026-01-10T12:00:00Z')
  world = await PrepaidWorld.over(hub)
  const keyOf = async (account: typeof world.account, role: 'account_holder' | 'operator'): Promise<string> => {
    const request = { tenant: hub.tenant, account, role, label: 'Sample' }
    return value(await hub.write((stores) => giveApiKey(stores, hub.environment, request))).token
  }
  tokens = { own: await keyOf(world.account, 'account_holder'), operator: await keyOf(await hub.account(), 'operator') }
})
afterAll(() => hub.close())

async function ask(token: string, method: string, path: string, body?: object) {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': `wallet-${++asked}`,
  }
  const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const response = await pagesOver(hub).request(`http://hub.test/v1${path}`, request)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('over HTTP a wallet', () => {
  test('is topped up by whoever owns it, once the operator says that the money arrived', async () => {
    const path = `/accounts/${world.account}/wallets/main`
    const wanted = await ask(tokens.own, 'POST', `${path}/top-ups`, { amount: '10.00', currency: 'EUR' })
    const { id } = wanted.body
    expect([wanted.status, wanted.body.state, wanted.body.reference]).toEqual([201, 'pending', id])
    expect((await ask(tokens.own, 'POST', `/top-ups/${String(id)}/outcome`, { state: 'received' })).status).toBe(403)
    const decided = await ask(tokens.operator, 'POST', `/top-ups/${String(id)}/outcome`, { state: 'received', reference: 'A 1' })
    expect([decided.status, decided.body.state, decided.body.reference]).toEqual([200, 'received', 'A 1'])
    const again = await ask(tokens.operator, 'POST', `/top-ups/${String(id)}/outcome`, { state: 'failed' })
    expect([again.status, again.body.code]).toEqual([409, 'top_up_decided'])
    await world.grant()
    const figures = { balance: '10.00', owed: '0.00', reserved: '3.00', available: '7.00', promotional: '0.00' }
    expect((await ask(tokens.own, 'GET', path)).body).toMatchObject({ wallet: 'main', name: 'Main', ...figures })
    expect((await ask(tokens.own, 'GET', `/accounts/${world.account}/wallets`)).body.items).toHaveLength(1)
    expect((await ask(tokens.own, 'GET', `${path}/top-ups`)).body.items).toMatchObject([{ id, automatic: false }])
    const { body } = await ask(tokens.own, 'GET', `${path}/statement?from=2026-01-01T00:00:00Z`)
    const items = [{ nth: 1, kind: 'top_up', amount: '10.00', vat: '0.00', balance: '10.00', topUp: id }]
    expect(body).toMatchObject({ currency: 'EUR', opening: '0.00', closing: '10.00', items })
  })

  test('refuses another currency, nothing, and a wallet that is not declared', async () => {
    const path = `/accounts/${world.account}/wallets`
    const tried = [
      await ask(tokens.own, 'POST', `${path}/main/top-ups`, { amount: '10.00', currency: 'GBP' }),
      await ask(tokens.own, 'POST', `${path}/main/top-ups`, { amount: '0.00', currency: 'EUR' }),
      await ask(tokens.own, 'POST', `${path}/other/top-ups`, { amount: '1.00', currency: 'EUR' }),
      await ask(tokens.own, 'PUT', `${path}/main/automatic-top-up`, { below: '1.00', add: '9.00', monthAtMost: '2.00' }),
    ]
    expect(tried.map(({ status }) => status)).toEqual([422, 422, 404, 422])
  })

  test('is topped up by a rule that its owner sets and ends', async () => {
    const path = `/accounts/${world.account}/wallets/main/automatic-top-up`
    const rule = { below: '1.00', add: '9.00', monthAtMost: '20.00' }
    const set = await ask(tokens.own, 'PUT', path, rule)
    expect([set.status, set.body.automaticTopUp]).toEqual([200, rule])
    const ended = await ask(tokens.own, 'DELETE', path)
    expect([ended.status, ended.body.automaticTopUp]).toEqual([200, undefined])
  })

  test('is told to its owner on the first page', async () => {
    const browser = new PageBrowser(pagesOver(hub))
    const { text } = await browser.signIn(tokens.own)
    expect(text).toContain('Main: €10.00, of which €3.00 is reserved')
  })
})
