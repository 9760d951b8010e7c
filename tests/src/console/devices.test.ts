import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { enrolDevice } from '@octroi/hub/devices/enrol-device.use-case'
import { proveEnrolment } from '@octroi/hub/devices/enrolment-proof'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { hashClaimCode } from '@octroi/shared/ids/claim-code'
import type { DeviceId } from '@octroi/shared/ids/id'
import { localInstant, type Zone } from '@octroi/shared/time/zone'
import { signMessage } from '@octroi/shared/wire/message'
import { enrolmentMessage } from '@octroi/shared/wire/messages/enrolment'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { PageBrowser, pagesOver } from '../kit/page-browser.ts'
import { agentStarted, energyReading } from '../kit/sample-records.ts'

const origin = 'http://hub.test'

let world: OpeningWorld
let operator: PageBrowser
beforeAll(async () => {
  world = await OpeningWorld.open()
  operator = await signedIn(world)
})
afterAll(() => world.close())

async function signedIn({ hub, owner }: OpeningWorld, online: readonly DeviceId[] = []): Promise<PageBrowser> {
  const request = { tenant: hub.tenant, account: owner, role: 'operator', label: 'Night desk' } as const
  const { token } = value(await hub.write((stores) => giveApiKey(stores, hub.environment, request)))
  const browser = new PageBrowser(pagesOver(hub, { online }), { home: '/console' })
  await browser.signIn(token)
  return browser
}

/** The labels of the devices on a list, from its file. */
async function found(query: string, browser = operator): Promise<readonly string[]> {
  const { text } = await browser.get(`/console/devices.csv?${query}`)
  const ids = text
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((row) => row.split(',')[0] ?? '')
  const devices = await world.hub.read((stores) => stores.devices.getAll(ids as DeviceId[]))
  return ids.map((id) => devices.find((device) => device.id === id)?.label ?? '')
}

const waiting = (label: string) => ({ owner: world.owner, label, 'service:trunk.access:open': 'on' })

describe('registering a device', () => {
  test('shows the claim code once, with which its agent enrols', async () => {
    const form = { ...waiting('Éloise’s van'), once: 'A'.repeat(22) }
    const shown = await operator.post('/console/devices/new', form)
    const code = /[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}/.exec(shown.text)?.[0] ?? ''
    expect([shown.status, code.length]).toEqual([201, 23])
    expect(shown.text).toContain(`OCTROI_HUB=${origin}\nOCTROI_TENANT=${world.hub.tenant}\nOCTROI_CLAIM_CODE=${code}\n`)
    expect(shown.text).toContain('<svg class="qr"')
    // Sent twice it is done once, and the code is the same.
    expect((await operator.post('/console/devices/new', form)).text).toContain(code)
    expect(await found('q=eloise')).toEqual(['Éloise’s van'])
    await enrol(code)
    expect(await found('q=eloise&show=enrolled')).toEqual(['Éloise’s van'])
  })

  test.each([
    ['an owner that is none', { owner: 'acct_nobody' }, 'There is no such account.'],
    ['no label', { label: ' ' }, 'Give it a name'],
    ['no service', { 'service:trunk.access:open': undefined }, 'Choose at least one service.'],
  ])('with %s is asked for again', async (_what, wrong, said) => {
    const form = Object.entries({ ...waiting('Van'), ...wrong }).filter(
      (field): field is [string, string] => field[1] !== undefined,
    )
    const shown = await operator.post('/console/devices/new', Object.fromEntries(form))
    expect([shown.status, shown.text.includes(said)]).toEqual([422, true])
  })

  test('gives a new code while it waits, and none afterwards', async () => {
    await operator.post('/console/devices/new', waiting('Trailer'))
    const [id] = await ids('q=trailer')
    const shown = await operator.post(`/console/devices/${id}/claim`, {})
    expect(shown.status).toBe(201)
    await enrol(/[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}/.exec(shown.text)?.[0] ?? '')
    expect((await operator.post(`/console/devices/${id}/claim`, {})).text).toContain('It has enrolled meanwhile.')
  })
})

async function ids(query: string): Promise<readonly string[]> {
  const { text } = await operator.get(`/console/devices.csv?${query}`)
  return [...text.matchAll(/^dev_\w+/gm)].map(([id]) => id)
}

async function enrol(claimCode: string): Promise<void> {
  const { hub } = world
  const { crypto, randomBytes } = hub.environment
  const keys = keyPairOf(crypto, randomBytes(32))
  const claims = { tenant: hub.tenant, claimHash: hashClaimCode(crypto, claimCode), publicKey: keys.publicKey, origin }
  const proof = signMessage(crypto, enrolmentMessage, claims, keys)
  const proven = value(proveEnrolment(crypto, { tenant: hub.tenant, claimCode, proof, origins: [origin] }))
  value(await hub.write((stores) => enrolDevice(stores, hub.environment, proven)))
}

