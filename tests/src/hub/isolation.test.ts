import { topicOf } from '@octroi/shared/wire/topics'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { type Answer, type Party, RunningHub } from '../kit/running-hub.ts'

/**
 * Walks every route of the API with no key, with the key of another tenant's operator, and with keys of accounts of the
 * same tenant that the thing does not belong to. None of them may read, change or even learn of it.
 */
let hub: RunningHub
let otherOperator: string
let owner: Party
let merchant: Party
let stranger: Party
let strangePartner: Party
/** What belongs to owner and merchant, by the name of its path parameter. */
let things: Record<string, string>
let documented: readonly string[]
let asked = 0

const once = (): { headers: Record<string, string> } => ({ headers: { 'idempotency-key': `isolation-${++asked}` } })
/** An answer that names the time is the same whenever it is asked. */
const soon = new Date(Date.now() + 3_600_000).toISOString()
const window = () => ({ from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() })
const holderKey = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString('base64url')

/** With calls that a service without a device tells. */
const callMeter =
  'calls: { service: energy.supply, record: reading, reading: calls, from: events, aggregation: count, unit: call }'
const callPrice = 'call: { model: per_unit, name: Call, meter: calls, unitPrice: "1" }'
const catalogue = `${openingCatalogue.replace('meters:', `meters:\n  ${callMeter}`)}  calls: { name: Calls, currency: EUR, prices: { ${callPrice} } }
wallets: { main: { name: Main, currency: EUR, purpose: multi_purpose } }
`
const events = { 'content-type': 'application/cloudevents+json' }

/** A key may ask only so often a minute, so those who look whether anything changed have several. */
const lookers: (readonly [string, string])[] = []
let looked = 0
const keyOf = async ({ account }: Party, role: string): Promise<string> =>
  (await hub.ask('POST', `/v1/accounts/${account}/api-keys`, { role, label: 'look' })).body.token

beforeAll(async () => {
  hub = await RunningHub.start()
  otherOperator = await hub.anotherTenant()
  for (const version of [1, 2]) await hub.ask('POST', '/v1/catalogue/versions', `# ${version}\n${catalogue}`)
  ;[owner, merchant] = [await hub.party('account_holder'), await hub.party('partner')]
  ;[stranger, strangePartner] = [await hub.party('account_holder'), await hub.party('partner')]
  for (let pair = 0; pair < 8; pair++) lookers.push([await keyOf(owner, 'account_holder'), await keyOf(merchant, 'partner')])
  const identity = await hub.enrolled(owner.account)
  const { device } = identity
  const as = ({ token }: Party) => ({ token, ...once() })
  const order = (await hub.ask('POST', '/v1/orders', { offer: 'own' }, as(owner))).body
  await hub.ask('POST', '/v1/orders', { offer: 'merchant' }, as(merchant))
  const consent = (await hub.ask('POST', '/v1/consents', consentBody(), as(owner))).body.id
  const authorization = (await hub.ask('POST', '/v1/authorizations', authorizationBody(device), as(merchant))).body.id
  const hook = { url: 'http://127.0.0.1:9/hook' }
  const endpoint = (await hub.ask('POST', '/v1/webhook-endpoints', hook, as(merchant))).body.id
  const month = new Date().toISOString().slice(0, 7)
  const supply = (await hub.ask('POST', '/v1/orders', { offer: 'supply' }, as(owner))).body.subscription
  const line = `${supply}:energy`
  const dispute = (await hub.ask('POST', '/v1/disputes', { month, line, reason: 'too much' }, as(owner))).body.id
  const [, key = ''] = /^octroi_[^_]+_([^_]+)_/.exec(owner.token) ?? []
  const entitlement = (await hub.ask('GET', '/v1/entitlements', undefined, { token: owner.token })).body.items[0].id
  const proposed = (await hub.ask('POST', '/v1/resales', { account: merchant.account }, { headers: once().headers })).body
  const client = await hub.connect({ clientId: device, password: (await hub.openSession(identity)).password })
  await client.publishAsync(topicOf(identity, 'up'), 'not an envelope', { qos: 1 })
  client.end(true)
  const { entry } = (await hub.ask('GET', `/v1/devices/${device}`)).body.quarantined[0]
  await hub.ask('POST', '/v1/orders', { offer: 'calls' }, as(owner))
  const { event } = (await hub.ask('POST', '/v1/events', eventBody('taken'), { headers: events })).body.receipts[0]
  const bad = { ...eventBody('bad'), data: {} }
  const { rejected } = (await hub.ask('POST', '/v1/events', bad, { headers: events })).body.receipts[0]
  const { id, subscription } = order
  const later = { kind: 'quantity', quantity: 2, at: new Date(Date.now() + 86_400_000).toISOString() }
  const change = (await hub.ask('POST', `/v1/subscriptions/${subscription}/changes`, later, as(owner))).body.id
  const paid = await hub.ask(
    'POST',
    `/v1/accounts/${owner.account}/wallets/main/top-ups`,
    { amount: '5.00', currency: 'EUR' },
    as(owner),
  )
  const { id: topUp } = paid.body
  things = {
    account: owner.account,
    device,
    order: id,
    subscription,
    change,
    wallet: 'main',
    topUp,
    consent,
    authorization,
    endpoint,
    delivery: await hub.abandoned(endpoint),
    entitlement,
    dispute,
    line,
    resale: proposed.id,
    key: `key_${key}`,
    entry,
    event,
    rejected,
    version: '2',
    seq: '1',
  }
  const { paths } = (await hub.ask('GET', '/openapi.json')).body
  documented = Object.entries(paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  )
})
afterAll(() => hub.stop())

