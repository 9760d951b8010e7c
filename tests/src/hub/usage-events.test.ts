import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import { publishCatalogue } from '@octroi/hub/catalogue/publish-catalogue.use-case'
import { backtest } from '@octroi/hub/invoicing/backtest.use-case'
import { draftInvoices } from '@octroi/hub/invoicing/draft-invoices.use-case'
import { lineOf, readLine } from '@octroi/hub/invoicing/line-reference'
import { lineUsage } from '@octroi/hub/invoicing/line-usage.use-case'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { forgetOld } from '@octroi/hub/retention/forget-old.use-case'
import { dismissRejected } from '@octroi/hub/usage-events/dismiss-rejected.use-case'
import { receiveEvents } from '@octroi/hub/usage-events/receive-events.use-case'
import { replayRejected } from '@octroi/hub/usage-events/replay-rejected.use-case'
import type { SentEvent } from '@octroi/shared/api/usage-events'
import { UsageFeed } from '@octroi/shared/client/usage-feed'
import type { AccountId, ApiKeyId, DeviceId, RejectedEventId, SubscriptionId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { sum } from '@octroi/shared/money/rational'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pagesOf } from '../contracts/storage/open-storage.ts'
import { sampleDevice } from '../contracts/storage/samples.ts'
import { consoleOf } from '../kit/console-key.ts'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { pagesOver } from '../kit/page-browser.ts'

const at = '2026-03-10T12:00:00Z'
const dayMs = 86_400_000

const catalogue = `
services: { sample.api: { name: Sample API }, sample.disk: { name: Sample disk } }
meters:
  calls: { service: sample.api, record: reading, reading: calls, from: events, aggregation: sum, unit: call }
  users: { service: sample.api, record: reading, reading: calls, from: events, aggregation: unique, of: user, unit: user }
  stored: { service: sample.disk, record: reading, reading: stored, from: events, aggregation: count, unit: file }
  told: { service: sample.disk, record: reading, reading: told, aggregation: sum, unit: unit }
offers:
  api:
    name: API
    currency: EUR
    prices:
      calls:
        model: per_unit
        name: Calls
        meter: calls
        bands:
          - { name: large, unitPrice: "3", where: { region: [north, south] } }
          - { name: night, unitPrice: "0.5", when: [{ from: "00:00", until: "06:00" }] }
          - { name: rest, unitPrice: "1" }
      users: { model: graduated, name: Users, meter: users, tiers: [{ upTo: "1", unitPrice: "5" }, { unitPrice: "4" }] }
  disk: { name: Disk, currency: EUR, prices: { files: { model: per_unit, name: Files, meter: stored, unitPrice: "2" } } }
`

let hub: HubAtRest
let account: AccountId
let api: SubscriptionId
const key: ApiKeyId = 'key_01k9zz3v6efqvrs3m1rc2v7h5e'

/** Each test has an account and a source of its own. */
let source: string
let tests = 0

async function open(): Promise<void> {
  hub = await HubAtRest.open(at)
  await hub.catalogue(catalogue)
}

async function customer(): Promise<void> {
  source = `urn:sample:${++tests}`
  account = await hub.account('UTC')
  api = await order('api')
}

beforeAll(open)
beforeEach(customer)
afterAll(() => hub.close())

async function order(offer: string, device?: DeviceId): Promise<SubscriptionId> {
  const startsAtMs = Date.parse(at) - 20 * dayMs
  const command = { account, offer, mayBackdate: true, startsAtMs, ...(device === undefined ? {} : { device }) }
  return value(await hub.write((stores) => placeOrder(stores, hub.environment, command))).subscription.id
}

type Data = Readonly<Record<string, unknown>>

function event(id: string, data: Data = {}, more: Data = {}): string {
  const counted = { service: 'sample.api', meter: 'calls', quantity: '1', ...data }
  const named = { specversion: '1.0', type: 'octroi.usage', source, id, subject: account }
  return JSON.stringify({ ...named, time: '2026-03-09T12:00:00Z', data: counted, ...more })
}

