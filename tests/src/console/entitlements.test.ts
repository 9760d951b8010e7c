import { giveLease } from '@octroi/hub/authorizations/give-lease.use-case'
import { registerDevice } from '@octroi/hub/devices/register-device.use-case'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { setStanding } from '@octroi/hub/receivables/set-standing.use-case'
import type { Standing } from '@octroi/shared/api/vocabulary'
import type { DeviceId } from '@octroi/shared/ids/id'
import { oneUnit } from '@octroi/shared/money/quantity'
import { monthOf } from '@octroi/shared/time/month'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consoleOf } from '../kit/console-key.ts'
import { value } from '../kit/hub-at-rest.ts'
import { london } from '../kit/metered-world.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import type { PageBrowser } from '../kit/page-browser.ts'

const homeCatalogue = openingCatalogue
  .replace('  energy.supply:', '  home.alarm: { name: Alarm, actions: [arm, disarm] }\n  energy.supply:')
  .replace('offers:', '  scenes: { service: home.alarm, record: performed, aggregation: count, unit: use }\noffers:')
  .concat(`  home:
    name: Home
    currency: EUR
    entitlements:
      - service: home.alarm
        actions: [arm, disarm]
        reach: own
        lease: { validSeconds: 1209600, afterExpiry: degrade, essential: [disarm] }
        quotas: [{ meter: scenes, every: month, quantity: "20" }]
`)

let world: OpeningWorld
let browser: PageBrowser
let home: DeviceId
beforeAll(async () => {
  world = await OpeningWorld.open()
  const { hub, owner } = world
  await hub.catalogue(homeCatalogue)
  await world.granted()
  const services = { 'home.alarm': ['arm', 'disarm'] }
  const registered = { owner, label: 'Panel', services }
  home = value(await hub.write((stores) => registerDevice(stores, hub.environment, registered))).device.id
  await hub.write(({ devices }) => devices.setState(home, 'enrolled'))
  const order = { account: owner, offer: 'home', device: home, mayBackdate: false }
  value(await hub.write((stores) => placeOrder(stores, hub.environment, order)))
  browser = await consoleOf(hub)
})
afterAll(() => world.close())

const may = (asked: Readonly<Record<string, string>>) =>
  browser.get(`/console/entitlements/may?${new URLSearchParams(asked).toString()}`)

async function stand(standing: Standing): Promise<void> {
  const { hub, owner: account } = world
  const { items } = await hub.read(({ accounts, tenants }) => tenants.get().then(() => accounts.apiKeys({ limit: 1 }, account)))
  const by = items[0]?.id ?? hub.environment.ids.next('apiKey')
  value(await hub.write((stores) => setStanding(stores, hub.environment, { account, standing, reason: 'Sample', by })))
}

describe('the list of entitlements', () => {
  test('says who may do what, on what, by which subscription, and who consented', async () => {
    const { text } = await browser.get('/console/entitlements')
    for (const shown of [
      'trunk.access',
      'every device of its own',
      'devices whose owners consented',
      'given by 1',
      'not needed',
    ]) {
      expect(text).toContain(shown)
    }
  })

  test('is narrowed to a service, a device and an account, and is a file as well', async () => {
    const { owner, merchant, car } = world
    const rows = async (query: string): Promise<readonly string[]> =>
      (await browser.get(`/console/entitlements.csv?${query}`)).text.trimEnd().split('\r\n').slice(1)
    expect((await rows(`account=${merchant}`)).map((row) => row.split(',').slice(0, 3))).toEqual([
      [merchant, 'trunk.access:open', 'consented'],
    ])
    expect(await rows(`account=${owner}&service=home.alarm`)).toHaveLength(1)
    expect((await rows(`device=${home}`)).map((row) => row.split(',')[1])).toEqual([
      'home.alarm:arm home.alarm:disarm',
      'trunk.access:open',
    ])
    expect(await rows(`device=${car.device}&service=home.alarm`)).toEqual([])
    expect((await browser.get('/console/entitlements?device=nonsense')).text).toContain('Nothing is found so.')
  })

  test('of a device names those whom its owner lets use it', async () => {
    const { text } = await browser.get(`/console/entitlements?device=${world.car.device}`)
    expect(text.slice(text.indexOf('Others, by consent of the owner'))).toContain(world.merchant)
  })

  test('says what is left of a quota of this month', async () => {
    const periodFromMs = monthOf(london, nowMs).fromMs
    const count = { service: 'home.alarm', counter: 'performed', periodFromMs, quantity: 12n * oneUnit }
    await world.hub.write(({ usage }) => usage.count(home, [count]))
    expect((await browser.get(`/console/entitlements?device=${home}`)).text).toContain('8 of 20 uses')
  })
})