function consentBody(): object {
  return { grantee: merchant.account, service: 'trunk.access' }
}

function authorizationBody(device: string): object {
  return { device, service: 'trunk.access', action: 'open', window: window(), holderKey }
}

function eventBody(id: string): object {
  const data = { service: 'energy.supply', meter: 'calls' }
  const [subject, time] = [owner.account, new Date().toISOString()]
  return { specversion: '1.0', type: 'octroi.usage', source: 'urn:sample', id, subject, time, data }
}

interface Walk {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: () => unknown
  readonly query?: () => Readonly<Record<string, string>>
  /** The account's key does not open the tenant's own pages, but they are there for every account of the tenant. */
  readonly isForWholeTenant?: boolean
  /** What the caller said itself when it asked, and so may read again. */
  readonly says?: readonly string[]
}

/** Every route that needs a key, with a body that names what belongs to others. */
const walks: Readonly<Record<string, Walk>> = {
  'GET /v1/tenant': { isForWholeTenant: true },
  'POST /v1/accounts': { body: () => ({ name: 'x', zone: 'UTC' }) },
  'GET /v1/accounts': {},
  'GET /v1/accounts/{account}': {},
  'PATCH /v1/accounts/{account}': { body: () => ({ language: 'fr' }), headers: { 'if-match': '*' } },
  'GET /v1/accounts/{account}/children': {},
  'GET /v1/accounts/{account}/segments': {},
  'GET /v1/accounts/{account}/activity': {},
  'POST /v1/imports': {
    body: () => `externalId,account,label,services\nx,${things.account},x,trunk.access:open`,
    query: () => ({ kind: 'devices' }),
  },
  'PUT /v1/accounts/{account}/standing': { body: () => ({ standing: 'suspended', reason: 'x' }) },
  'GET /v1/accounts/{account}/export': {},
  'POST /v1/accounts/{account}/erasure': {
    body: () => ({ ground: 'objected', despite: ['balance_open', 'subscription_active'] }),
  },
  'POST /v1/accounts/{account}/api-keys': { body: () => ({ role: 'account_holder', label: 'x' }) },
  'DELETE /v1/accounts/{account}/api-keys/{key}': {},
  'POST /v1/catalogue/versions': { body: () => openingCatalogue },
  'GET /v1/catalogue/versions': { isForWholeTenant: true },
  'GET /v1/catalogue/versions/{version}': {},
  'GET /v1/catalogue/versions/{version}/changes': {},
  'POST /v1/catalogue/backtest': { body: () => openingCatalogue, isForWholeTenant: true },
  'POST /v1/orders': { body: () => ({ account: things.account, offer: 'own', device: things.device }) },
  'POST /v1/orders/quote': { body: () => ({ account: things.account, offer: 'own', device: things.device }) },
  'GET /v1/orders': {},
  'GET /v1/orders/{order}': {},
  'POST /v1/orders/{order}/approve': { body: () => ({}) },
  'POST /v1/orders/{order}/reject': { body: () => ({ reason: 'x' }) },
  'POST /v1/orders/{order}/cancel': { body: () => ({}) },
  'POST /v1/orders/{order}/payment': { body: () => ({}) },
  'GET /v1/subscriptions': {},
  'GET /v1/subscriptions/{subscription}': {},
  'GET /v1/subscriptions/{subscription}/usage': {},
  'GET /v1/subscriptions/{subscription}/charges': {},
  'GET /v1/subscriptions/{subscription}/changes': {},
  'POST /v1/subscriptions/{subscription}/changes': { body: () => ({ kind: 'pause' }) },
  'DELETE /v1/subscriptions/{subscription}/changes/{change}': {},
  'GET /v1/subscriptions/{subscription}/coupons': {},
  'POST /v1/subscriptions/{subscription}/coupons': { body: () => ({ code: 'SAMPLE' }) },
  'GET /v1/accounts/{account}/credits': {},
  'POST /v1/accounts/{account}/credits': { body: () => ({ amount: '1.00', currency: 'EUR' }) },
  'GET /v1/accounts/{account}/wallets': {},
  'GET /v1/accounts/{account}/wallets/{wallet}': {},
  'GET /v1/accounts/{account}/wallets/{wallet}/statement': {},
  'PUT /v1/accounts/{account}/wallets/{wallet}/automatic-top-up': {
    body: () => ({ below: '1.00', add: '2.00', monthAtMost: '3.00' }),
  },
  'DELETE /v1/accounts/{account}/wallets/{wallet}/automatic-top-up': {},
  'POST /v1/accounts/{account}/wallets/{wallet}/top-ups': { body: () => ({ amount: '1.00', currency: 'EUR' }) },
  'GET /v1/accounts/{account}/wallets/{wallet}/top-ups': {},
  'POST /v1/top-ups/{topUp}/outcome': { body: () => ({ state: 'failed' }) },
  'GET /v1/accounts/{account}/loyalty': {},
  'POST /v1/accounts/{account}/loyalty/redemptions': { body: () => ({ points: 1 }) },
  'GET /v1/entitlements': {},
  'GET /v1/entitlements/check': {
    query: () => ({
      account: things.account ?? '',
      device: things.device ?? '',
      service: 'trunk.access',
      action: 'open',
      at: soon,
    }),
    says: ['account', 'device'],
  },
  'GET /v1/entitlements/{entitlement}/quota': {},
  'GET /v1/entitlements/{entitlement}/grants': {},
  'POST /v1/entitlements/{entitlement}/grants': { body: () => ({ quantity: '1', reason: 'x' }) },
  'POST /v1/consents': { body: () => ({ ...consentBody(), owner: things.account }) },
  'GET /v1/consents': {},
  'DELETE /v1/consents/{consent}': {},
  'POST /v1/authorizations': { body: () => authorizationBody(things.device ?? '') },
  'GET /v1/authorizations': { says: ['device'] },
  'GET /v1/authorizations/{authorization}': {},
  'POST /v1/authorizations/{authorization}/cancellation': {},
  'POST /v1/authorizations/{authorization}/times': { body: () => ({ nonce: 'A'.repeat(22) }) },
  'GET /v1/authorizations/{authorization}/proof': {},
  'POST /v1/devices': { body: () => ({ owner: things.account, label: 'x', services: {} }) },
  'GET /v1/devices': {},
  'GET /v1/devices/{device}': {},
  'POST /v1/devices/{device}/claims': {},
  'GET /v1/devices/{device}/events': {},
  'PUT /v1/devices/{device}/suspension': { body: () => ({ reason: 'x' }) },
  'DELETE /v1/devices/{device}/suspension': {},
  'POST /v1/devices/{device}/transfer': { body: () => ({ account: things.account }) },
  'GET /v1/devices/{device}/lease': {},
  'POST /v1/devices/{device}/passcode-key/rotate': {},
  'GET /v1/devices/{device}/records/{seq}/proof': {},
  'GET /v1/openings': {},
  'GET /v1/devices/{device}/quarantine': {},
  'POST /v1/devices/{device}/quarantine/{entry}/release': { body: () => ({ reason: 'x' }) },
  'POST /v1/devices/{device}/quarantine/{entry}/dismiss': { body: () => ({ reason: 'x' }) },
  'POST /v1/devices/{device}/gaps/close': { body: () => ({ through: 1, reason: 'x' }) },
  'POST /v1/events': { body: () => eventBody('again'), headers: events },
  'GET /v1/events/{event}': {},
  'GET /v1/rejected-events': {},
  'GET /v1/rejected-events/{rejected}': {},
  'POST /v1/rejected-events/{rejected}/replay': { body: () => ({ event: eventBody('right'), reason: 'x' }) },
  'POST /v1/rejected-events/{rejected}/dismiss': { body: () => ({ reason: 'x' }) },
  'GET /v1/accounts/{account}/draft-invoices': {},
  'GET /v1/accounts/{account}/draft-invoices/{line}/usage': {},
  'GET /v1/accounts/{account}/draft-invoices/{line}/batches': {},
  'POST /v1/resales': { body: () => ({ account: things.account }) },
  'POST /v1/resales/acceptances': { body: () => ({ code: 'octroi-resale_0' }) },
  'GET /v1/resales': {},
  'GET /v1/resales/{resale}': {},
  'POST /v1/resales/{resale}/end': {},
  'GET /v1/resales/{resale}/devices': {},
  'POST /v1/disputes': {
    body: () => ({ account: things.account, line: things.line, month: new Date().toISOString().slice(0, 7), reason: 'x' }),
  },
  'GET /v1/disputes': {},
  'GET /v1/disputes/{dispute}': {},
  'POST /v1/disputes/{dispute}/answer': { body: () => ({ state: 'upheld', text: 'x' }) },
  'POST /v1/disputes/{dispute}/withdraw': {},
  'POST /v1/share-agreements': { body: () => ({ offer: 'merchant', shares: [{ account: things.account, percent: '10' }] }) },
  'GET /v1/share-agreements': {},
  'GET /v1/accounts/{account}/statement': {},
  'GET /v1/ledger/balances': {},
  'POST /v1/webhook-endpoints': { body: () => ({ url: 'http://127.0.0.1:9/hook', account: things.account }) },
  'GET /v1/webhook-endpoints': {},
  'DELETE /v1/webhook-endpoints/{endpoint}': {},
  'GET /v1/webhook-deliveries': {},
  'POST /v1/test-mode': {},
  'POST /v1/test-mode/authorizations/{authorization}/outcome': { body: () => ({ outcome: 'completed' }) },
  'POST /v1/webhook-deliveries/{delivery}/replay': {},
  'GET /v1/audit-log': {
    says: Object.keys({
      account: 0,
      device: 0,
      order: 0,
      subscription: 0,
      change: 0,
      topUp: 0,
      consent: 0,
      authorization: 0,
      endpoint: 0,
      delivery: 0,
      entitlement: 0,
      dispute: 0,
      rejected: 0,
      resale: 0,
      key: 0,
      entry: 0,
    }),
  },
}