const send = (bodies: readonly string[], only?: AccountId) =>
  hub.write((stores) =>
    receiveEvents(stores, hub.environment, { bodies, receivedFrom: key, ...(only === undefined ? {} : { only }) }),
  )

const said = async (...bodies: readonly string[]): Promise<readonly string[]> =>
  (await send(bodies)).map(({ status, rejection }) =>
    [status, rejection?.code, ...(rejection?.faults ?? []).map(({ path }) => path)]
      .filter((each) => each !== undefined)
      .join(' '),
  )

async function bill(month = '2026-03'): Promise<readonly string[]> {
  const drafts = value(await hub.read((stores) => draftInvoices(stores, hub.environment, { account, month })))
  return drafts.flatMap(({ lines }) =>
    lines.flatMap(({ price, band = '', quantity, exact }) =>
      quantity.n === 0n ? [] : [`${price} ${band} ${formatExact(quantity)} = ${formatExact(exact)}`],
    ),
  )
}

async function rejectedOf(body: string): Promise<RejectedEventId> {
  const [receipt] = await send([body])
  if (receipt?.rejected === undefined) throw new Error(`it was ${receipt?.status}`)
  return receipt.rejected
}

const replay = (rejected: RejectedEventId, body?: string) =>
  hub.write((stores) =>
    replayRejected(stores, hub.environment, {
      rejected,
      by: key,
      reason: 'sample',
      ...(body === undefined ? {} : { body }),
    }),
  )

test('events are rated with their attributes, at their time, as soon as they are taken in', async () => {
  const receipts = await said(
    event('a', { quantity: '2', attributes: { user: 'ann' } }),
    event('b', { quantity: '3', attributes: { user: 'ben', region: 'north' } }),
    event('c', { quantity: '4', start: '2026-03-08T05:00:00Z', end: '2026-03-08T07:00:00Z', attributes: { user: 'ann' } }),
    event('d', { quantity: '8' }, { subject: api, time: '2026-02-20T12:00:00.123456Z' }),
  )
  expect(receipts).toEqual(['accepted', 'accepted', 'accepted', 'accepted'])
  expect(await bill()).toEqual(['calls large 3 = 9', 'calls night 2 = 1', 'calls rest 4 = 4', 'users  2 = 9'])
  expect(await bill('2026-02')).toEqual(['calls rest 8 = 8'])
})

describe('an event is taken in once for its source and id', () => {
  test('said again it changes nothing, however it is written', async () => {
    const one = event('a', { start: '2026-03-09T13:00:00+01:00', quantity: '1.0' })
    const again = event('a', { quantity: '1' }, { time: '2026-03-09T12:00:00Z', traceparent: '00-second-try' })
    expect(await said(one, again)).toEqual(['accepted', 'duplicate'])
    expect(await said(again, one)).toEqual(['duplicate', 'duplicate'])
    expect(await bill()).toEqual(['calls rest 1 = 1'])
  })

  test('said otherwise it is rejected, and of another source it is another event', async () => {
    expect(await said(event('a'), event('a', { quantity: '2' }), event('a', {}, { source: 'urn:other' }))).toEqual([
      'accepted',
      'rejected other_content',
      'accepted',
    ])
    expect(await bill()).toEqual(['calls rest 2 = 2'])
  })
})

