import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { readLine } from '@octroi/hub/invoicing/line-reference'
import { openDispute } from '@octroi/hub/invoicing/open-dispute.use-case'
import type { AccountId, AuthorizationId, DisputeId, SubscriptionId } from '@octroi/shared/ids/id'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { PageBrowser, pagesOver, type ShownPage } from '../kit/page-browser.ts'
import { energyReading } from '../kit/sample-records.ts'

let world: OpeningWorld
let elsewhere: OpeningWorld
let operator: PageBrowser
let stranger: PageBrowser
let partner: AccountId
let authorization: AuthorizationId
let supply: SubscriptionId
let dispute: DisputeId
const month = '2026-11'

beforeAll(async () => {
  world = await OpeningWorld.open()
  elsewhere = await OpeningWorld.open()
  const { hub, owner, car } = world
  operator = await signedIn(world)
  stranger = await signedIn(elsewhere)
  partner = await hub.account()
  const tree = `- account: ${partner}\n  percent: "40"\n`
  await operator.post('/console/shares/agree', { offer: 'merchant', shares: tree })
  authorization = await world.granted()
  supply = await world.order(owner, 'supply')
  const reading = energyReading(nowMs, nowMs + 1000, 5_000_000_000n)
  await world.ingest(car.journal.batch(...world.wholeOpening(authorization), reading).envelope)
  const about = { account: owner, month, line: readLine(`${supply}:energy`), reason: 'Nobody was at home.' }
  dispute = value(await hub.write((stores) => openDispute(stores, hub.environment, about))).id
})
afterAll(async () => {
  await world.close()
  await elsewhere.close()
})

async function signedIn({ hub, owner }: OpeningWorld): Promise<PageBrowser> {
  const key = { tenant: hub.tenant, account: owner, role: 'operator', label: 'Night desk' } as const
  const { token } = value(await hub.write((stores) => giveApiKey(stores, hub.environment, key)))
  const browser = new PageBrowser(pagesOver(hub), { home: '/console' })
  await browser.signIn(token)
  return browser
}

/** What a reader sees of a page: its text, without tags and with single spaces. */
const seen = ({ text }: ShownPage): string =>
  text
    .replace(/^[\s\S]*<main/, '<main')
    .replaceAll(/<option\b[\s\S]*?<\/option>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')

const linksOf = ({ text }: ShownPage): readonly string[] =>
  [...text.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))

describe('draft invoices', () => {
  test('of a month: every subscription with its total, before VAT and not issued', async () => {
    const page = await operator.get(`/console/invoices?period=${month}`)
    const text = seen(page)
    expect(text).toContain('before VAT, and not issued to anybody')
    expect(text).toMatch(/Merchant .*€2\.40/)
    expect(text).toContain('Sum of this page, before VAT: €2.40 + £0.00')
    expect(linksOf(page)).toContain(`/console/invoices/${world.merchant}/${month}`)
  })

  test('of one account: lines with quantity, the stored steps, exact and rounded, and what is disputed', async () => {
    const text = seen(await operator.get(`/console/invoices/${world.owner}/${month}`))
    expect(text).toContain('Draft: before VAT, not issued.')
    expect(text).toMatch(/Energy disputed 5 Wh .* 0\.001 £0\.00/)
  })

  test('a line: the signed records behind it, with the way to their proofs and the shares', async () => {
    const lines = await operator.get(`/console/invoices/${world.merchant}/${month}`)
    const line = linksOf(lines).find((href) => href.endsWith(':opening')) ?? ''
    const page = await operator.get(line)
    expect(seen(page)).toContain('One signed record makes it.')
    expect(linksOf(page)).toContain(`/console/authorizations/${authorization}`)
    expect(linksOf(page)).toContain(`/console/shares/charges/${authorization}`)
    expect(linksOf(page).some((href) => /^\/console\/devices\/dev_\w+\/records\/\d+\/proof$/.test(href))).toBe(true)
    expect((await operator.get(`${line}.csv`)).text).toContain(authorization)
  })

  test('are files as well', async () => {
    const { text } = await operator.get(`/console/invoices.csv?period=${month}`)
    expect(text).toMatch(/^account,month,offer,subscription,lines,open_disputes,currency,total\r\n/)
    expect(text).toContain(',merchant,')
    const { text: lines } = await operator.get(`/console/invoices/${world.owner}/${month}.csv`)
    expect(lines).toContain(`${supply}:energy,5,`)
  })
})