/** Without a key by design: a signature says who asks. */
const signed = [
  'POST /v1/tenants/{tenant}/enrolments',
  'POST /v1/tenants/{tenant}/devices/{device}/nonces',
  'POST /v1/tenants/{tenant}/devices/{device}/sessions',
]

test('everything that is asked for is there', () => {
  expect(Object.entries(things).filter(([, id]) => id === undefined || id === '')).toEqual([])
})

test('every documented route is walked', async () => {
  const known = [...Object.keys(walks), ...signed]
  const unwalked = documented.filter((route) => !known.includes(route))
  await expect(unwalked.map((route) => `${route}\n`).join('')).toMatchFileSnapshot('../golden/routes-not-walked.txt')
  expect(known.filter((route) => !documented.includes(route))).toEqual([])
})

function walk(route: string, token: string): Promise<Answer> {
  const [method = '', template = ''] = route.split(' ')
  const path = template.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => things[name] ?? '')
  const { body, query, headers = {} } = walks[route] ?? {}
  const search = query === undefined ? '' : `?${new URLSearchParams(query()).toString()}`
  return hub.ask(method, `${path}${search}`, body?.(), { token, headers: { ...once().headers, ...headers } })
}

/** Ids that no answer to somebody else may contain, unless they themselves said them. */
function told(answer: Answer): readonly string[] {
  const text = JSON.stringify(answer.body)
  return Object.entries(things)
    .filter(([name, id]) => !['version', 'seq', 'wallet'].includes(name) && text.includes(id))
    .map(([name]) => name)
}