test.each<readonly [string, Data, Data, string]>([
  ['without a subject', {}, { subject: undefined }, 'rejected event_invalid subject'],
  ['with several faults', { quantity: 1, service: 'A' }, { type: 'x' }, 'rejected event_invalid type data.service data.quantity'],
  ['without a time', {}, { time: undefined }, 'rejected event_invalid data.start'],
  ['that ends before it begins', { end: '2026-03-01T00:00:00Z' }, {}, 'rejected event_invalid data.end'],
  ['longer than a year', { start: '2025-02-20T00:00:00Z' }, {}, 'rejected event_invalid data.end'],
  ['beyond all measure', { quantity: '9223372037' }, {}, 'rejected event_invalid data.quantity'],
  ['with a field that there is not', { quantitty: '1' }, {}, 'rejected event_invalid data.quantitty'],
  ['with binary data', {}, { data: undefined, data_base64: 'AA==' }, 'rejected event_invalid data'],
  ['too large', {}, { note: 'x'.repeat(17_000) }, 'rejected event_too_large'],
  ['of nobody', {}, { subject: 'acct_01k9zz3v6efqvrs3m1rc2v7h5e' }, 'rejected subject_not_found'],
  ['of a time to come', { end: '2026-03-10T13:00:01Z' }, {}, 'rejected in_the_future'],
  ['of long ago', {}, { time: '2025-02-03T11:59:59Z' }, 'rejected too_old'],
  ['before anything was bought', {}, { time: '2026-02-01T12:00:00Z' }, 'rejected not_priced'],
  ['that begins before anything was bought', { start: '2026-02-01T12:00:00Z' }, {}, 'rejected not_priced'],
  ['of what nothing prices', { meter: 'other' }, {}, 'rejected not_priced'],
  ['of what devices tell', { service: 'sample.disk', meter: 'told' }, {}, 'rejected not_priced'],
  ['without a quantity that is added', { quantity: undefined }, {}, 'rejected event_invalid data.quantity'],
])('an event %s is rejected with the reason, kept as it came, and rated by nobody', async (_what, data, more, expected) => {
  const end = 'start' in data && !('end' in data) ? { end: '2026-03-09T12:00:00Z' } : {}
  const body = event('a', { ...end, ...data }, more)
  expect(await said(body)).toEqual([expected])
  const kept = await hub.read(({ usageEvents }) => usageEvents.listRejected({ limit: 9 }, { source }))
  expect(kept.items.map(({ body: written }) => written)).toEqual([body.slice(0, 16 * 1024)])
  expect(await bill()).toEqual([])
})

test('the typed client sends any number, in requests as large as they may be, with a key that may do nothing else', async () => {
  const request = { tenant: hub.tenant, account, role: 'feed', label: 'Sample' } as const
  const { token: apiKey } = value(await hub.write((stores) => giveApiKey(stores, hub.environment, request)))
  const app = pagesOver(hub)
  const sizes: number[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    if (init.method === 'POST') sizes.push((JSON.parse(init.body as string) as unknown[]).length)
    // The first answer is lost on its way: what it took in is not taken in again.
    const answer = await app.request(url, init)
    return sizes.length === 1 ? new Response('', { status: 503, headers: { 'retry-after': '0' } }) : answer
  }
  const feed = new UsageFeed({ baseUrl: 'http://hub.test', apiKey, fetch })
  const events = Array.from({ length: 501 }, (_, nth) => JSON.parse(event(`e${nth}`)) as SentEvent)
  const receipts = await feed.sendEvents(events)
  expect(sizes).toEqual([500, 500, 1])
  expect(receipts.map(({ id }) => id)).toEqual(events.map(({ id }) => id))
  expect(receipts.map(({ status }) => status)).toEqual([...Array<string>(500).fill('duplicate'), 'accepted'])
  expect(await bill()).toEqual(['calls rest 501 = 501'])
  expect((await app.request('/v1/accounts', { headers: { authorization: `Bearer ${apiKey}` } })).status).toBe(403)
})

test('past events are counted again under a draft of the catalogue, with their attributes', async () => {
  await send(Array.from({ length: 3 }, (_, nth) => event(`e${nth}`, { attributes: { user: `u${nth}`, region: 'north' } })))
  const parsed = parseCatalogue(catalogue.replace('[north, south]', '[south]').replace('{ upTo: "1",', '{ upTo: "2",'))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  const asked = { storage: hub.storage, environment: hub.environment, tenant: hub.tenant, draft: parsed.value }
  const pages = await pagesOf(50, (page) => backtest({ ...asked, months: { from: '2026-03', to: '2026-03' } }, page))
  const rows = pages.flat().filter((row) => row.account === account)
  expect(rows).toMatchObject([{ state: 'compared', before: { minor: 900n + 1300n }, after: { minor: 300n + 1400n } }])
})

