import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { type Answer, type Party, RunningHub } from '../kit/running-hub.ts'

let hub: RunningHub
let merchant: Party
let driver: Party
let stranger: Party

beforeAll(async () => {
  hub = await RunningHub.start()
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', openingCatalogue)
  merchant = await hub.party('partner')
  driver = await hub.party('account_holder')
  stranger = await hub.party('account_holder')
})
afterAll(() => hub.stop())

const key = (name: string): { headers: Record<string, string> } => ({ headers: { 'idempotency-key': `test-${name}` } })
let keys = 0
const newKey = () => key(String(keys++).padStart(8, '0'))

function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.body, JSON.stringify(answer.body)).toMatchObject({ status, code, type: `urn:octroi:problem:${code}` })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
}

describe('who may ask', () => {
  test.each([
    ['no key', ''],
    ['a word', 'secret'],
    ['a key of the right shape that nobody has', `octroi_${'0'.repeat(26)}_${'0'.repeat(26)}_${'A'.repeat(43)}`],
  ])('not somebody with %s', async (_what, token) => {
    expectProblem(await hub.ask('GET', '/v1/accounts', undefined, { token }), 401, 'api_key_invalid')
  })

  test('not somebody with a wrong secret', async () => {
    const wrong = `${merchant.token.slice(0, -1)}${merchant.token.endsWith('A') ? 'B' : 'A'}`
    expectProblem(await hub.ask('GET', '/v1/orders', undefined, { token: wrong }), 401, 'api_key_invalid')
  })

  test.each([
    ['POST', '/v1/accounts', { name: 'x', zone: 'UTC' }],
    ['GET', '/v1/accounts', undefined],
    ['POST', '/v1/devices', { owner: 'acct_01h455vb4pex5vsknk084sn02q', label: 'x', services: {} }],
    ['POST', '/v1/catalogue/versions', 'services: {}'],
  ])('only the operator may %s %s', async (method, path, body) => {
    expectProblem(await hub.ask(method, path, body, { token: merchant.token }), 403, 'role_required')
  })

  test('an account sees its own things and no others', async () => {
    const placed = await hub.ask('POST', '/v1/orders', { offer: 'own' }, { token: driver.token, ...newKey() })
    expect(placed.status).toBe(201)
    const { id, subscription } = placed.body
    for (const path of [
      `/v1/orders/${id}`,
      `/v1/subscriptions/${subscription}`,
      `/v1/accounts/${driver.account}/draft-invoices`,
    ]) {
      expect((await hub.ask('GET', path, undefined, { token: driver.token })).status, path).toBe(200)
      expect((await hub.ask('GET', path, undefined, { token: stranger.token })).status, path).toBe(404)
      expect((await hub.ask('GET', path)).status, path).toBe(200)
    }
    const listed = await hub.ask('GET', '/v1/subscriptions', undefined, { token: stranger.token })
    expect(listed.body.items).toEqual([])
    const found = async (query: string, token?: string) => {
      const asked = await hub.ask('GET', `/v1/subscriptions?${query}`, undefined, token === undefined ? {} : { token })
      return asked.status === 200 ? asked.body.items.map((item: { id: string }) => item.id) : asked.status
    }
    const own = `account=${driver.account}&offer=own`
    expect(await found(`${own}&state=in_force`)).toEqual([subscription])
    expect(await found(`${own}&state=ended`)).toEqual([])
    expect(await found(`account=${driver.account}&offer=other`)).toEqual([])
    expect(await found(own, stranger.token)).toBe(404)
    expect(await found('state=paused')).toBe(422)
  })

  test('nobody orders or consents for another account', async () => {
    const order = { account: driver.account, offer: 'own' }
    expectProblem(await hub.ask('POST', '/v1/orders', order, { token: stranger.token, ...newKey() }), 404, 'account_not_found')
    const consent = { owner: driver.account, grantee: stranger.account, service: 'trunk.access' }
    expectProblem(await hub.ask('POST', '/v1/consents', consent, { token: stranger.token }), 404, 'account_not_found')
  })
})