const state = async (): Promise<unknown> => {
  const pages = Object.keys(walks).filter((route) => route.startsWith('GET') && !route.includes('catalogue'))
  const bodies: unknown[] = []
  const [ofOwner = '', ofMerchant = ''] = lookers[looked++ % lookers.length] ?? []
  for (const route of pages) bodies.push((await walk(route, ofOwner)).body, (await walk(route, ofMerchant)).body)
  return bodies
}

test('the owner who takes back what another asked for learns neither its permit nor its price', async () => {
  const asked = { token: merchant.token, ...once() }
  const { id } = (await hub.ask('POST', '/v1/authorizations', authorizationBody(things.device ?? ''), asked)).body
  const { status, body } = await hub.ask('POST', `/v1/authorizations/${id}/cancellation`, undefined, { token: owner.token })
  expect([status, body.revocation.state]).toEqual([202, 'pending'])
  for (const field of ['permit', 'price', 'reference']) expect(body).not.toHaveProperty(field)
})

type Intruder = readonly [who: string, token: () => string, isOtherTenant: boolean]

const intruders: readonly Intruder[] = [
  ['another tenant’s operator', () => otherOperator, true],
  ['another account holder', () => stranger.token, false],
  ['another partner', () => strangePartner.token, false],
]
const closed = { status: 401, body: { code: 'api_key_invalid' } }
const isReading = (route: string): boolean => route.startsWith('GET')