test('what is only counted needs no quantity; a subscription for one device counts what is said of it', async () => {
  const [one, other] = ['dev_01k9zz3v6efqvrs3m1rc2v7h5e', 'dev_01k9zz3v6efqvrs3m1rc2v7h5f'] as const
  await hub.write(({ devices }) => devices.insert(sampleDevice({ id: one, owner: account })))
  await order('disk', one)
  const of = (id: string, device?: string) =>
    event(id, { service: 'sample.disk', meter: 'stored', quantity: undefined, ...(device && { attributes: { device } }) })
  expect(await said(of('a', one), of('b', other), of('c'))).toEqual(['accepted', 'rejected not_priced', 'rejected not_priced'])
  expect(await bill()).toEqual(['files  1 = 2'])
})

test('a sender that may speak for one account speaks for no other, and learns nothing of its events', async () => {
  await send([event('a')])
  const stranger = await hub.account('UTC')
  const receipts = await send([event('a'), event('a', { quantity: '2' }), event('b', {}, { subject: stranger })], stranger)
  expect(receipts.map(({ rejection }) => rejection?.code)).toEqual(['subject_not_found', 'subject_not_found', 'not_priced'])
  expect((await send([event('c')], account)).map(({ status }) => status)).toEqual(['accepted'])
})

test('a line is walked to its events, in pages that meet, and their quantities sum to it', async () => {
  await send(Array.from({ length: 5 }, (_, nth) => event(`e${nth}`, { quantity: `${nth}.5` })))
  const [draft] = value(await hub.read((stores) => draftInvoices(stores, hub.environment, { account, month: '2026-03' })))
  if (draft === undefined) throw new Error('there is a draft')
  const line = draft.lines.find(({ band }) => band === 'rest')
  if (line === undefined) throw new Error('there is a line')
  const asked = { account, reference: readLine(lineOf(draft.subscription, line)), month: '2026-03' }
  const show = async (page: { limit: number; after?: string }) =>
    value(await hub.read((stores) => lineUsage(stores, hub.environment, { ...asked, page })))
  expect(await show({ limit: 1 })).toMatchObject({ kind: 'events', records: 5, isComplete: true })
  const pages = await pagesOf(2, async (page) => (await show(page)).page)
  expect(pages.map(({ length }) => length)).toEqual([2, 2, 1])
  const events = pages.flat().flatMap((record) => ('event' in record ? [record] : []))
  expect(events.map(({ id }) => id).toSorted()).toEqual(['e0', 'e1', 'e2', 'e3', 'e4'])
  expect(formatExact(sum(events.map(({ quantity }) => quantity)))).toBe(formatExact(line.quantity))
  const [first] = events
  expect(first).toMatchObject({ source, receivedFrom: key, receivedAtMs: Date.parse(at) })
  const [accepted] = await hub.read(({ usageEvents }) => usageEvents.named(first === undefined ? [] : [first.event]))
  const hash = hub.environment.crypto.sha256(new TextEncoder().encode(accepted?.content))
  expect(first?.contentHash).toEqual(hash)
})

test('a rejected event is kept with whose it is, as far as it says, so that it goes with a person', async () => {
  const stranger = await hub.account('UTC')
  await send([
    event('a', { quantity: 'two' }),
    event('b', { quantity: 'two' }, { subject: api }),
    event('c', {}, { subject: 'x' }),
  ])
  await send([event('d')], stranger)
  const kept = () => hub.read(({ usageEvents }) => usageEvents.listRejected({ limit: 9 }, { source }))
  const owned = (await kept()).items.map(({ id, account: whose }) => [id, whose === account])
  expect(owned).toEqual([
    ['d', true],
    ['c', false],
    ['b', true],
    ['a', true],
  ])
  await hub.write(({ persons }) => persons.erase(account, { atMs: Date.parse(at), ground: 'objected' }))
  expect((await kept()).items.map(({ id }) => id)).toEqual(['c'])
})

