import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, type Party, RunningHub } from '../kit/running-hub.ts'

/** How many bodies each route sees; the long form is told in docs/reliability.md. */
const runs = Number(process.env.OCTROI_FUZZ_RUNS ?? 25)

let hub: RunningHub
let partner: Party
let device: string

beforeAll(async () => {
  hub = await RunningHub.start()
  const catalogue = 'services: { trunk.access: { name: Trunk, actions: [open] } }\noffers: { own: { name: Own, currency: EUR } }'
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', catalogue)
  partner = await hub.party('partner')
  device = (await hub.enrolled(partner.account)).device
})
afterAll(() => hub.stop())

/** Every route that takes a body, with the names of its fields. */
const routes: Readonly<Record<string, readonly string[]>> = {
  'POST /v1/accounts': ['name', 'zone', 'parent', 'language', 'address', 'tax', 'contacts', 'externalIds', 'attributes'],
  'POST /v1/accounts/{account}/api-keys': ['role', 'label'],
  'POST /v1/accounts/{account}/erasure': ['ground', 'despite'],
  'POST /v1/orders': ['account', 'offer', 'device', 'quantity', 'startsAt', 'coupon', 'items'],
  'POST /v1/orders/quote': ['account', 'offer', 'device', 'startsAt', 'coupon', 'items'],
  'POST /v1/orders/{order}/approve': ['reason'],
  'POST /v1/orders/{order}/reject': ['reason'],
  'POST /v1/orders/{order}/cancel': ['reason'],
  'POST /v1/orders/{order}/payment': ['reference'],
  'POST /v1/subscriptions/{subscription}/changes': ['kind', 'quantity', 'offer', 'catalogueVersion', 'at', 'dryRun'],
  'POST /v1/subscriptions/{subscription}/coupons': ['code'],
  'POST /v1/accounts/{account}/credits': ['amount', 'currency', 'reason', 'expiresAt', 'priority'],
  'POST /v1/accounts/{account}/loyalty/redemptions': ['points'],
  'POST /v1/accounts/{account}/wallets/{wallet}/top-ups': ['amount', 'currency'],
  'POST /v1/top-ups/{topUp}/outcome': ['state', 'reference'],
  'POST /v1/entitlements/{entitlement}/grants': ['quantity', 'reason', 'from', 'until', 'priority'],
  'POST /v1/consents': ['owner', 'grantee', 'service', 'device', 'actions', 'from', 'until'],
  'POST /v1/authorizations': ['device', 'service', 'action', 'window', 'holderKey', 'delegable', 'form', 'dryRun', 'reference'],
  'POST /v1/authorizations/{authorization}/times': ['nonce'],
  'POST /v1/disputes': ['account', 'month', 'line', 'reason'],
  'POST /v1/disputes/{dispute}/answer': ['state', 'text'],
  'POST /v1/devices/{device}/transfer': ['account', 'subscriptions'],
  'POST /v1/devices': ['owner', 'label', 'services'],
  'POST /v1/devices/{device}/quarantine/{entry}/release': ['reason'],
  'POST /v1/devices/{device}/quarantine/{entry}/dismiss': ['reason'],
  'POST /v1/devices/{device}/gaps/close': ['through', 'reason'],
  'POST /v1/events': ['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'data', 'data_base64'],
  'POST /v1/rejected-events/{rejected}/replay': ['event', 'reason'],
  'POST /v1/rejected-events/{rejected}/dismiss': ['reason'],
  'POST /v1/test-mode/authorizations/{authorization}/outcome': ['outcome'],
  'POST /v1/share-agreements': ['offer', 'shares'],
  'POST /v1/resales': ['account'],
  'POST /v1/resales/acceptances': ['code'],
  'POST /v1/webhook-endpoints': ['url', 'account'],
  'POST /v1/tenants/{tenant}/enrolments': ['claimCode', 'proof'],
  'POST /v1/tenants/{tenant}/devices/{device}/sessions': ['request'],
  'PATCH /v1/accounts/{account}': [
    'name',
    'parent',
    'language',
    'legalName',
    'address',
    'tax',
    'contacts',
    'externalIds',
    'attributes',
  ],
  'PUT /v1/accounts/{account}/wallets/{wallet}/automatic-top-up': ['below', 'add', 'monthAtMost'],
  // At the end: they may keep the partner and its device away.
  'PUT /v1/accounts/{account}/standing': ['standing', 'reason'],
  'PUT /v1/devices/{device}/suspension': ['reason'],
}

test('every route with a body is fuzzed', async () => {
  const { paths } = (await hub.ask('GET', '/openapi.json')).body
  const withBody = Object.entries(paths as Record<string, Record<string, { requestBody?: { content: object } }>>).flatMap(
    ([path, item]) =>
      Object.entries(item).flatMap(([method, { requestBody }]) =>
        requestBody?.content === undefined ? [] : [`${method.toUpperCase()} ${path}`],
      ),
  )
  // Whoever sends a catalogue sends YAML, and rows come as CSV.
  const isJson = (path: string): boolean => !path.startsWith('POST /v1/catalogue/') && path !== 'POST /v1/imports'
  expect(withBody.filter(isJson).toSorted()).toEqual(Object.keys(routes).toSorted())
})

/** Values that are nearly right, hostile, or nothing at all. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      '__proto__',
      'constructor',
      'toString',
      '',
      ' ',
      '\u0000',
      '\ud800',
      'Europe/Paris',
      'operator',
      'trunk.access',
      'open',
      'passcode',
    ],
    ...[
      '2026-11-23T10:00:00Z',
      '9999-12-31T23:59:59Z',
      '0000-00-00T00:00:00Z',
      '../../etc/passwd',
      "' or 1=1 --",
      'x'.repeat(5000),
    ],
    ...['http://127.0.0.1:1/', 'file:///etc/passwd', 'https://[::1]/', 'AAAA', 'A'.repeat(43)],
    ...[
      null,
      true,
      -1,
      0,
      1e308,
      2 ** 53,
      [],
      {},
      [[[[[[]]]]]],
      { from: '2026-11-23T10:00:00Z', until: 'x' },
      { 'trunk.access': ['open'] },
      [
        { action: 'add', offer: 'own' },
        { action: 'end', subscription: 'sub_01h455vb4pex5vsknk084sn02q' },
      ],
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
)

const path = (template: string, tenant: string): string =>
  template
    .replace('{account}', partner.account)
    .replace('{tenant}', tenant)
    .replace('{device}', device)
    .replace('{wallet}', 'main')
    .replace('{rejected}', 'rej_01h455vb4pex5vsknk084sn02q')
    .replace('{order}', 'ord_01h455vb4pex5vsknk084sn02q')
    .replace('{dispute}', 'disp_01h455vb4pex5vsknk084sn02q')
    .replace('{entry}', `restored.${'A'.repeat(43)}`)

function expectAnswer(answer: Answer): void {
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500)
  if (answer.status < 400) return
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  expect(answer.body).toMatchObject({ status: answer.status, code: expect.any(String), detail: expect.any(String) })
}

describe.each(Object.entries(routes))('%s', (route, fields) => {
  const [method = '', template = ''] = route.split(' ')
  test.each([
    ['the operator', () => ({})],
    ['a partner', () => ({ token: partner.token })],
  ] as const)('answers whatever %s sends', async (_who, as) => {
    const tenant = await hub.tenant()
    const mediaType = template === '/v1/events' ? 'application/cloudevents+json' : 'application/json'
    const known = fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: fields.length })
    const body = fc.oneof({ weight: 5, arbitrary: known }, { weight: 1, arbitrary: fc.jsonValue() })
    await fc.assert(
      fc.asyncProperty(body, fc.string({ minLength: 8, maxLength: 20, unit: 'grapheme-ascii' }), async (sent, name) => {
        const headers = { 'idempotency-key': name.replaceAll(/\s/g, '_'), 'content-type': mediaType }
        expectAnswer(await hub.ask(method, path(template, tenant), JSON.stringify(sent), { ...as(), headers }))
      }),
      { numRuns: runs },
    )
  })
})

test.each([
  ...['/v1/orders', '/v1/catalogue/versions', '/v1/authorizations', '/v1/webhook-deliveries', '/v1/devices'],
  ...['/v1/devices/{device}/quarantine', '/v1/devices/{device}/events', '/v1/rejected-events'],
])('any query of %s is answered', async (template) => {
  const list = path(template, '')
  const cursor = fc.constantFrom(
    ...['1', '1.AAAA', `1.${'A'.repeat(21)}B`, `1.${'A'.repeat(42)}B.gap`, `1.${'A'.repeat(43)}.gap`],
  )
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), cursor)
  const query = fc.dictionary(fc.constantFrom('limit', 'after', 'state', 'source', 'other'), text)
  await fc.assert(
    fc.asyncProperty(query, async (asked) => {
      const search = Object.entries(asked).map(([name, text]) => `${name}=${encodeURIComponent(wellFormed(text))}`)
      expectAnswer(await hub.ask('GET', `${list}?${search.join('&')}`))
    }),
    { numRuns: runs },
  )
})

test('and after all that the hub still does its work', async () => {
  expect((await hub.ask('GET', '/readyz')).body).toEqual({ status: 'ready' })
  expect((await hub.ask('POST', '/v1/accounts', { name: 'After', zone: 'UTC' })).status).toBe(201)
})

/** Lone surrogates cannot be written in a URL at all. */
function wellFormed(text: string): string {
  return text.replaceAll(/[\ud800-\udfff]/g, '?')
}
