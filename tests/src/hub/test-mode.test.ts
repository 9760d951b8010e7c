import { checkProof } from '@octroi/shared/client/check-proof'
import { MerchantClient } from '@octroi/shared/client/merchant-client'
import { Merchant } from '@octroi/simulators/merchant/merchant'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { type Answer, type Party, RunningHub } from '../kit/running-hub.ts'

const holderKey = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
let hub: RunningHub
let asked = 0
const once = () => ({ 'idempotency-key': `test-mode-${++asked}` })
const post = (token: string | undefined, path: string, body?: unknown): Promise<Answer> =>
  hub.ask('POST', path, body, { ...(token === undefined ? {} : { token }), headers: once() })

/** An owner with a car that a merchant may open, in one mode or the other. */
interface World {
  readonly operator: string | undefined
  readonly owner: Party
  readonly merchant: Party
  readonly device: string
}
let live: World
let trial: World

async function world(operator: string | undefined, device: (owner: Party) => Promise<string>): Promise<World> {
  expect((await post(operator, '/v1/catalogue/versions', openingCatalogue)).status).toBe(201)
  const party = async (role: string): Promise<Party> => {
    const account = (await post(operator, '/v1/accounts', { name: 'Sample', zone: 'UTC' })).body.id
    return { account, token: (await post(operator, `/v1/accounts/${account}/api-keys`, { role, label: 'x' })).body.token }
  }
  const [owner, merchant] = [await party('account_holder'), await party('partner')]
  const made = await device(owner)
  await post(owner.token, '/v1/orders', { offer: 'own' })
  await post(merchant.token, '/v1/orders', { offer: 'merchant' })
  await post(owner.token, '/v1/consents', { grantee: merchant.account, service: 'trunk.access' })
  return { operator, owner, merchant, device: made }
}

beforeAll(async () => {
  hub = await RunningHub.start()
  live = await world(undefined, async ({ account }) => (await hub.enrolled(account)).device)
  const twin = await post(undefined, '/v1/test-mode')
  trial = await world(twin.body.token, async ({ account: owner }) => {
    const registered = { owner, label: 'Sample car', services: { 'trunk.access': ['open'] } }
    return (await post(twin.body.token, '/v1/devices', registered)).body.id
  })
})
afterAll(() => hub.stop())

async function granted({ device, merchant }: World, more: object = { holderKey }, lastsMs = 600_000): Promise<string> {
  const window = { from: new Date().toISOString(), until: new Date(Date.now() + lastsMs).toISOString() }
  const { status, body } = await post(merchant.token, '/v1/authorizations', {
    ...{ device, service: 'trunk.access', action: 'open', window },
    ...more,
  })
  expect([status, body.decision]).toEqual([201, 'granted'])
  return body.id
}

const simulate = (authorization: string, outcome: string, token = trial.merchant.token): Promise<Answer> =>
  post(token, `/v1/test-mode/authorizations/${authorization}/outcome`, { outcome })