describe('may this household still use its alarm', () => {
  const alarm = { use: 'home.alarm:arm' }
  /** The answer of the hub, of the lease it has, and of the one it would get. */
  const verdicts = (text: string): readonly (readonly string[])[] =>
    [...text.matchAll(/<span class="mark (?:good|bad)">(Yes|No)<\/span>/g)].map(([, word = '']) => [word])

  test('is answered in one step, with the device found by itself', async () => {
    const { status, text } = await may({ account: world.owner, ...alarm })
    expect(status).toBe(200)
    expect(text).toContain('Panel')
    expect(text).toContain('It was never given one.')
    expect(verdicts(text)).toEqual([['Yes'], ['Yes']])
  })

  test('while its lease lasts it still may out of reach, though the hub would refuse', async () => {
    const { hub } = world
    await hub.write((stores) => giveLease(stores, hub.environment, home))
    await stand('suspended')
    const { text } = await may({ account: world.owner, ...alarm })
    expect(verdicts(text)).toEqual([['No'], ['Yes'], ['No']])
    expect(text).toContain('The standing of the account is suspended.')
    expect(text).toContain('not confirmed by the device yet')
    await stand('restricted')
    expect(verdicts((await may({ account: world.owner, use: 'home.alarm:disarm' })).text)).toEqual([['Yes'], ['Yes'], ['Yes']])
    expect(verdicts((await may({ account: world.owner, ...alarm })).text)).toEqual([['No'], ['Yes'], ['No']])
    await stand('good')
  })

  test('once its lease has ended, what is essential is left', async () => {
    const later = new Date(nowMs + 15 * 86_400_000).toISOString().slice(0, 16)
    const ended = await may({ account: world.owner, ...alarm, at: later })
    expect(ended.text).toContain('The lease has ended')
    expect(ended.text).toContain('The window begins further in the future')
    const essential = await may({ account: world.owner, use: 'home.alarm:disarm', at: later })
    expect(verdicts(essential.text)[1]).toEqual(['Yes'])
  })

  test('is answered for the past, by what was known then, and says what cannot be told', async () => {
    const before = new Date(nowMs - 3_600_000).toISOString().slice(0, 16)
    const { text } = await may({ account: world.owner, ...alarm, device: home, at: before })
    expect(text).toContain('As it would have been decided then')
    // The panel was not registered yet.
    expect(text).toContain('No device with this id is known here.')
  })

  test('with every reason in French, and what to do', async () => {
    const french = await consoleOf(world.hub, 'fr')
    const asked = new URLSearchParams({ account: world.merchant, device: home, ...alarm }).toString()
    const { text } = await french.get(`/console/entitlements/may?${asked}`)
    for (const shown of [
      'Aucun abonnement du compte ne couvre cette action',
      'Le titulaire de l’appareil n’y a pas consenti',
      'Demandez son accord au titulaire',
      'L’appareil est en service.',
      'Seulement pour son propre compte',
    ]) {
      expect(text).toContain(shown)
    }
  })
})

describe('what a merchant may', () => {
  const opening = () => ({ account: world.merchant, device: world.car.device, use: 'trunk.access:open' })

  test('is told with the price it would be granted at, and nothing is kept', async () => {
    const before = await world.hub.read(({ authorizations }) => authorizations.list({ limit: 10 }))
    const { text } = await may(opening())
    expect(text).toContain('€2.40 before VAT')
    expect(text).toContain('The owner of the device consented.')
    expect(await world.hub.read(({ authorizations }) => authorizations.list({ limit: 10 }))).toEqual(before)
  })

  test.each([
    ['bearer', 'bound to a holder key'],
    ['passcode', 'no keypad'],
  ])('shown as a %s is decided as that', async (shown, why) => expect((await may({ ...opening(), shown })).text).toContain(why))

  test.each([
    ['an account nobody has', { account: 'nobody' }, 'No account is called so.'],
    ['a device there is not', { device: 'nonsense' }, 'There is no such device.'],
    ['nothing to do', { use: '' }, 'Choose what is to be done.'],
    ['a time that is none', { at: '2026-02-30T10:00' }, 'Write a date and a time.'],
  ])('is asked again for %s', async (_what, more, said) => {
    const { status, text } = await may({ ...opening(), ...more })
    expect([status, text.includes(said)]).toEqual([422, true])
  })

  test('asks for the device where the account has none of its own', async () => {
    const { status, text } = await may({ ...opening(), device: '' })
    expect([status, text.includes('Name the device.')]).toEqual([200, true])
  })

  test('is asked by name, and which of several is meant', async () => {
    const { text } = await may({ ...opening(), account: 'sam' })
    expect(text).toContain('Which account do you mean?')
    expect(text).toContain(`account=${world.merchant}`)
  })

  test('on a device of another tenant is not there', async () => {
    const other = await OpeningWorld.open()
    try {
      const stranger = await consoleOf(other.hub)
      const asked = new URLSearchParams({ ...opening(), account: other.merchant }).toString()
      expect((await stranger.get(`/console/entitlements/may?${asked}`)).status).toBe(422)
      expect((await stranger.get('/console/entitlements')).text).not.toContain(world.merchant)
    } finally {
      await other.close()
    }
  })
})