describe('a dispute', () => {
  test('waits in the list, is answered once, and then has ended', async () => {
    expect(seen(await operator.get('/console/disputes'))).toContain('Nobody was at home.')
    const path = `/console/disputes/${dispute}`
    const nothing = await operator.post(`${path}/answer`, { state: 'upheld', text: ' ' })
    expect([nothing.status, seen(nothing).includes('Say why, in at most 1000 characters.')]).toEqual([422, true])
    const done = await operator.post(`${path}/answer`, { state: 'rejected', text: 'The meter was read well.' })
    expect(seen(done)).toContain('The dispute is answered.')
    expect(seen(done)).toContain('The meter was read well.')
    expect((await operator.post(`${path}/answer`, { state: 'upheld', text: 'No.' })).status).toBe(409)
    expect(seen(await operator.get('/console/disputes'))).toContain('No dispute waits for an answer.')
    expect(seen(await operator.get('/console/disputes?state=rejected'))).toContain('Nobody was at home.')
  })
})

describe('shares', () => {
  test('are shown as a tree, and wrong ones are refused with every fault, as they were typed', async () => {
    expect(seen(await operator.get('/console/shares'))).toMatch(/You: all that nobody takes Sample : 40% of the whole/)
    const wrong = await operator.post('/console/shares/agree', {
      offer: 'merchant',
      shares: `[{account: ${partner}, percent: "60"}, {account: ${partner}, percent: "60"}]`,
    })
    expect(wrong.status).toBe(422)
    expect(seen(wrong)).toContain('The parts are more than 100 % of what is shared.')
    expect(wrong.text).toContain('percent: &quot;60&quot;')
    const torn = await operator.post('/console/shares/agree', { offer: 'merchant', shares: '- account: [' })
    expect([torn.status, seen(torn).includes('Nothing was agreed')]).toEqual([422, true])
  })

  test('who was paid what: from the authorization to its shares, the statement and the ledger entry', async () => {
    const split = await operator.get(`/console/shares/charges/${authorization}`)
    expect(seen(split)).toMatch(/Sample 0\.96 November 2026/)
    expect(seen(split)).toMatch(/You 1\.44/)
    const statement = linksOf(split).find((href) => href.startsWith('/console/shares/partners/')) ?? ''
    const shown = await operator.get(statement)
    expect(seen(shown)).toContain('€0.96')
    expect((await operator.get(`/console/shares/partners/${partner}.csv?period=${month}`)).text).toContain(',0.96,EUR')
    const entry = await operator.get(linksOf(split).find((href) => href.startsWith('/console/ledger/entries/')) ?? '')
    expect(seen(entry)).toMatch(/payable acct_\w+ EUR €0\.96/)
    expect(linksOf(entry)).toContain(`/console/shares/charges/${authorization}`)
  })
})

describe('the ledger', () => {
  test('sums to zero in every currency, and says so', async () => {
    const page = seen(await operator.get('/console/ledger'))
    expect(page).toMatch(/EUR €2\.40 €2\.40 €0\.00 sums to zero/)
    expect((await operator.get('/console/ledger.csv')).text).toContain('revenue,EUR,0.00,1.44,-1.44')
  })

  test('shows the postings of an account, each with its entry', async () => {
    const page = await operator.get('/console/ledger/accounts/revenue')
    expect(seen(page)).toMatch(/EUR €1\.44/)
    expect(linksOf(page).some((href) => href.startsWith('/console/ledger/entries/charge%20'))).toBe(true)
    const { text } = await operator.get('/console/ledger/accounts/revenue.csv')
    expect(text).toMatch(/^booked,entry,currency,debit,credit\r\n.*,EUR,,1\.44\r\n$/)
  })
})

