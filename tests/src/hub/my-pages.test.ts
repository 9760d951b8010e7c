import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { openAccount } from '@octroi/hub/accounts/open-account.use-case'
import { registerDevice } from '@octroi/hub/devices/register-device.use-case'
import { endDispute } from '@octroi/hub/invoicing/end-dispute.use-case'
import { proofSchema, recordProofSchema } from '@octroi/shared/api/proof'
import type { AccountId, AuthorizationId, SubscriptionId } from '@octroi/shared/ids/id'
import { verifyProof } from '@octroi/shared/proof/verify-proof'
import { verifyRecord } from '@octroi/shared/proof/verify-record'
import type { Zone } from '@octroi/shared/time/zone'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { PageBrowser, pagesOver, type ShownPage } from '../kit/page-browser.ts'
import { pageFaults } from '../kit/page-faults.ts'
import { energyReading } from '../kit/sample-records.ts'

let world: OpeningWorld
let authorization: AuthorizationId
let supply: SubscriptionId
let owner: PageBrowser

const month = '2026-11'
const hostile = `<script>alert('x')</script> & "quoted"`
const line = () => `/my/bills/${month}/${supply}:energy`

beforeAll(async () => {
  world = await OpeningWorld.open()
  authorization = await world.granted()
  supply = await world.order(world.owner, 'supply')
  const reading = energyReading(nowMs, nowMs + 1000, 5_000_000_000n)
  const byHand = { time: nowMs + 60_000, timeState: 'synced', service: 'trunk.access', type: 'opened', body: {} } as const
  await world.ingest(world.car.journal.batch(...world.wholeOpening(authorization), byHand, reading).envelope)
  owner = await signedIn(world.owner)
})
afterAll(() => world.close())

async function signedIn(account: AccountId, language = 'en'): Promise<PageBrowser> {
  const { hub } = world
  const request = { tenant: hub.tenant, account, role: 'account_holder', label: 'test' } as const
  const browser = new PageBrowser(pagesOver(hub), { language })
  await browser.signIn(value(await hub.write((stores) => giveApiKey(stores, hub.environment, request))).token)
  return browser
}

async function newAccount(name: string): Promise<AccountId> {
  const zone = 'Europe/Paris' as Zone
  return (await world.hub.write((stores) => openAccount(stores, world.hub.environment, { name, zone }))).id
}

