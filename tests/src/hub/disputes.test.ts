import { afterAll, beforeAll, expect, test } from 'vitest'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { type Answer, type Party, RunningHub } from '../kit/running-hub.ts'

let hub: RunningHub
let household: Party
let line: string

beforeAll(async () => {
  hub = await RunningHub.start()
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', openingCatalogue)
  household = await hub.party('account_holder')
})
afterAll(() => hub.stop())

const month = new Date().toISOString().slice(0, 7)
let keys = 0
const newKey = () => ({ 'idempotency-key': `disputes-${keys++}` })

/** A line of its own for each test, so that none meets another’s dispute. */
async function newLine(): Promise<string> {
  const placed = await hub.ask('POST', '/v1/orders', { offer: 'supply' }, { token: household.token, headers: newKey() })
  line = `${placed.body.subscription}:energy`
  return line
}

const as = (party: Party) => ({ token: party.token, headers: newKey() })
const dispute = (more: object = {}, by = household): Promise<Answer> =>
  hub.ask('POST', '/v1/disputes', { month, line, reason: 'Nobody was at home.', ...more }, as(by))
const post = (path: string, body: unknown, by?: Party) =>
  hub.ask('POST', path, body, by === undefined ? { headers: newKey() } : as(by))

function expectProblem(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.body.code], JSON.stringify(answer.body)).toEqual([status, code])
}

test('a line is disputed once, marked on the draft, and answered for good by the operator', async () => {
  await newLine()
  const opened = await dispute()
  expect(opened.status).toBe(201)
  expect(opened.body).toMatchObject({ account: household.account, month, line, state: 'open', reason: 'Nobody was at home.' })
  expectProblem(await dispute(), 409, 'dispute_open')

  const path = `/v1/disputes/${opened.body.id}`
  expectProblem(await post(`${path}/answer`, { state: 'upheld', text: 'No.' }, household), 403, 'role_required')
  const drafts = () => hub.ask('GET', `/v1/accounts/${household.account}/draft-invoices`, undefined, { token: household.token })
  const lineNow = async () =>
    (await drafts()).body.items
      .flatMap((each: { lines: object[] }) => each.lines)
      .find((each: { line: string }) => each.line === line)
  const before = await lineNow()
  expect(before.dispute).toEqual({ id: opened.body.id, state: 'open' })

  const answered = await post(`${path}/answer`, { state: 'upheld', text: 'You are right.\nWe correct it.' })
  expect(answered.status).toBe(200)
  expect(answered.body).toMatchObject({ state: 'upheld', answer: 'You are right.\nWe correct it.', endedAt: expect.any(String) })
  expect((await hub.ask('GET', path, undefined, { token: household.token })).body).toEqual(answered.body)
  // Upheld changes no amount: only a credit could.
  expect(await lineNow()).toEqual({ ...before, dispute: { id: opened.body.id, state: 'upheld' } })

  for (const end of [
    () => post(`${path}/answer`, { state: 'rejected', text: 'No.' }),
    () => post(`${path}/withdraw`, undefined, household),
  ]) {
    expectProblem(await end(), 409, 'dispute_ended')
  }
  expect((await dispute()).status).toBe(201)
})

test('a dispute is withdrawn by its account alone', async () => {
  await newLine()
  const stranger = await hub.party('account_holder')
  const { id } = (await dispute()).body
  expectProblem(await post(`/v1/disputes/${id}/withdraw`, undefined, stranger), 404, 'dispute_not_found')
  expectProblem(await post(`/v1/disputes/${id}/withdraw`, undefined), 403, 'role_required')
  const withdrawn = await post(`/v1/disputes/${id}/withdraw`, undefined, household)
  expect([withdrawn.status, withdrawn.body.state]).toEqual([200, 'withdrawn'])
  expect(withdrawn.body).not.toHaveProperty('answer')
})

test.each<[string, () => object, string, string]>([
  ['another subscription', () => ({ line: 'sub_01h455vb4pex5vsknk084sn02q:energy' }), 'line', 'line_not_found'],
  ['a price it does not have', () => ({ line: line.replace('energy', 'gas') }), 'line', 'line_not_found'],
  ['a band it does not have', () => ({ line: `${line}:peak` }), 'line', 'line_not_found'],
  ['a month before the subscription', () => ({ month: '2020-01' }), 'line', 'line_not_found'],
  ['a month that has not begun', () => ({ month: '2199-01' }), 'month', 'not_begun'],
  ['no month', () => ({ month: '2026-13' }), 'month', 'invalid_format'],
  ['no line', () => ({ line: 'energy' }), 'line', 'invalid_format'],
  ['no reason', () => ({ reason: '  ' }), 'reason', 'out_of_range'],
  ['a reason that is too long', () => ({ reason: 'x'.repeat(1001) }), 'reason', 'out_of_range'],
])('a dispute of %s is refused', async (_what, more, path, code) => {
  await newLine()
  const refused = await dispute(more())
  expectProblem(refused, 422, 'invalid_input')
  expect(refused.body.faults).toMatchObject([{ path, code }])
})