describe('the list', () => {
  test('is narrowed down by state, owner, the beginning of a label or id, and by who is connected', async () => {
    const { device } = await world.another('Boat')
    await operator.post(`/console/devices/${device}/suspend`, { reason: 'Stolen' })
    expect(await found('show=suspended')).toEqual(['Boat'])
    expect(await found('show=enrolled&q=boat')).toEqual([])
    expect(await found(`owner=${world.merchant}`)).toEqual([])
    expect(await found(`owner=${world.owner}&q=BO`)).toEqual(['Boat'])
    expect(await found(`q=${device.slice(0, 29)}`)).toContain('Boat')
    expect(await found('show=online', await signedIn(world, [device]))).toEqual(['Boat'])
    expect(await found('show=online')).toEqual([])
    expect((await operator.get('/console/devices?show=nonsense')).status).toBe(404)
  })

  test('goes on where the page before ended, also in the order of labels', async () => {
    const made: string[] = []
    for (let number = 0; number < 60; number++) made.push(`Rack ${String(number).padStart(2, '0')}`)
    for (const label of made.toReversed()) {
      const registered = { owner: world.owner, label, services: { 'trunk.access': ['open'] }, state: 'registered' as const }
      const id = world.hub.environment.ids.next('device')
      await world.hub.write(({ devices }) => devices.insert({ ...registered, id, epoch: 0, createdAtMs: nowMs }))
    }
    const first = (await operator.get('/console/devices?q=rack')).text
    const next = /href="([^"]+)" rel="next"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const second = (await operator.get(next)).text
    const labels = [first, second].map((text) => [...text.matchAll(/>(Rack \d\d)</g)].map(([, label]) => label))
    expect(labels).toEqual([made.slice(0, 50), made.slice(50)])
    expect(await found('q=rack')).toEqual(made)
  })
})

describe('the page of a device', () => {
  test('tells of its journal, clock, keys and events, and leads to what was asked', async () => {
    const authorization = await world.granted()
    await world.ingest(world.car.journal.batch(...world.wholeOpening(authorization)).envelope)
    const { text } = await operator.get(`/console/devices/${world.car.device}`)
    expect(text).toContain('Held without a hole through record 5.')
    expect(text).toContain('The time of its newest record is that of the hub.')
    expect(text).toContain(`href="/console/authorizations/${authorization}"`)
    expect(text).toContain('permit presented and accepted')
    const events = await operator.get(`/console/devices/${world.car.device}/events.csv`)
    expect(events.text.split('\r\n')[1]).toMatch(/,secured,trunk\.access,auth_\w+,5$/)
    const proof = await operator.get(`/console/devices/${world.car.device}/records/3/proof`)
    expect([proof.status, proof.headers.get('content-disposition')]).toEqual([
      200,
      `attachment; filename="record-3-${world.car.device}.json"`,
    ])
  })

  test('shows what is missing, and gives it up once it cannot come any more', async () => {
    const { hub } = world
    const { device, journal } = await world.another('Sloop')
    const lost = journal.batch(agentStarted(nowMs))
    await world.ingest(journal.batch(agentStarted(nowMs)).envelope, device)
    const path = `/console/devices/${device}`
    expect((await operator.get(path)).text).toContain('Missing: 1 to 1.')
    const asked = { through: String(lost.last), reason: 'Its disk is gone' }
    expect((await operator.post(`${path}/gaps`, { ...asked, reason: '' })).status).toBe(422)
    expect((await operator.post(`${path}/gaps`, asked)).text).toContain('Wait a minute.')
    hub.pass(61_000)
    expect(await found('show=gap')).toEqual(['Sloop'])
    expect((await operator.post(`${path}/gaps`, { ...asked, through: '7' })).text).toContain('No hole ends with that record.')
    const done = await operator.post(`${path}/gaps`, asked)
    expect(done.text).toContain('What was missing is given up.')
    expect(done.text).toContain('Held without a hole through record 2.')
    expect(await found('show=gap')).toEqual([])
  })

  test('of another tenant, or of none, is not there', async () => {
    const other = await OpeningWorld.open()
    const stranger = await signedIn(other)
    for (const rest of ['', '/events', '/events.csv', '/quarantine', '/quarantine.csv', '/records/1/proof']) {
      expect((await stranger.get(`/console/devices/${world.car.device}${rest}`)).status, rest).toBe(404)
    }
    for (const act of ['suspend', 'resume', 'rotate', 'gaps', 'claim', 'transfer']) {
      const form = { reason: 'No', through: '1' }
      expect((await stranger.post(`/console/devices/${world.car.device}/${act}`, form)).status, act).toBe(404)
      expect((await stranger.post(`/console/devices/nonsense/${act}`, form)).status, act).toBe(404)
    }
    await other.close()
  })
})