/** What a reader sees of a page: its text, without tags and with single spaces. */
const seen = ({ text }: ShownPage): string =>
  text
    .replace(/^[\s\S]*<main/, '<main')
    .replaceAll(/<option\b[\s\S]*?<\/option>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', '’')
    .replaceAll(/\s+/g, ' ')

describe('the pages of somebody who has everything', () => {
  test('overview: the month so far, the devices, what was opened', async () => {
    const page = seen(await owner.get('/my'))
    for (const text of [
      '£0.00',
      'See each line',
      'car',
      'in service',
      'On behalf of Sample',
      'Closed and locked',
      'Still open',
    ]) {
      expect(page).toContain(text)
    }
  })

  test('openings: by whom, on whose behalf, and whether it was closed again', async () => {
    const page = seen(await owner.get('/my/openings'))
    expect(page).toMatch(
      /Opened 23 Nov 2026, 12:00:00 By the holder of key [\w-]{11} On behalf of Sample Closed 23 Nov 2026, 12:00:00/,
    )
    expect(page).toMatch(/Opened 23 Nov 2026, 12:01:00 By a key or a hand, at the device On behalf of nobody asked for it/)
    expect(page).toContain('Closed not yet, as far as the device has told')
  })

  test('bills: months, lines with their calculation, and the records behind a line', async () => {
    expect(seen(await owner.get('/my/bills'))).toContain('November 2026')
    expect(seen(await owner.get(`/my/bills/${month}`))).toContain('Energy 5 Wh × 0.0002 = 0.001 £0.00')
    const shown = seen(await owner.get(line()))
    for (const text of [
      'One record makes this line.',
      '5 Wh × 0.0002 = 0.001',
      'rounded once, to £0.00',
      'car · record 7 · boot AQEBAQ',
    ]) {
      expect(shown).toContain(text)
    }
  })

  test('proofs come as files that can be checked', async () => {
    const rootKey = (await world.hub.read(({ tenants }) => tenants.get()))?.rootKey ?? new Uint8Array()
    const { crypto } = world.hub.environment
    const record = await owner.get(`/my/devices/${world.car.device}/records/7/proof`)
    expect(record.headers.get('content-disposition')).toContain('attachment; filename="record-7-')
    expect(verifyRecord(crypto, recordProofSchema.parse(JSON.parse(record.text)), rootKey).ok).toBe(true)
    const whole = await owner.get(`/my/authorizations/${authorization}/proof`)
    expect(verifyProof(crypto, proofSchema.parse(JSON.parse(whole.text)), rootKey).ok).toBe(true)
    // The page itself leads to both.
    expect((await owner.get('/my/openings')).text).toContain(`/my/authorizations/${authorization}/proof`)
    expect((await owner.get(line())).text).toContain(`/my/devices/${world.car.device}/records/7/proof`)
  })
})

test('long lists come in pages that lead on and back', async () => {
  const account = await newAccount('Keen')
  const browser = await signedIn(account)
  const services = { 'trunk.access': ['open'] }
  const { device } = value(
    await world.hub.write((stores) => registerDevice(stores, world.hub.environment, { owner: account, label: 'gate', services })),
  )
  const event = (seq: number) =>
    ({ device: device.id, seq, type: 'opened', service: 'trunk.access', atMs: nowMs + seq * 1000, timeState: 'synced' }) as const
  const events = Array.from({ length: 25 }, (_, index) => event(index + 1))
  await world.hub.write(({ authorizations }) => authorizations.insertEvents(events))
  const first = await browser.get('/my/openings')
  const [, older = ''] = /href="(\/my\/openings\?after=[^"]+)"/.exec(first.text) ?? []
  const second = await browser.get(older.replaceAll('&amp;', '&'))
  const count = ({ text }: ShownPage): number => text.split('class="opening-head"').length - 1
  expect([count(first), count(second)]).toEqual([20, 5])
  expect(second.text).toContain('Back to the newest')
  expect((await browser.get('/my/openings?after=nonsense')).status).toBe(404)
})

