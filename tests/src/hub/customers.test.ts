import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { type Answer, RunningHub } from '../kit/running-hub.ts'

/** Who accounts are, over the API: the tree, what is written of them, segments, and offers for them. */
let hub: RunningHub
let asked = 0

const segments = `
  for-students: { name: For students, currency: EUR, for: [students] }
  open-to-all: { name: For all, currency: EUR }
segments:
  students: { name: Students, where: [{ attribute: plan, equals: student }, { country: [FR, BE] }] }
`

beforeAll(async () => {
  hub = await RunningHub.start()
  await hub.ask('POST', '/v1/catalogue/versions', `${openingCatalogue}${segments}`)
})
afterAll(() => hub.stop())

const post = (path: string, body: object, token?: string): Promise<Answer> =>
  hub.ask('POST', path, body, {
    headers: { 'idempotency-key': `customers-${++asked}` },
    ...(token === undefined ? {} : { token }),
  })
const get = (path: string, token?: string): Promise<Answer> =>
  hub.ask('GET', path, undefined, token === undefined ? {} : { token })
const patch = (account: string, body: object, ifMatch?: string): Promise<Answer> =>
  hub.ask('PATCH', `/v1/accounts/${account}`, body, { headers: ifMatch === undefined ? {} : { 'if-match': ifMatch } })
const open = async (more: object = {}): Promise<string> =>
  (await post('/v1/accounts', { name: 'Sample', zone: 'Europe/Paris', ...more })).body.id

const profile = {
  language: 'fr',
  legalName: 'Exemple SARL',
  address: { lines: ['1 rue de l’Exemple'], city: 'Paris', country: 'FR' },
  tax: { kind: 'business', country: 'FR', vatNumber: 'fr 40 303 265 045' },
  contacts: [{ role: 'billing', name: 'Zoé', email: 'zoe@example.com', phone: '+33 1 23 45 67 89' }],
  attributes: { plan: 'student' },
}

describe('an account', () => {
  test('is opened with all that is known of it, found by it, and changed by who read it last', async () => {
    const account = await open({ ...profile, externalIds: { crm: 'C-1' } })
    const read = await get(`/v1/accounts/${account}`)
    expect(read.body).toMatchObject({ ...profile, tax: { vatNumber: 'FR40303265045' }, externalIds: { crm: 'C-1' } })
    for (const query of ['externalId=crm:C-1', 'externalId=crm:C-1&attribute=plan:student&segment=students'])
      expect((await get(`/v1/accounts?${query}`)).body.items).toMatchObject([{ id: account }])
    expect((await get('/v1/accounts?externalId=crm:C-1&standing=suspended')).body).toEqual({ items: [] })
    const tag = read.headers.get('etag') ?? ''
    const changed = await patch(account, { legalName: null, attributes: { plan: 'pupil', size: 'l' } }, tag)
    expect(changed).toMatchObject({ status: 200, body: { attributes: { plan: 'pupil', size: 'l' }, language: 'fr' } })
    expect(changed.body.legalName).toBeUndefined()
    expect(await patch(account, { language: 'de' }, tag)).toMatchObject({ status: 412, body: { code: 'changed_since' } })
    expect((await patch(account, { language: 'de' })).status).toBe(422)
    expect((await patch(account, { language: 'de' }, changed.headers.get('etag') ?? '')).status).toBe(200)
  })

  test('is refused with every fault at once', async () => {
    await open({ externalIds: { crm: 'taken' } })
    const wrong = await post('/v1/accounts', {
      ...{ name: 'x', zone: 'UTC', language: '-' },
      address: { lines: [], country: 'France' },
      tax: { kind: 'consumer', country: 'DE', vatNumber: 'FR1' },
      contacts: [{ role: 'friend', name: '', email: 'zoe' }],
    })
    const paths = wrong.body.faults.map(({ path }: { path: string }) => path)
    expect(paths.toSorted()).toEqual(
      ['address.country', 'address.lines', 'contacts[0].email', 'contacts[0].name', 'contacts[0].role', 'language'].concat([
        'tax.vatNumber',
        'tax.vatNumber',
      ]),
    )
    const taken = await post('/v1/accounts', {
      name: 'x',
      zone: 'UTC',
      externalIds: { crm: 'taken' },
      parent: `acct_${'0'.repeat(26)}`,
    })
    expect(taken.body.faults).toMatchObject([
      { path: 'parent', code: 'account_not_found' },
      { path: 'externalIds.crm', code: 'external_id_taken' },
    ])
  })

  test('stands in a tree without circles, and the one above sees how those below stand and no more', async () => {
    const { account: parent, token } = await hub.party('partner')
    const child = await open({ parent })
    const below = await open({ parent: child })
    await hub.ask('PUT', `/v1/accounts/${child}/standing`, { standing: 'reminded', reason: 'late' })
    const children = await get(`/v1/accounts/${parent}/children`, token)
    expect(children.body).toEqual({ items: [{ id: child, standing: 'reminded' }] })
    for (const path of [`/v1/accounts/${child}`, `/v1/accounts/${child}/children`, `/v1/accounts/${child}/activity`])
      expect((await get(path, token)).status, path).toBe(404)
    const circle = await patch(parent, { parent: below }, '*')
    expect(circle).toMatchObject({ status: 422, body: { faults: [{ path: 'parent', code: 'tree_cycle' }] } })
    expect(circle.body.faults[0].detail).toContain(`${parent} < ${below} < ${child} < ${parent}`)
    let last = below
    for (let level = 4; level <= 10; level++) last = await open({ parent: last })
    const deep = await post('/v1/accounts', { name: 'x', zone: 'UTC', parent: last })
    expect(deep.body.faults).toMatchObject([{ path: 'parent', code: 'tree_too_deep' }])
    expect((await get(`/v1/accounts?parent=${parent}`)).body.items).toMatchObject([{ id: child }])
  })
})

test('an offer for a segment is for who is in it, and says which rule fails', async () => {
  const account = await open({ attributes: { plan: 'student' } })
  const order = { account, offer: 'for-students' }
  const refused = await post('/v1/orders', order)
  expect(refused.body.faults).toEqual([
    {
      path: 'offer',
      code: 'not_in_segment',
      detail: 'The offer is for `students`: country is not known, and must be FR or BE.',
    },
  ])
  expect((await get('/v1/accounts?segment=students')).body.items).not.toContainEqual(expect.objectContaining({ id: account }))
  await patch(account, { address: { lines: ['1'], country: 'BE' } }, '*')
  expect((await get(`/v1/accounts/${account}/segments`)).body.items).toMatchObject([
    { segment: 'students', name: 'Students', isMember: true, rules: [{ holds: true, is: 'student' }, { is: 'BE' }] },
  ])
  expect((await get('/v1/accounts?segment=students')).body.items).toContainEqual(expect.objectContaining({ id: account }))
  expect((await post('/v1/orders', order)).status).toBe(201)
  const other = await open()
  const { subscription } = (await post('/v1/orders', { account: other, offer: 'open-to-all' })).body.items[0]
  const change = await post(`/v1/subscriptions/${subscription}/changes`, { kind: 'offer', offer: 'for-students' })
  expect(change.body.faults).toMatchObject([{ path: 'offer', code: 'not_in_segment' }])
  expect((await get('/v1/accounts?segment=none')).body.faults).toMatchObject([{ path: 'segment', code: 'segment_not_found' }])
})