describe('what was set apart', () => {
  test('waits, is found from the list, and is decided with a reason', async () => {
    const { device, journal } = await world.another('Meter')
    const hour = 3_600_000
    await world.ingest(journal.batch(energyReading(nowMs - hour, nowMs, 5n)).envelope, device)
    await world.ingest(journal.batch(energyReading(nowMs - hour, nowMs, 7n)).envelope, device)
    expect(await found('show=quarantine')).toEqual(['Meter'])
    const path = `/console/devices/${device}/quarantine`
    const shown = (await operator.get(path)).text
    expect(shown).toContain('a reading of time that was told before')
    const entry = /quarantine\/([^/"]+)\/dismiss/.exec(shown)?.[1] ?? ''
    expect((await operator.post(`${path}/${entry}/dismiss`, { reason: ' ' })).status).toBe(422)
    expect((await operator.post(`${path}/${entry}/dismiss`, { reason: 'Sent twice' })).text).toContain('stays evidence')
    expect((await operator.post(`${path}/${entry}/release`, { reason: 'No' })).text).toContain('It was dismissed before')
    expect((await operator.get(`${path}?state=dismissed`)).text).toContain('Sent twice')
    expect(await found('show=quarantine')).toEqual([])
    expect((await operator.get(`${path}.csv`)).text).toMatch(/,repeated,2,dismissed\r\n$/)
  })
})

describe('giving a device to another account', () => {
  test('is refused where there is none such, and shown where it is done', async () => {
    const { device } = await world.another('Sold')
    const buyer = await world.hub.account()
    for (const account of ['acct_0', world.owner]) {
      expect((await operator.post(`/console/devices/${device}/transfer`, { account, subscriptions: 'end' })).text).toContain(
        'There is no such account',
      )
    }
    await operator.post(`/console/devices/${device}/transfer`, { account: buyer, subscriptions: 'end' })
    expect(await world.hub.read(async ({ devices }) => (await devices.get(device))?.owner)).toBe(buyer)
  })
})

describe('a subscription', () => {
  test('shows its phases and changes, and is changed, refused and taken back', async () => {
    const asked = { account: world.owner, offer: 'own', mayBackdate: false }
    const placed = await world.hub.write((stores) => placeOrder(stores, world.hub.environment, asked))
    const { id } = value(placed).subscription
    const path = `/console/subscriptions/${id}`
    const nothing = { quantity: '', offer: '', at: 'now' }
    await operator.post(`${path}/changes`, { ...nothing, kind: 'quantity', quantity: '3' })
    expect((await operator.post(`${path}/changes`, { ...nothing, kind: 'resume' })).text).toContain('It is not paused')
    // At a date, as it is told where the subscription is billed.
    expect((await operator.post(`${path}/changes`, { ...nothing, kind: 'end', at: 'date', on: '' })).status).toBe(422)
    await operator.post(`${path}/changes`, { ...nothing, kind: 'end', at: 'date', on: '2027-03-01T09:00' })
    const ending = await world.hub.read(({ subscriptions }) => subscriptions.get(id))
    expect(ending?.untilMs).toBe(localInstant(ending?.zone ?? ('UTC' as Zone), '2027-03-01T09:00'))
    const { text } = await operator.get(path)
    for (const told of ['Quantity: 3', 'scheduled', 'in effect']) expect(text).toContain(told)
    const takeBack = /changes\/(chg_\w+)\/take-back/.exec(text)?.[1] ?? ''
    await operator.post(`${path}/changes/${takeBack}/take-back`, {})
    expect((await operator.get(path)).text).toContain('taken back')
    expect(await world.hub.read(async ({ subscriptions }) => (await subscriptions.get(id))?.untilMs)).toBeUndefined()
  })

  test('stands in a list by state, and by account or offer, which is a file as well', async () => {
    const asked = { account: world.owner, offer: 'own', mayBackdate: false }
    const placed = value(await world.hub.write((stores) => placeOrder(stores, world.hub.environment, asked)))
    const { id } = placed.subscription
    for (const of of [world.owner, 'own']) expect((await operator.get(`/console/subscriptions?of=${of}`)).text).toContain(id)
    expect((await operator.get(`/console/subscriptions?of=${world.owner}&state=ended`)).text).toContain('no such subscription')
    expect((await operator.get('/console/subscriptions?of=other')).text).toContain('no such subscription')
    const { text } = await operator.get(`/console/subscriptions.csv?of=${world.owner}&state=any`)
    expect(text).toMatch(/^subscription,offer,catalogue_version,account,device,quantity,state,from,until\r\n/)
    expect(text).toMatch(new RegExp(`${id},own,\\d+,${world.owner},,1,in_force,`))
  })
})