describe('bad input gets every fault at once', () => {
  test('by field', async () => {
    const answer = await hub.ask('POST', '/v1/devices', { owner: 'x', label: '', services: { 'Not A Key': ['open'] }, more: 1 })
    expectProblem(answer, 422, 'invalid_input')
    expect(answer.body.faults.map(({ path }: { path: string }) => path).toSorted()).toEqual([
      'label',
      'more',
      'owner',
      'services.Not A Key',
    ])
  })

  test('of a catalogue, with lines', async () => {
    const answer = await hub.ask(
      'POST',
      '/v1/catalogue/versions',
      openingCatalogue.replace('EUR', 'EUX').replace('"2.40"', '2.40'),
    )
    expectProblem(answer, 422, 'catalogue_invalid')
    expect(answer.body.faults.map(({ line }: { line: number }) => line)).toEqual([9, 13])
  })

  test.each([
    ['not JSON', '{"name":', 'application/json', 400, 'malformed_body'],
    ['another media type', '<a/>', 'text/xml', 415, 'media_type_unsupported'],
    [
      'a body beyond the limit',
      JSON.stringify({ name: 'x'.repeat(70_000), zone: 'UTC' }),
      'application/json',
      413,
      'body_too_large',
    ],
  ])('%s', async (_what, body, type, status, code) => {
    const answer = await hub.ask('POST', '/v1/accounts', body, { headers: { 'content-type': type } })
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  test.each(['limit=0', 'limit=101', 'limit=x', 'other=1'])('a page of %s', async (query) => {
    expectProblem(await hub.ask('GET', `/v1/accounts?${query}`), 422, 'invalid_input')
  })

  test.each([
    ['an offer', '/v1/orders', { offer: 'constructor' }, 'offer', 'offer_not_found'],
    ['a beginning in the past', '/v1/orders', { offer: 'own', startsAt: '2020-01-01T00:00:00Z' }, 'startsAt', 'in_the_past'],
    ['a service', '/v1/consents', () => ({ grantee: merchant.account, service: 'constructor' }), 'service', 'service_not_found'],
  ])('%s that cannot be', async (_what, path, body, at, code) => {
    const sent = typeof body === 'function' ? body() : body
    const answer = await hub.ask('POST', path, sent, { token: driver.token, ...key(`cannot-be-${code}`) })
    expectProblem(answer, 422, 'invalid_input')
    expect(answer.body.faults).toMatchObject([{ path: at, code }])
  })

  test('every fault of a device at once', async () => {
    const services = { 'trunk.acces': ['open'], 'trunk.access': ['close'] }
    const answer = await hub.ask('POST', '/v1/devices', { owner: 'acct_01h455vb4pex5vsknk084sn02q', label: 'x', services })
    expectProblem(answer, 422, 'invalid_input')
    expect(answer.body.faults.map((each: { code: string }) => each.code)).toEqual([
      'account_not_found',
      'service_not_found',
      'action_not_found',
    ])
  })

  test.each([
    '/v1/accounts?cursor=x',
    '/v1/catalogue/versions?cursor=acct_01h455vb4pex5vsknk084sn02q',
    '/v1/subscriptions/sub_01h455vb4pex5vsknk084sn02q/usage?period=2026-13',
  ])('the query of %s', async (path) => expectProblem(await hub.ask('GET', path), 422, 'invalid_input'))

  test('an id of another kind', async () => {
    expectProblem(await hub.ask('GET', '/v1/accounts/dev_01h455vb4pex5vsknk084sn02q'), 422, 'invalid_input')
  })

  test.each([
    ['PUT', '/v1/accounts', 'GET, POST'],
    ['DELETE', '/v1/tenant', 'GET'],
    ['POST', '/v1/orders/ord_01h455vb4pex5vsknk084sn02q', 'GET'],
  ])('%s %s: the path is there, the method is not', async (method, path, allowed) => {
    const refused = await hub.ask(method, path)
    expectProblem(refused, 405, 'method_not_allowed')
    expect(refused.headers.get('allow')?.split(', ').toSorted().join(', ')).toBe(allowed)
  })

  test('a route that is not there', async () => {
    expectProblem(await hub.ask('GET', '/v1/nothing'), 404, 'route_not_found')
    expectProblem(await hub.ask('GET', '/nothing'), 404, 'route_not_found')
  })

  test('deep JSON costs nothing', async () => {
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`
    expect((await hub.ask('POST', '/v1/accounts', deep, { headers: { 'content-type': 'application/json' } })).status).toBe(422)
  })
})

describe('a repeated request', () => {
  test('with the same key is done once and gets the same answer', async () => {
    const ask = () => hub.ask('POST', '/v1/accounts', { name: 'Once', zone: 'UTC' }, key('repeated'))
    const [first, second] = [await ask(), await ask()]
    expect(second.body).toEqual(first.body)
    expect([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')]).toEqual([null, 'true'])
  })

  test('at the same moment is done once', async () => {
    const ask = () => hub.ask('POST', '/v1/accounts', { name: 'Race', zone: 'UTC' }, key('racing-1'))
    const answers = await Promise.all(Array.from({ length: 8 }, ask))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  })

  test('with the same key and another content is refused', async () => {
    await hub.ask('POST', '/v1/accounts', { name: 'A', zone: 'UTC' }, key('reused-1'))
    expectProblem(
      await hub.ask('POST', '/v1/accounts', { name: 'B', zone: 'UTC' }, key('reused-1')),
      422,
      'idempotency_key_reused',
    )
  })

  test('of another account is another request, though the key is the same', async () => {
    const order = (token: string) => hub.ask('POST', '/v1/orders', { offer: 'own' }, { token, ...key('shared-key') })
    expect((await order(driver.token)).body.id).not.toBe((await order(stranger.token)).body.id)
  })

  test('after a failure may be mended under the same key', async () => {
    const order = (offer: string) => hub.ask('POST', '/v1/orders', { offer }, { token: driver.token, ...key('mended-1') })
    expect((await order('nothing')).status).toBe(422)
    expect((await order('own')).status).toBe(201)
  })

  test('shows a secret again only to who holds the key, and keeps it sealed', async () => {
    const path = `/v1/accounts/${merchant.account}/api-keys`
    const ask = () => hub.ask('POST', path, { role: 'partner', label: 'again' }, key('api-key-1'))
    const [first, second] = [await ask(), await ask()]
    expect(second.body.token).toBe(first.body.token)
  })

  const soon = { from: new Date().toISOString(), until: new Date(Date.now() + 60_000).toISOString() }
  const action = { device: 'dev_01h455vb4pex5vsknk084sn02q', service: 'trunk.access', action: 'open', window: soon }
  test.each([
    ['/v1/orders', { offer: 'own' }],
    ['/v1/authorizations', action],
  ])('to %s needs a key', async (path, body) => {
    const answer = await hub.ask('POST', path, body, { token: merchant.token })
    expect(answer.status).toBe(422)
    expect(JSON.stringify(answer.body.faults)).toContain('idempotency-key')
  })
})

describe('an authorization', () => {
  const window = () => ({ from: new Date(Date.now()).toISOString(), until: new Date(Date.now() + 600_000).toISOString() })
  const holderKey = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString('base64url')

  test('is refused with a stable code, a sentence and every reason, then granted once those are met', async () => {
    const { device } = await hub.enrolled(driver.account)
    const asked = window()
    const ask = (name: string) =>
      hub.ask(
        'POST',
        '/v1/authorizations',
        { device, service: 'trunk.access', action: 'open', window: asked, holderKey },
        { token: merchant.token, ...key(name) },
      )
    const refused = await ask('refused-first')
    expectProblem(refused, 403, 'not_entitled')
    expect(refused.body).toMatchObject({
      detail: 'No subscription of yours covers this action at that time.',
      cure: expect.stringContaining('Order an offer'),
    })
    expect(
      refused.body.reasons
        .filter(({ satisfied }: { satisfied: boolean }) => !satisfied)
        .map(({ code }: { code: string }) => code),
    ).toEqual(['not_entitled', 'consent_missing'])
    await hub.ask('POST', '/v1/orders', { offer: 'merchant' }, { token: merchant.token, ...newKey() })
    expectProblem(await ask('refused-again'), 403, 'consent_missing')
    const dry = await hub.ask(
      'POST',
      '/v1/authorizations',
      { device, service: 'trunk.access', action: 'open', window: asked, holderKey, dryRun: true },
      { token: merchant.token },
    )
    expect(dry.status).toBe(200)
    expect(dry.body).toMatchObject({
      dryRun: true,
      decision: 'refused',
      code: 'consent_missing',
      cure: expect.stringContaining('consent'),
    })
    const consent = await hub.ask(
      'POST',
      '/v1/consents',
      { grantee: merchant.account, service: 'trunk.access' },
      { token: driver.token },
    )
    const before = (await hub.ask('GET', '/v1/authorizations', undefined, { token: merchant.token })).body.items.length
    const priced = await hub.ask(
      'POST',
      '/v1/authorizations',
      { device, service: 'trunk.access', action: 'open', window: asked, holderKey, dryRun: true },
      { token: merchant.token },
    )
    expect(priced.body).toMatchObject({ decision: 'granted', price: { amount: '2.40', currency: 'EUR' } })
    expect(priced.body).not.toHaveProperty('permit')
    expect((await hub.ask('GET', '/v1/authorizations', undefined, { token: merchant.token })).body.items).toHaveLength(before)
    const granted = await ask('granted-now')
    expect(granted.status).toBe(201)
    expect(granted.body).toMatchObject({ decision: 'granted', price: { amount: '2.40', currency: 'EUR' }, outcome: 'pending' })
    expect((await ask('refused-first')).body).toEqual(refused.body)
    await hub.ask('DELETE', `/v1/consents/${consent.body.id}`, undefined, { token: driver.token })
    const withdrawn = await hub.ask('GET', `/v1/authorizations/${granted.body.id}`, undefined, { token: merchant.token })
    expect(withdrawn.body).toMatchObject({ outcome: 'pending', revocation: { state: 'pending' } })
    expectProblem(await ask('revoked-since'), 403, 'consent_missing')
    const owners = await hub.ask('GET', `/v1/authorizations/${granted.body.id}`, undefined, { token: driver.token })
    expect(owners.body).toMatchObject({ requester: merchant.account, action: 'open', outcome: 'pending', charges: [] })
    for (const field of ['permit', 'price', 'reference', 'shares']) expect(owners.body).not.toHaveProperty(field)
    const shown = await hub.ask('GET', `/v1/authorizations/${granted.body.id}`, undefined, { token: merchant.token })
    expect(shown.body).toMatchObject({ permit: granted.body.permit, timeline: [], charges: [] })
    expect((await hub.ask('GET', `/v1/authorizations/${granted.body.id}`, undefined, { token: stranger.token })).status).toBe(404)
  })

  test.each([
    [
      'a window that ends before it begins',
      { window: { from: '2026-11-23T10:00:00Z', until: '2026-11-23T09:00:00Z' } },
      'window.until',
    ],
    ['a key of small order', { holderKey: Buffer.from([1, ...new Uint8Array(31)]).toString('base64url') }, 'holderKey'],
    ['a key that is too short', { holderKey: 'AAAA' }, 'holderKey'],
    ['a time without a zone', { window: { from: '2026-11-23T10:00:00', until: '2026-11-23T11:00:00Z' } }, 'window.from'],
  ])('with %s is told so', async (_what, change, path) => {
    const body = {
      device: 'dev_01h455vb4pex5vsknk084sn02q',
      service: 'trunk.access',
      action: 'open',
      window: window(),
      holderKey,
      ...change,
    }
    const answer = await hub.ask('POST', '/v1/authorizations', body, { token: merchant.token, ...newKey() })
    expectProblem(answer, 422, 'invalid_input')
    expect(answer.body.faults.map((fault: { path: string }) => fault.path)).toEqual([path])
  })
})

describe('shares', () => {
  test('are refused with every path that is wrong', async () => {
    const shares = [
      { account: merchant.account, percent: '80', shares: [{ account: merchant.account, percent: '10' }] },
      { account: 'acct_01h455vb4pex5vsknk084sn02q', percent: '30' },
    ]
    const answer = await hub.ask('POST', '/v1/share-agreements', { offer: 'none', shares })
    expectProblem(answer, 422, 'invalid_input')
    expect(answer.body.faults.map(({ path, code }: { path: string; code: string }) => [path, code])).toEqual([
      ['shares', 'above_the_whole'],
      ['shares[0].shares[0].account', 'cycle'],
      ['offer', 'offer_not_found'],
      ['shares', 'account_not_found'],
    ])
  })

  test.each([
    ['neither percentage nor fee', [{}]],
    ['both', [{ percent: '1', fee: '1' }]],
    ['a negative part', [{ percent: '-1' }]],
  ])('with %s are refused', async (_what, wrong) => {
    const shares = wrong.map((each) => ({ account: driver.account, ...each }))
    expectProblem(await hub.ask('POST', '/v1/share-agreements', { offer: 'merchant', shares }), 422, 'invalid_input')
  })

  test('are agreed, listed as they were given, and seen by the operator alone', async () => {
    const shares = [{ account: driver.account, percent: '12.5', of: 'rest', shares: [{ account: stranger.account, fee: '0.1' }] }]
    const agreed = await hub.ask('POST', '/v1/share-agreements', { offer: 'own', shares })
    expect(agreed.status).toBe(201)
    expect(agreed.body.shares).toEqual(shares)
    expect((await hub.ask('GET', '/v1/share-agreements')).body.items).toEqual([agreed.body])
    expectProblem(await hub.ask('GET', '/v1/share-agreements', undefined, { token: driver.token }), 403, 'role_required')
    const statement = await hub.ask('GET', `/v1/accounts/${driver.account}/statement`, undefined, { token: driver.token })
    expect(statement.body).toMatchObject({ account: driver.account, shares: [], totals: [], isCut: false })
  })
})

test('webhook endpoints belong to their account, and are limited in number', async () => {
  const add = () => hub.ask('POST', '/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/hook' }, { token: stranger.token })
  const first = await add()
  expect(first.body.secret).toMatch(/^whsec_/)
  expect((await hub.ask('DELETE', `/v1/webhook-endpoints/${first.body.id}`, undefined, { token: driver.token })).status).toBe(404)
  for (let count = 1; count < 10; count++) expect((await add()).status).toBe(201)
  expectProblem(await add(), 409, 'too_many_endpoints')
  expect((await hub.ask('DELETE', `/v1/webhook-endpoints/${first.body.id}`, undefined, { token: stranger.token })).status).toBe(
    204,
  )
  expect((await hub.ask('GET', '/v1/webhook-endpoints', undefined, { token: stranger.token })).body.items).toHaveLength(9)
})

describe('a claim code', () => {
  test('enrols one key; another is refused', async () => {
    const { device } = await hub.enrolled(driver.account)
    expectProblem(await hub.ask('POST', `/v1/devices/${device}/claims`), 409, 'device_enrolled')
  })

  test('is void once a new one was asked for', async () => {
    const made = await hub.ask('POST', '/v1/devices', { owner: driver.account, label: 'x', services: {} })
    const renewed = await hub.ask('POST', `/v1/devices/${made.body.id}/claims`)
    expect(renewed.status).toBe(201)
    expect(renewed.body.claimCode).not.toBe(made.body.claimCode)
  })
})

describe('the audit log', () => {
  test('notes who did what, also where it was refused, and each account reads its own', async () => {
    const asked = { offer: 'nothing' }
    await hub.ask('POST', '/v1/orders', asked, { token: stranger.token, ...key('audited-refusal') })
    const placed = await hub.ask('POST', '/v1/orders', { offer: 'own' }, { token: stranger.token, ...key('audited-order') })
    await hub.ask('POST', '/v1/orders', { offer: 'own' }, { token: stranger.token, ...key('audited-order') })
    const log = (await hub.ask('GET', '/v1/audit-log?limit=2', undefined, { token: stranger.token })).body.items
    expect(log).toMatchObject([
      { account: stranger.account, role: 'account_holder', action: 'POST /v1/orders', result: 'done', made: placed.body.id },
      { account: stranger.account, action: 'POST /v1/orders', target: '/v1/orders', result: 'invalid_input' },
    ])
    const all = (await hub.ask('GET', '/v1/audit-log?limit=100')).body.items as { action: string; account: string }[]
    expect(all.map(({ action }) => action)).toContain('POST /v1/accounts/{account}/api-keys')
    const others = (await hub.ask('GET', '/v1/audit-log?limit=100', undefined, { token: driver.token })).body.items
    expect(others.every(({ account }: { account: string }) => account === driver.account)).toBe(true)
  })

  test('names what an action was done to', async () => {
    const added = await hub.ask('POST', '/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/hook' }, { token: driver.token })
    await hub.ask('DELETE', `/v1/webhook-endpoints/${added.body.id}`, undefined, { token: driver.token })
    const [removed] = (await hub.ask('GET', '/v1/audit-log?limit=1', undefined, { token: driver.token })).body.items
    expect(removed).toMatchObject({
      action: 'DELETE /v1/webhook-endpoints/{endpoint}',
      target: `/v1/webhook-endpoints/${added.body.id}`,
    })
  })
})

describe('the service', () => {
  test('says whether it lives and is ready', async () => {
    expect((await hub.ask('GET', '/healthz')).body).toEqual({ status: 'ok' })
    expect((await hub.ask('GET', '/readyz')).body).toEqual({ status: 'ready' })
  })

  test('shows its API in the browser from its own files', async () => {
    const page = await hub.ask('GET', '/docs/')
    expect(page.body).toContain('swagger-ui-bundle.js')
    for (const asset of ['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js']) {
      expect((await hub.ask('GET', `/docs/${asset}`)).status, asset).toBe(200)
    }
    expect((await hub.ask('GET', '/docs/..%2f..%2fpackage.json')).status).toBe(404)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
  })

  test('a body that never ends does not hold it up', async () => {
    const { hostname, port } = new URL(hub.hub.origin)
    const hanging = request({
      hostname,
      port,
      path: '/v1/accounts',
      method: 'POST',
      headers: { 'content-length': '50', 'content-type': 'application/json' },
    })
    hanging.on('error', () => undefined)
    hanging.write('{')
    expect((await hub.ask('GET', '/healthz')).status).toBe(200)
    hanging.destroy()
  })
})

test('who asks too often is told to wait', async () => {
  const answers = await Promise.all(
    Array.from({ length: 700 }, () =>
      hub.ask('POST', '/v1/tenants/ten_01h455vb4pex5vsknk084sn02q/enrolments', {}, { token: '' }),
    ),
  )
  const limited = answers.filter(({ status }) => status === 429)
  expect(limited.length).toBeGreaterThan(50)
  expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
  // Somebody with a key is counted apart.
  expect((await hub.ask('GET', '/v1/tenant')).status).toBe(200)
})