describe('consents', () => {
  const typed = () => ({ grantee: world.merchant, service: 'trunk.access', device: '', from: '', until: '' })
  const latest = async () => (await world.hub.read(({ consents }) => consents.list({ limit: 1 }, world.owner))).items[0]

  test('are given for a device and a time, shown, and taken back after a question', async () => {
    const times = { from: '2026-12-24T10:00', until: '2026-12-24T12:30' }
    const done = await owner.post('/my/consents', { ...typed(), ...times, device: world.car.device })
    expect(done.path).toBe('/my/consents?done=given')
    expect(seen(done)).toContain('Sample Trunk access · car · from 24 Dec 2026, 10:00, until 24 Dec 2026, 12:30 Take back')
    const consent = await latest()
    // Typed in the account's zone: London, in winter.
    expect([consent?.fromMs, consent?.device]).toEqual([Date.parse('2026-12-24T10:00:00Z'), world.car.device])

    const path = `/my/consents/${consent?.id}/revoke`
    const asked = await owner.get(path)
    expect(seen(asked)).toContain('Take this consent back?')
    expect((await latest())?.untilMs).toBe(Date.parse('2026-12-24T12:30:00Z'))
    const taken = await owner.post(path, {})
    expect(seen(taken)).toContain('The consent is taken back.')
    expect((await latest())?.untilMs).toBe(consent?.fromMs)
  })

  test.each<[string, object, readonly string[]]>([
    ['nobody', { grantee: '' }, ['no account number we know']],
    ['an account that is not there', { grantee: 'acct_01h455vb4pex5vsknk084sn02q' }, ['no account number we know']],
    ['a service that is not there', { service: 'constructor' }, ['Choose one of the services.']],
    ['somebody else’s device', { device: 'dev_01h455vb4pex5vsknk084sn02q' }, ['Choose one of your devices, or all.']],
    ['a time that is none', { from: '2026-02-30T10:00' }, ['This is no date and time.']],
    ['an end before the beginning', { from: '2026-12-24T10:00', until: '2026-12-24T09:00' }, ['after the beginning']],
    [
      'everything at once',
      { grantee: 'x', service: '', until: 'x' },
      ['no account number', 'one of the services', 'after the beginning'],
    ],
  ])('for %s are not given: each fault stands beside its field, what was typed is kept', async (_what, more, said) => {
    const before = await latest()
    const { status, text } = await owner.post('/my/consents', { ...typed(), from: '2026-12-31T08:15', ...more })
    expect(status).toBe(422)
    for (const fault of said) expect(text).toContain(fault)
    expect(text.split('aria-invalid="true"')).toHaveLength(said.length + 1)
    const { grantee = world.merchant, from = '2026-12-31T08:15' } = more as { grantee?: string; from?: string }
    for (const kept of [`value="${grantee}"`, `value="${from}"`]) expect(text).toContain(kept)
    expect(await latest()).toEqual(before)
  })

  test('given in a page are noted with who gave them', async () => {
    await owner.post('/my/consents', typed())
    const [entry] = (await world.hub.read(({ audit }) => audit.list({ limit: 1 }, world.owner))).items
    const consent = await latest()
    expect(entry).toMatchObject({ action: 'POST /my/consents', role: 'account_holder', result: 'done', made: consent?.id })
  })
})

describe('a dispute', () => {
  test('is opened on a line, seen with its answer, and escaped whatever it says', async () => {
    const opened = await owner.post(`${line()}/dispute`, { reason: `${hostile}\r\nsecond line` })
    expect(seen(opened)).toContain('Your dispute is with the operator.')
    expect(opened.text).toContain('&lt;script&gt;')
    expect(opened.text).not.toContain('<script')
    expect(opened.text).not.toContain('name="reason"')
    expect((await owner.get(`/my/bills/${month}`)).text).toContain('Disputed')

    const again = await owner.post(`${line()}/dispute`, { reason: 'Again.' })
    expect(seen(again)).toContain('This line is disputed already.')

    const { hub } = world
    const [dispute] = (await hub.read(({ disputes }) => disputes.list({ limit: 1 }, {}))).items
    expect(dispute?.reason).toBe(`${hostile}\nsecond line`)
    if (dispute === undefined) throw new Error('there is no dispute')
    const end = { id: dispute.id, account: undefined, state: 'rejected', answer: `No. ${hostile}` } as const
    value(await hub.write((stores) => endDispute(stores, hub.environment, end)))
    const answered = await owner.get(line())
    expect(seen(answered)).toContain('Dispute rejected')
    expect(answered.text).toContain('No. &lt;script&gt;')
    expect(answered.text).toContain('name="reason"')
  })

  test('is withdrawn from its line', async () => {
    await owner.post(`${line()}/dispute`, { reason: 'Wrong.' })
    const [dispute] = (await world.hub.read(({ disputes }) => disputes.list({ limit: 1 }, {}))).items
    const withdrawn = await owner.post(`/my/disputes/${dispute?.id}/withdraw`, {})
    expect(seen(withdrawn)).toContain('The dispute is withdrawn.')
    expect(seen(withdrawn)).toContain('Dispute withdrawn')
  })

  test.each([
    ['no reason', ''],
    ['a reason of spaces', '   '],
    ['a reason that is too long', 'x'.repeat(1001)],
  ])('for %s is not opened, and what was typed is kept', async (_what, reason) => {
    const { status, text } = await owner.post(`${line()}/dispute`, { reason })
    expect(status).toBe(422)
    expect(text).toContain('Say in 1 to 1000 characters what is wrong.')
    expect(text).toContain(`>${reason}</textarea>`)
  })
})