describe('the test twin', () => {
  test('is founded once, and each time gives another key of its operator', async () => {
    const [first, second] = [await post(undefined, '/v1/test-mode'), await post(undefined, '/v1/test-mode')]
    expect([first.status, second.body.tenant]).toEqual([201, first.body.tenant])
    expect(first.body.token).toMatch(/^octroi_test_/)
    expect(second.body.token).not.toBe(first.body.token)
    const told = (await hub.ask('GET', '/v1/tenant', undefined, { token: first.body.token })).body
    expect(told).toMatchObject({ id: first.body.tenant, livemode: false })
    expect((await hub.ask('GET', '/v1/tenant')).body).toMatchObject({ livemode: true })
    expect(told.rootKey).not.toBe((await hub.ask('GET', '/v1/tenant')).body.rootKey)
  })

  test('gives the same key to a request that is repeated', async () => {
    const headers = once()
    const [first, again] = [
      await hub.ask('POST', '/v1/test-mode', undefined, { headers }),
      await hub.ask('POST', '/v1/test-mode', undefined, { headers }),
    ]
    expect(again.body).toEqual(first.body)
  })

  test('has no twin of its own, and only an operator gets at it', async () => {
    const answers = [await post(trial.operator, '/v1/test-mode'), await post(live.merchant.token, '/v1/test-mode')]
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'already_test_mode'],
      [403, 'role_required'],
    ])
  })

  test('says in every answer to a key which it is', async () => {
    const modes = [trial, live].map(async ({ merchant: { token } }) => {
      const paths = ['/v1/authorizations', '/v1/accounts', '/v1/nothing']
      const answers = await Promise.all(paths.map((path) => hub.ask('GET', path, undefined, { token })))
      return answers.map(({ headers }) => headers.get('octroi-livemode'))
    })
    expect(await Promise.all(modes)).toEqual([Array(3).fill('false'), Array(3).fill('true')])
  })

  test('takes no key that is not marked, and the live tenant none that is', async () => {
    const tokens = [trial.merchant.token.replace('test_', ''), live.merchant.token.replace('octroi_', 'octroi_test_')]
    for (const token of tokens) expect((await hub.ask('GET', '/v1/tenant', undefined, { token })).status).toBe(401)
  })

  test('enrols no real device', async () => {
    const body = { owner: trial.owner.account, label: 'Real', services: {} }
    const { claimCode } = (await post(trial.operator, '/v1/devices', body)).body
    const tenant = (await hub.ask('GET', '/v1/tenant', undefined, { token: trial.merchant.token })).body.id
    await expect(hub.enrol({ tenant, claimCode })).rejects.toThrow('The devices of a test tenant are simulated by the hub')
  })
})

describe('a simulated device', () => {
  test('opens, and the merchant gets a confirmation with a proof, marked as a trial', async () => {
    const client = new MerchantClient({ baseUrl: hub.hub.origin, apiKey: trial.merchant.token })
    const server = await Merchant.listen()
    server.verifyWith((await client.addEndpoint(server.url)).secret)
    const id = await granted(trial)
    const done = await simulate(id, 'completed')
    expect(done.body).toEqual({
      authorization: id,
      device: trial.device,
      records: ['granted', 'actuated', 'opened', 'closed', 'secured'],
      outcome: 'completed',
    })
    const event = await server.confirmed(id, 10_000)
    expect((await client.replay(event.id)).id).toBe(event.id)
    await server.close()
    expect(event).toMatchObject({ type: 'authorization.completed', livemode: false })
    const { rootKey } = await client.tenant()
    const proof = event.data.proof ?? (await client.proof(id))
    expect(checkProof(proof, { rootKey, of: id })).toMatchObject({ ok: true })
    expect(checkProof(proof, { rootKey, of: await granted(trial) })).toMatchObject({ ok: false, error: { link: 'permit' } })
    const liveRoot = (await hub.ask('GET', '/v1/tenant')).body.rootKey
    expect(checkProof(proof, { rootKey: liveRoot, of: id })).toMatchObject({ ok: false, error: { link: 'keyset' } })
    expect((await client.authorization(id)).charges).toMatchObject([{ exact: '2.4' }])
  })

  test.each([
    ['opened', 'opened'],
    ['left_open', 'left_open'],
    ['performed', 'completed'],
    ['failed', 'failed'],
    ['unknown', 'unknown'],
    ['refused', 'pending'],
  ])('%s makes it %s', async (outcome, becomes) => {
    expect((await simulate(await granted(trial), outcome)).body.outcome).toBe(becomes)
  })

  test('closes what it left open', async () => {
    const id = await granted(trial)
    await simulate(id, 'left_open')
    expect((await simulate(id, 'completed')).body).toMatchObject({ records: ['closed', 'secured'], outcome: 'completed' })
  })

  test('takes a passcode as well', async () => {
    const id = await granted(trial, { form: 'passcode' })
    expect((await simulate(id, 'completed')).body).toMatchObject({ outcome: 'completed' })
    const client = new MerchantClient({ baseUrl: hub.hub.origin, apiKey: trial.merchant.token })
    expect(checkProof(await client.proof(id), { rootKey: (await client.tenant()).rootKey, of: id }).ok).toBe(true)
  })

  test('learns that a grant was taken back, and does it no more', async () => {
    const id = await granted(trial)
    expect((await simulate(id, 'cancelled')).body.code).toBe('not_cancelled')
    await post(trial.merchant.token, `/v1/authorizations/${id}/cancellation`)
    expect((await simulate(id, 'completed')).body.code).toBe('authorization_cancelled')
    expect((await simulate(id, 'cancelled')).body.outcome).toBe('cancelled')
    expect((await simulate(id, 'completed')).body.code).toBe('authorization_ended')
  })

  test('does nothing outside the window, and proves that it ended unused', async () => {
    const id = await granted(trial, { holderKey }, 1000)
    expect((await simulate(id, 'expired')).body.code).toBe('window_not_over')
    const { window } = (await hub.ask('GET', `/v1/authorizations/${id}`, undefined, { token: trial.merchant.token })).body
    await new Promise((resolve) => setTimeout(resolve, Date.parse(window.until) + 100 - Date.now()))
    expect((await simulate(id, 'completed')).body.code).toBe('window_over')
    expect((await simulate(id, 'expired')).body.outcome).toBe('expired')
  })
})

