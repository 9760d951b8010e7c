import type { Fetch } from '@octroi/shared/client/hub-connection'
import { HubProblem } from '@octroi/shared/client/hub-problem'
import { MerchantClient } from '@octroi/shared/client/merchant-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { type Party, RunningHub } from '../kit/running-hub.ts'

let hub: RunningHub
let owner: Party
let merchant: Party
let device: string

beforeAll(async () => {
  hub = await RunningHub.start()
  await hub.ask('POST', '/v1/catalogue/versions', openingCatalogue)
  ;[owner, merchant] = [await hub.party('account_holder'), await hub.party('partner')]
  device = (await hub.enrolled(owner.account)).device
  await clientWith().order({ offer: 'merchant' })
  await hub.ask('POST', '/v1/orders', { offer: 'own' }, { token: owner.token, headers: { 'idempotency-key': 'owners-order' } })
})
afterAll(() => hub.stop())

const clientWith = (how: { fetch?: Fetch; apiKey?: string; timeoutMs?: number } = {}): MerchantClient =>
  new MerchantClient({ baseUrl: `${hub.hub.origin}/`, apiKey: merchant.token, ...how })
const askToOpen = () => {
  const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
  return { device, service: 'trunk.access', action: 'open', window, holderKey: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
}
const problem = (asking: Promise<unknown>): Promise<HubProblem> =>
  asking.then(
    () => expect.unreachable('it should not succeed'),
    (error: unknown) => (error instanceof HubProblem ? error : Promise.reject(error as Error)),
  )
const consented = () =>
  hub.ask('POST', '/v1/consents', { grantee: merchant.account, service: 'trunk.access' }, { token: owner.token })

test('a merchant is refused with a reason, then granted at a price, waits, and takes it back', async () => {
  const client = clientWith()
  const refused = await client.authorize(askToOpen())
  expect(refused).toMatchObject({ decision: 'refused', code: 'consent_missing', cure: expect.any(String) as string })
  await consented()
  const quote = await client.quote(askToOpen())
  expect(quote).toMatchObject({ dryRun: true, decision: 'granted', price: { amount: '2.40', currency: 'EUR' } })
  const granted = await client.authorize({ ...askToOpen(), reference: 'parcel 1' })
  if (granted.decision === 'refused') throw new Error(granted.sentence)
  expect(granted).toMatchObject({ price: quote.price, form: 'permit', permit: expect.any(String) as string })
  expect(await client.outcome(granted.id, { withinMs: 900 })).toMatchObject({ outcome: 'pending' })
  expect(await client.timeline(granted.id)).toEqual([])
  expect((await client.cancel(granted.id)).revocation?.state).toBe('pending')
  expect((await problem(client.proof(granted.id))).code).toBe('proof_not_found')
})

test('lists are walked to their end, page by page', async () => {
  for (let count = 0; count < 4; count++) await clientWith().order({ offer: 'merchant' })
  const asked: string[] = []
  const client = clientWith({
    fetch: (url, init) => {
      asked.push(url)
      return fetch(url.replace('limit=100', 'limit=2'), init)
    },
  })
  const ids: string[] = []
  for await (const { id } of client.orders()) ids.push(id)
  expect([ids.length, new Set(ids).size, asked.length]).toEqual([5, 5, 3])
  asked.length = 0
  for await (const { offer } of client.orders()) {
    expect(offer).toBe('merchant')
    break
  }
  expect(asked.length).toBe(1)
})

test('endpoints are added, listed and removed', async () => {
  const client = clientWith()
  const { id, secret } = await client.addEndpoint('http://127.0.0.1:9/hook')
  expect(secret).toMatch(/^whsec_/)
  expect((await client.endpoints()).map((each) => each.id)).toEqual([id])
  await client.removeEndpoint(id)
  expect(await client.endpoints()).toEqual([])
})

describe('what does not succeed', () => {
  test('tells every fault of the input, and the request’s id', async () => {
    const wrong = { ...askToOpen(), service: 'Trunk', holderKey: 'short' }
    const { code, status, faults, requestId } = await problem(clientWith().authorize(wrong))
    expect([code, status, faults.map(({ path }) => path)]).toEqual(['invalid_input', 422, ['service', 'holderKey']])
    expect(requestId).toMatch(/^[\w-]{36}$/)
  })

  test('tells that the key is wrong, without trying again', async () => {
    let asked = 0
    const count: Fetch = (url, init) => (asked++, fetch(url, init))
    expect((await problem(clientWith({ apiKey: 'octroi_wrong', fetch: count }).tenant())).code).toBe('api_key_invalid')
    expect(asked).toBe(1)
  })

  test.each<[string, () => Fetch, string]>([
    ['nobody listens', () => () => Promise.reject(new TypeError('fetch failed')), 'hub_unreachable'],
    ['something else answers', () => () => Promise.resolve(new Response('<html>', { status: 502 })), 'answer_unreadable'],
    ['something else succeeds', () => () => Promise.resolve(new Response('<html>')), 'answer_unreadable'],
  ])('is told where %s', async (_where, answering, code) => {
    expect((await problem(clientWith({ fetch: answering() }).tenant())).code).toBe(code)
  })

  test('is told where no answer comes in time, and where the caller gives up', async () => {
    const never: Fetch = (_url, init) =>
      new Promise((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)))
    const giving = new AbortController()
    const asked = clientWith({ fetch: never }).tenant({ signal: giving.signal })
    giving.abort(new Error('the parcel is lost'))
    await expect(asked).rejects.toThrow('the parcel is lost')
    expect((await problem(clientWith({ fetch: never, timeoutMs: 20 }).tenant())).code).toBe('hub_timed_out')
  })
})

test('an order whose answer was lost is asked for again, and placed once', async () => {
  const before = await countOrders()
  let lost = 0
  const losing: Fetch = async (url, init) => {
    const answer = await fetch(url, init)
    if (lost++ < 2) throw new TypeError('the connection broke')
    return answer
  }
  await clientWith({ fetch: losing }).order({ offer: 'merchant' })
  expect([lost, (await countOrders()) - before]).toEqual([3, 1])
})

test('a hub that cannot write is asked again', async () => {
  let asked = 0
  const full: Fetch = (url, init) =>
    asked++ === 0 ? Promise.resolve(new Response('{}', { status: 503, headers: { 'retry-after': '0' } })) : fetch(url, init)
  expect((await clientWith({ fetch: full }).tenant()).id).toBe(await hub.tenant())
  expect(asked).toBe(2)
})

async function countOrders(): Promise<number> {
  const { items } = (await hub.ask('GET', '/v1/orders?limit=100')).body
  return items.length
}