test('nobody disputes for another account', async () => {
  await newLine()
  expectProblem(await dispute({ account: household.account }, await hub.party('account_holder')), 404, 'account_not_found')
  expectProblem(await post('/v1/disputes', { month, line, reason: 'x' }), 403, 'role_required')
})

test('a repeated request opens one, and each account and state lists its own', async () => {
  await newLine()
  const same = { token: household.token, headers: newKey() }
  const ask = () => hub.ask('POST', '/v1/disputes', { month, line, reason: 'Once.' }, same)
  const [first, second] = [await ask(), await ask()]
  expect([first.status, second.status]).toEqual([201, 201])
  expect(second.body).toEqual(first.body)
  const list = async (query: string, token?: string) =>
    (await hub.ask('GET', `/v1/disputes?limit=100${query}`, undefined, token === undefined ? {} : { token })).body.items
  expect((await list('&state=open', household.token))[0]).toEqual(first.body)
  const states = new Set((await list('&state=upheld')).map(({ state }: { state: string }) => state))
  expect([...states]).toEqual(['upheld'])
  expect(await list('', (await hub.party('account_holder')).token)).toEqual([])
  expectProblem(await hub.ask('GET', '/v1/disputes?state=other'), 422, 'invalid_input')
})

test('at the same moment a line gets one dispute', async () => {
  await newLine()
  const answers = await Promise.all(Array.from({ length: 6 }, () => dispute()))
  expect(
    answers
      .map(({ status }) => String(status))
      .toSorted()
      .join(' '),
  ).toBe('201 409 409 409 409 409')
})

test('the audit log says who disputed and who answered, also where it was refused', async () => {
  await newLine()
  const { id } = (await dispute()).body
  await dispute()
  await post(`/v1/disputes/${id}/answer`, { state: 'rejected', text: 'The meter is right.' })
  const log = (await hub.ask('GET', '/v1/audit-log?limit=3')).body.items
  expect(log).toMatchObject([
    { action: 'POST /v1/disputes/{dispute}/answer', target: `/v1/disputes/${id}/answer`, role: 'operator', result: 'done' },
    { action: 'POST /v1/disputes', account: household.account, result: 'dispute_open' },
    { action: 'POST /v1/disputes', account: household.account, result: 'done', made: id },
  ])
})

test('a key that is revoked opens nothing any more', async () => {
  const { account, token } = await hub.party('account_holder')
  const [, key] = /^octroi_[^_]+_([^_]+)_/.exec(token) ?? []
  const revoke = (of: string) => hub.ask('DELETE', `/v1/accounts/${of}/api-keys/key_${key}`)
  expectProblem(await revoke(household.account), 404, 'api_key_not_found')
  expect((await hub.ask('GET', '/v1/devices', undefined, { token })).status).toBe(200)
  expect([(await revoke(account)).status, (await revoke(account)).status]).toEqual([204, 204])
  expectProblem(await hub.ask('GET', '/v1/devices', undefined, { token }), 401, 'api_key_invalid')
})

test('a line of a period that is no month is disputed in its period, by either name', async () => {
  const yearly = `
  yearly:
    name: Yearly
    currency: GBP
    billing: { every: year, starts: anniversary }
    prices: { energy: { model: per_unit, name: Energy, meter: import, unitPrice: "0.0002" } }
`
  await hub.ask('POST', '/v1/catalogue/versions', `${openingCatalogue.trimEnd()}${yearly}`)
  const party = await hub.party('account_holder')
  const { subscription } = (await hub.ask('POST', '/v1/orders', { offer: 'yearly' }, as(party))).body
  const path = `/v1/accounts/${party.account}/draft-invoices`
  const drafted = async (query = '') => (await hub.ask('GET', `${path}${query}`, undefined, { token: party.token })).body.items
  const [draft] = await drafted()
  const { name } = draft.period
  expect(name).toMatch(/^\d{4}-\d\d-\d\d$/)
  const asked = { month: name, line: `${subscription}:energy` }
  const opened = await dispute(asked, party)
  expect([opened.status, opened.body.month]).toEqual([201, name])
  expectProblem(await dispute({ ...asked, month: name.slice(0, 7) }, party), 409, 'dispute_open')
  const [again] = await drafted(`?period=${name}`)
  expect(again.lines[0].dispute).toEqual({ id: opened.body.id, state: 'open' })
  const usage = await hub.ask('GET', `${path}/${asked.line}/usage?period=${name}`, undefined, { token: party.token })
  expect([usage.status, usage.body.period]).toEqual([200, name])
})