describe.each(Object.keys(walks).filter(isReading))('%s', (route) => {
  test('is closed without a key', async () => {
    expect(await walk(route, '')).toMatchObject(closed)
  })

  test.each(intruders)('shows nothing to %s', async (...intruder) => {
    expect(await shown(route, intruder)).toEqual([])
  })
})

test.each(Object.keys(walks).filter((route) => !isReading(route)))(
  '%s is closed without a key, and shows and changes nothing for anybody else',
  async (route) => {
    const before = await state()
    expect(await walk(route, '')).toMatchObject(closed)
    for (const intruder of intruders) expect(await shown(route, intruder)).toEqual([])
    expect(await state()).toEqual(before)
  },
)

/** What an intruder is answered or learns that it must not. */
async function shown(route: string, [who, token, isOtherTenant]: Intruder): Promise<readonly string[]> {
  const answer = await walk(route, token())
  const { isForWholeTenant = false, says = [] } = walks[route] ?? {}
  const isList = isReading(route) && !route.includes('{')
  const makesItsOwn =
    isOtherTenant && ['POST /v1/accounts', 'POST /v1/catalogue/versions', 'POST /v1/test-mode', 'POST /v1/events'].includes(route)
  const mayBeAnswered = isList || isForWholeTenant || makesItsOwn
  const expected = [403, 404, 409, 422, ...(mayBeAnswered ? [200, 201] : [])]
  const learnt = isList ? told(answer).filter((name) => !says.includes(name)) : []
  return [
    ...(expected.includes(answer.status) ? [] : [`${who} is answered ${answer.status} ${JSON.stringify(answer.body)}`]),
    ...learnt.map((name) => `${who} learns of ${name}`),
  ]
}