describe('a rejected event', () => {
  test('is taken in as it came once what was missing is there', async () => {
    const file = event('a', { service: 'sample.disk', meter: 'stored' })
    const id = await rejectedOf(file)
    expect(await replay(id)).toMatchObject({ ok: false, error: { kind: 'invalid', code: 'not_priced' } })
    await order('disk')
    expect((await replay(id)).ok).toBe(true)
    expect(await bill()).toEqual(['files  1 = 2'])
  })

  test('that its sender sends right is settled, and cannot count again', async () => {
    const id = await rejectedOf(event('a', { quantity: 'two' }))
    await send([event('a', { quantity: '2' })])
    const kept = await hub.read(({ usageEvents }) => usageEvents.getRejected(id))
    expect(kept?.decision).toEqual({ state: 'resent', atMs: Date.parse(at) })
    expect(await replay(id, event('z'))).toMatchObject({ error: { kind: 'conflict', code: 'event_taken' } })
    expect(await bill()).toEqual(['calls rest 2 = 2'])
  })

  test('is dismissed, is taken in all the same later, and not dismissed after', async () => {
    const id = await rejectedOf(event('a', { quantity: 'two' }))
    const dismiss = () =>
      hub.write((stores) => dismissRejected(stores, hub.environment, { rejected: id, by: key, reason: 'sample' }))
    const dismissed = value(await dismiss())
    expect(dismissed.decision?.state).toBe('dismissed')
    expect(value(await dismiss())).toEqual(dismissed)
    expect((await replay(id, event('a'))).ok).toBe(true)
    expect(await dismiss()).toMatchObject({ error: { kind: 'conflict', code: 'event_taken' } })
  })

  test('stays as it is where it is rejected again, or was taken in before', async () => {
    await send([event('a')])
    const id = await rejectedOf(event('a', { quantity: '2' }))
    expect(await replay(id)).toMatchObject({ error: { code: 'other_content' } })
    expect(await replay(id, event('a'))).toMatchObject({ error: { code: 'event_taken' } })
    expect(await replay(id, event('a', { quantity: 'x' }))).toMatchObject({ error: { faults: [{ path: 'data.quantity' }] } })
    expect((await hub.read(({ usageEvents }) => usageEvents.getRejected(id)))?.decision).toBeUndefined()
    expect((await replay(id, event('b', { quantity: '2' }))).ok).toBe(true)
    expect(await bill()).toEqual(['calls rest 3 = 3'])
  })
})

test.each([
  ['en', 'Rejected usage events', 'It has faults.', 'The event is taken in.'],
  ['fr', 'Événements d’usage rejetés', 'Il comporte des erreurs.', 'L’événement est pris en compte.'],
] as const)('in the console (%s) rejected events are listed, put right and walked to', async (language, title, why, done) => {
  const id = await rejectedOf(event('a', { quantity: 'two' }))
  const browser = await consoleOf(hub, language)
  const list = await browser.get('/console/events')
  for (const text of [title, why, `/console/events/${id}`]) expect(list.text).toContain(text)
  expect((await browser.get('/console/events?state=dismissed')).text).not.toContain(id)
  expect((await browser.get('/console/events?source=urn:other&state=any')).text).not.toContain(id)
  const csv = await browser.get('/console/events.csv')
  expect(csv.text).toContain(`${id},${source},a,event_invalid,waiting`)
  const at = `/console/events/${id}`
  expect((await browser.get(at)).text).toContain('data.quantity')
  const wrong = await browser.post(`${at}/replay`, { event: 'not JSON', reason: 'sample' })
  expect([wrong.status, wrong.text.includes('not JSON')]).toEqual([422, true])
  const still = await browser.post(`${at}/replay`, { event: event('a', { quantity: 'three' }), reason: 'sample' })
  expect([still.status, still.text.includes(why)]).toEqual([422, true])
  const shown = await browser.post(`${at}/replay`, { event: event('a', { quantity: '2' }), reason: 'sample' })
  expect(shown.text).toContain(done)
  const taken = /\/console\/events\/(evt_\w+)/.exec(shown.text)?.[1] ?? ''
  const page = await browser.get(`/console/events/${taken}`)
  for (const text of [source, id, '&quot;two&quot;']) expect(page.text).toContain(text)
  const line = await browser.get(`/console/invoices/${account}/2026-03/${api}:calls:rest`)
  expect(line.text).toContain(`/console/events/${taken}`)
  expect(await bill()).toEqual(['calls rest 2 = 2'])
})