describe('settings', () => {
  test('say who the operator is, and which keys sign', async () => {
    const page = seen(await operator.get('/console/settings'))
    for (const text of ['Root key', 'permits', 'leases', 'receipts', 'valid', 'Europe/Paris', '6000'])
      expect(page).toContain(text)
  })

  test('a key is given, with its token shown this once, and revoked', async () => {
    const given = await operator.post('/console/settings/keys', { account: world.merchant, role: 'partner', label: 'Shop' })
    const token = /octroi_\w{26}_(\w{26})_[\w-]{43}/.exec(given.text)
    expect(token).not.toBeNull()
    const list = await operator.get('/console/settings/keys')
    expect(seen(list)).toContain('Shop')
    expect(list.text).not.toContain(token?.[0] ?? 'no token')
    const path = `/console/settings/keys/key_${token?.[1]}/revoke`
    expect((await operator.post(path, { account: world.owner })).status).toBe(404)
    expect(seen(await operator.post(path, { account: world.merchant }))).toContain('The key is revoked.')
    expect((await operator.get('/console/settings/keys.csv')).text).toMatch(/key_\w{26},acct_\w{26},partner,\S+Z,\S+Z\r\n/)
  })

  test.each([
    ['keys', { account: 'acct_nonsense', role: 'partner', label: 'x' }, 'There is no such account.'],
    ['keys', { role: 'partner', label: ' ' }, 'Say what the key is for'],
    ['endpoints', { url: 'nonsense' }, 'This must be a web address'],
    ['endpoints', { account: 'acct_nonsense', url: 'https://shop.example/' }, 'There is no such account.'],
  ])('%s from %j are asked for again', async (what, form, said) => {
    const shown = await operator.post(`/console/settings/${what}`, { account: world.merchant, ...form })
    expect([shown.status, seen(shown).includes(said)]).toEqual([422, true])
  })

  test('an endpoint is added with its secret shown this once, and removed', async () => {
    const url = 'https://shop.example/told'
    const added = await operator.post('/console/settings/endpoints', { account: world.merchant, url })
    expect(added.text).toMatch(/whsec_/)
    const [first] = (await world.hub.read(({ endpoints }) => endpoints.list({ limit: 1 }))).items
    expect(first?.url).toBe(url)
    const removed = await operator.post(`/console/settings/endpoints/${first?.id}/remove`, {})
    expect(seen(removed)).toContain('The endpoint is removed.')
    expect(seen(removed)).not.toContain(url)
  })
})

test('nothing of it is there for another tenant', async () => {
  const entry = linksOf(await operator.get('/console/ledger/accounts/revenue')).find((href) => href.includes('/entries/')) ?? ''
  const own = [
    `/console/invoices/${world.owner}/${month}`,
    `/console/invoices/${world.owner}/${month}/${supply}:energy`,
    `/console/disputes/${dispute}`,
    `/console/shares/partners/${partner}`,
    `/console/shares/charges/${authorization}`,
    `/console/ledger/accounts/${encodeURIComponent(`payable ${partner}`)}`,
    entry,
  ]
  for (const path of own) expect([path, (await operator.get(path)).status]).toEqual([path, 200])
  for (const path of own) expect([path, (await stranger.get(path)).status]).toEqual([path, 404])
  const [key] = (await world.hub.read(({ accounts }) => accounts.apiKeys({ limit: 1 }))).items
  const acts = [
    [`/console/disputes/${dispute}/answer`, { state: 'upheld', text: 'x' }],
    [`/console/settings/keys/${key?.id}/revoke`, { account: key?.account ?? '' }],
  ] as const
  for (const [path, form] of acts) expect((await stranger.post(path, form)).status).toBe(404)
})

test.each([
  '/console/invoices?period=2026-13',
  '/console/invoices?account=nonsense',
  '/console/invoices/acct_nonsense/2026-11',
  '/console/disputes?state=lost',
  '/console/disputes/dsp_nonsense',
  '/console/ledger?kind=lost',
  '/console/ledger/accounts/nonsense',
  '/console/ledger/accounts/revenue?after=nonsense',
  '/console/ledger/entries/nonsense',
  '/console/shares/charges/nonsense',
  '/console/settings/keys?after=nonsense',
  '/console/settings/endpoints?after=nonsense',
])('%s is not there', async (path) => expect((await operator.get(path)).status).toBe(404))