test('names that look like markup are shown as they are', async () => {
  const account = await newAccount(hostile)
  const browser = await signedIn(account)
  const services = { 'trunk.access': ['open'] }
  const registered = { owner: account, label: hostile, services }
  value(await world.hub.write((stores) => registerDevice(stores, world.hub.environment, registered)))
  for (const path of ['/my', '/my/consents']) {
    const { text } = await browser.get(path)
    expect(text).not.toContain('<script')
    expect(text).toContain('&lt;script&gt;alert(')
  }
})

describe('languages', () => {
  test.each([
    ['en', 'en', 'Sign in', 'Français'],
    ['fr-FR,fr;q=0.9', 'fr', 'Se connecter', 'English'],
    ['de', 'en', 'Sign in', 'Français'],
  ])('a browser that asks for %s reads %s', async (language, lang, title, other) => {
    const { text } = await new PageBrowser(pagesOver(world.hub), { language }).get('/my/sign-in')
    expect(text).toContain(`<html lang="${lang}">`)
    for (const said of [`<h1>${title}</h1>`, other]) expect(text).toContain(said)
  })

  test('the one that was chosen stays, and figures and times are written in it', async () => {
    const browser = await signedIn(world.owner)
    const chosen = await browser.get(`/my/bills/${month}?lang=fr`)
    expect([chosen.path, chosen.status]).toEqual([`/my/bills/${month}`, 200])
    expect(seen(chosen)).toContain('5 Wh × 0,0002 = 0,001 0,00 £GB')
    expect(seen(await browser.get('/my/openings'))).toMatch(/Ouvert 23 nov. 2026, 12:00:00 Par le porteur de la clé/)
    const back = await browser.get('/my?lang=en')
    expect(back.text).toContain('<html lang="en">')
    expect((await browser.get('/my?lang=xx')).status).toBe(200)
  })
})

test('who has nothing yet is told what will stand there', async () => {
  const browser = await signedIn(await newAccount('New'))
  const said = {
    '/my': ['No device belongs to you yet.', 'Nothing to pay', 'Nothing was opened yet.'],
    '/my/openings': ['Nothing was opened yet.'],
    '/my/consents': ['You have allowed nobody.'],
    '/my/bills': ['No bill yet.'],
  }
  for (const [path, texts] of Object.entries(said)) {
    const page = seen(await browser.get(path))
    for (const text of texts) expect(page, path).toContain(text)
  }
})

describe('every page', () => {
  const pages = (): readonly string[] => [
    ...['/my', '/my/openings', '/my/consents', '/my/bills', `/my/bills/${month}`, line(), '/my/sign-in', '/my/nothing'],
    ...['/my/bills/1999-01', '/my/bills/2026-13', `/my/bills/${month}/sub_x:energy`, '/my/devices/x/records/1/proof'],
  ]

  test.each(['en', 'fr'])('has one heading, labelled fields, ids of its own and balanced tags (%s)', async (language) => {
    const browser = await signedIn(world.owner, language)
    const [consent] = (await world.hub.read(({ consents }) => consents.list({ limit: 1 }, world.owner))).items
    const faults: Record<string, readonly string[]> = {}
    const paths = [...pages(), `/my/consents/${consent?.id}/revoke`]
    for (const path of paths) faults[path] = pageFaults((await browser.get(path)).text)
    const wrong = { grantee: 'x', service: 'x', until: 'x' }
    faults['a faulty consent'] = pageFaults((await browser.post('/my/consents', wrong)).text)
    faults['a faulty reason'] = pageFaults((await browser.post(`${line()}/dispute`, { reason: '' })).text)
    expect(Object.entries(faults).filter(([, found]) => found.length > 0)).toEqual([])
    expect(Object.keys(faults)).toHaveLength(paths.length + 2)
  })
})