describe('as time passes', () => {
  beforeEach(async () => {
    await hub.close()
    await open()
    await customer()
  })

  test('an event that lies over two versions of the catalogue is counted whole, each part by the version of its time', async () => {
    await order('disk')
    const dearer = catalogue.replace('name: rest, unitPrice: "1"', 'name: rest, unitPrice: "10"').replace('"2"', '"7"')
    const next = { source: dearer, effectiveFromMs: Date.parse(at) + dayMs, touches: 'date' } as const
    value(await hub.write((stores) => publishCatalogue(stores, hub.environment, next)))
    hub.pass(2 * dayMs)
    const span = { start: '2026-03-11T06:00:00Z', end: '2026-03-11T18:00:00Z' }
    const file = { service: 'sample.disk', meter: 'stored', ...span }
    expect(await said(event('a', { ...span, quantity: '6' }), event('b', file))).toEqual(['accepted', 'accepted'])
    expect(await bill()).toEqual(['calls rest 3 = 3', 'calls rest 3 = 30', 'files  1 = 2'])
  })

  test('what served its time goes, and the line then says that not everything is listed', async () => {
    await send([event('a'), event('b', { meter: 'other' })])
    hub.pass(1096 * dayMs)
    await forgetOld({ storage: hub.storage, environment: hub.environment, days: {}, onForgotten: () => undefined }, hub.tenant)
    const reference = { subscription: api, price: 'calls', band: 'rest' }
    const page = { limit: 9 }
    const shown = await hub.read((stores) => lineUsage(stores, hub.environment, { account, reference, month: '2026-03', page }))
    expect(value(shown)).toMatchObject({ isComplete: false, records: 1, page: { items: [] } })
    expect(await said(event('a'))).toEqual(['rejected too_old'])
  })

  test('a rejected event is taken in put right, with the original beside it, and then what came first is known', async () => {
    const wrong = event('a', { quantity: 'two' })
    const id = await rejectedOf(wrong)
    hub.pass(3 * dayMs)
    const right = event('a', { quantity: '2' })
    const replayed = value(await replay(id, right))
    expect(replayed).toMatchObject({ body: wrong, decision: { state: 'replayed', by: key, reason: 'sample' } })
    const [accepted] = await hub.read(({ usageEvents }) =>
      usageEvents.named(replayed.decision?.event === undefined ? [] : [replayed.decision.event]),
    )
    expect(accepted).toMatchObject({ rejected: id, source, id: 'a' })
    expect(value(await replay(id, right))).toEqual(replayed)
    expect(await said(wrong, right)).toEqual(['duplicate', 'duplicate'])
    expect(await bill()).toEqual(['calls rest 2 = 2'])
  })

  test('a rejected event is late by when it came first, not by when it is put right', async () => {
    const id = await rejectedOf(event('a', { quantity: 'two' }))
    hub.pass(399 * dayMs)
    expect((await replay(id, event('a', { quantity: '2' }))).ok).toBe(true)
    hub.pass(2 * dayMs)
    expect(await said(event('b'))).toEqual(['rejected too_old'])
  })
})