describe('nothing of a trial', () => {
  test('touches a live device: its authorizations are not simulated, with any key', async () => {
    const id = await granted(live)
    const tokens = [live.merchant.token, trial.merchant.token, undefined, trial.operator]
    const answers = await Promise.all(
      tokens.map((token) => post(token, `/v1/test-mode/authorizations/${id}/outcome`, { outcome: 'completed' })),
    )
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [403, 'test_mode_required'],
      [404, 'authorization_not_found'],
      [403, 'test_mode_required'],
      [404, 'authorization_not_found'],
    ])
    const own = await granted(trial)
    const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
    const ask = { device: live.device, service: 'trunk.access', action: 'open', window, holderKey }
    expect((await post(trial.merchant.token, '/v1/authorizations', ask)).status).not.toBe(201)
    expect((await simulate(own, 'refused', live.merchant.token)).status).toBe(403)
  })

  test('shows in what is live, whatever is done in whatever order', async () => {
    const before = await everything(live)
    const steps = fc.constantFrom('completed', 'opened', 'left_open', 'failed', 'unknown', 'refused', 'cancel', 'hook', 'order')
    const property = fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 5 }), async (sequence) => {
      const id = await granted(trial)
      for (const step of sequence) await trialStep(id, step)
      expect(await everything(live)).toEqual(before)
    })
    await fc.assert(property, { numRuns: 8, endOnFailure: true })
    expect(JSON.stringify(await everything(trial))).toContain('completed')
  }, 20_000)
})

function trialStep(id: string, step: string): Promise<Answer> {
  const { token } = trial.merchant
  if (step === 'cancel') return post(token, `/v1/authorizations/${id}/cancellation`)
  if (step === 'hook') return post(token, '/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/hook' })
  return step === 'order' ? post(token, '/v1/orders', { offer: 'merchant' }) : simulate(id, step)
}

/** All that the operator of one mode can read of devices, orders, deliveries, bills and books. */
async function everything({ operator, merchant, owner, device }: World): Promise<unknown> {
  const lists = [
    'accounts',
    'authorizations',
    'orders',
    'subscriptions',
    'devices',
    'openings',
    'webhook-deliveries',
    'audit-log',
  ]
  const bills = [merchant, owner].map(({ account }) => `accounts/${account}/draft-invoices`)
  const paths = [...lists, ...bills, 'ledger/balances', `devices/${device}`, `devices/${device}/events`]
  const token = operator === undefined ? {} : { token: operator }
  return Promise.all(paths.map(async (path) => (await hub.ask('GET', `/v1/${path}`, undefined, token)).body))
}
