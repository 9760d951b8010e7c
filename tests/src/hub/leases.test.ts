import { setTimeout as pause } from 'node:timers/promises'
import { Courier } from '@octroi/simulators/courier/courier'
import { until } from '@octroi/simulators/story/wait'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningHome } from '../kit/running-home.ts'
import { crypto, type Party, RunningHub } from '../kit/running-hub.ts'

const validSeconds = 3
const now = new Date()
const lastMonth = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)

const catalogue = `
services:
  home.alarm: { name: Home alarm, actions: [arm, disarm] }
  home.scenes: { name: Scenes, actions: [run] }
meters:
  guard: { service: home.alarm, record: reading, reading: guard, aggregation: sum, unit: second }
  scenes: { service: home.scenes, record: performed, aggregation: count, unit: scene }
offers:
  home:
    name: Home
    currency: EUR
    prices:
      guard: { model: per_unit, name: Guard, meter: guard, unit: { name: hour, size: "3600" }, unitPrice: "0.06" }
      scenes: { model: per_unit, name: Scenes, meter: scenes, unitPrice: "0.25" }
    entitlements:
      - service: home.alarm
        actions: [arm, disarm]
        reach: own
        lease: { validSeconds: ${validSeconds}, afterExpiry: degrade, essential: [disarm] }
      - service: home.scenes
        actions: [run]
        reach: own
        lease: { validSeconds: 3600 }
        quotas: [{ meter: scenes, quantity: "2", every: month }]
`

let hub: RunningHub
let household: Party
let home: RunningHome

beforeAll(async () => {
  hub = await RunningHub.start()
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', catalogue)
  household = await hub.party('account_holder', 'UTC')
  const services = { 'home.alarm': ['arm', 'disarm'], 'home.scenes': ['run'] }
  const { claimCode } = (await hub.ask('POST', '/v1/devices', { owner: household.account, label: 'Sample home', services })).body
  home = await RunningHome.start(hub, claimCode)
})
afterAll(async () => {
  await home.remove()
  await hub.stop()
})

const lease = async () => (await hub.ask('GET', `/v1/devices/${home.device}/lease`, undefined, { token: household.token })).body
const applied = () => until('a lease in force', async () => ((await lease()).applied === true ? lease() : undefined))
const standing = (to: string) => hub.ask('PUT', `/v1/accounts/${household.account}/standing`, { standing: to, reason: 'sample' })
const pressed = (button: 'arm' | 'disarm' | 'scene', expected: string) =>
  until(`${button} ${expected}`, async () => ((await home.press(button)) === expected ? true : undefined))

/** The lines of a month. */
async function bill(ms: number): Promise<{ amount: string }[]> {
  const path = `/v1/accounts/${household.account}/draft-invoices?period=${new Date(ms).toISOString().slice(0, 7)}`
  const { body } = await hub.ask('GET', path, undefined, { token: household.token })
  return body.items.flatMap((invoice: { lines: { amount: string }[] }) => invoice.lines)
}

test('without a subscription the panel does nothing, and says why', async () => {
  expect(await home.press('arm')).toBe('lease_missing')
  expect((await hub.ask('GET', `/v1/devices/${home.device}/lease`)).status).toBe(404)
})

test('an offer with a quota is ordered for one device', async () => {
  const order = { account: household.account, offer: 'home' }
  const answer = await hub.ask('POST', '/v1/orders', order, { headers: { 'idempotency-key': 'home-order-1' } })
  expect(answer.body.faults).toMatchObject([{ path: 'device', code: 'required' }])
})

test('an order reaches the connected device at once, and the device says that it acts by the lease', async () => {
  const order = { account: household.account, offer: 'home', device: home.device, startsAt: new Date(lastMonth).toISOString() }
  const answer = await hub.ask('POST', '/v1/orders', order, { headers: { 'idempotency-key': 'home-order-2' } })
  expect(answer.status).toBe(201)
  expect((await applied()).services).toMatchObject([
    { service: 'home.alarm', actions: ['arm', 'disarm'], essential: ['disarm'], afterExpiry: 'degrade' },
    { service: 'home.scenes', ceilings: [{ counter: 'performed', counted: '0', ceiling: '2' }] },
  ])
  await pressed('arm', 'granted')
})

test('before it ends a connected device gets the next one', async () => {
  const { leaseSeq } = await applied()
  const renewed = await until('a renewal', async () => ((await lease()).leaseSeq > leaseSeq ? lease() : undefined))
  expect(renewed).toMatchObject({ services: [{ service: 'home.alarm' }, { service: 'home.scenes' }] })
})

test('a standing reaches the device as it changes, and what is essential stays until it is suspended', async () => {
  await standing('restricted')
  await pressed('arm', 'standing_restricted')
  expect(await home.press('disarm')).toBe('granted')
  await standing('suspended')
  await pressed('disarm', 'standing_suspended')
  expect(await home.panel({ do: 'end_alarm' })).toMatchObject({ sounding: false })
  await standing('good')
  await pressed('arm', 'granted')
})

test('a scene that an app asks the hub for comes by a permit, and is complete once it was performed', async () => {
  const app = new Courier(crypto, new Uint8Array(32).fill(9))
  const asked = {
    device: home.device,
    service: 'home.scenes',
    action: 'run',
    window: { from: new Date().toISOString(), until: new Date(Date.now() + 60_000).toISOString() },
    holderKey: app.holderKey,
  }
  const headers = { 'idempotency-key': 'scene-on-request' }
  const { id, permit, price } = (await hub.ask('POST', '/v1/authorizations', asked, { token: household.token, headers })).body
  expect(price).toMatchObject({ amount: '0.25' })
  const action = 'home.scenes:run'
  expect(await app.present(home.localUrl, { device: home.device, action }, permit)).toMatchObject({ decision: 'granted' })
  const detail = await until('the outcome', async () => {
    const { body } = await hub.ask('GET', `/v1/authorizations/${id}`, undefined, { token: household.token })
    return body.outcome === 'pending' ? undefined : body
  })
  expect(detail).toMatchObject({ outcome: 'completed', charges: [{ exact: '0.25' }] })
  expect(detail.timeline.map(({ type }: { type: string }) => type)).toEqual(['granted', 'performed'])
})

test('cut off it guards on, up to what is included and until the lease ends; then what is essential is left', async () => {
  await applied()
  home.cut()
  expect([await home.press('scene'), await home.press('scene'), await home.press('scene')]).toEqual([
    'granted',
    'granted',
    'ceiling_reached',
  ])
  await pause(validSeconds * 1000)
  expect([await home.press('arm'), await home.press('scene')]).toEqual(['lease_expired', 'lease_expired'])
  expect(await home.press('disarm')).toBe('granted')
  // Nothing blocks what is there for safety.
  expect(await home.panel({ do: 'end_alarm' })).toMatchObject({ sounding: false })
})

test('connected again, the hub has the whole account of it, and the household a bill that says so', async () => {
  const noon = lastMonth + 36 * 3_600_000
  await home.panel({ do: 'tell_guarded', nights: [[noon, noon + 2 * 3_600_000]] })
  home.restore()
  const events = await until('every event', async () => {
    const { items } = (await hub.ask('GET', `/v1/devices/${home.device}/events?limit=100`)).body
    const told = (items as { type: string; detail?: string }[]).map(({ type, detail }) => `${type} ${detail ?? ''}`)
    return told.filter((line) => line === 'performed run').length === 3 && told.includes('lease_refused lease_expired')
      ? told
      : undefined
  })
  expect(events).toEqual(
    expect.arrayContaining(['lease_refused ceiling_reached', 'safety_action end_alarm', 'lease_granted run']),
  )
  const [guard] = await until('the guarded hours', async () => {
    const lines = await bill(lastMonth)
    return lines[0]?.amount === '0.00' ? undefined : lines
  })
  expect(guard).toMatchObject({ amount: '0.12', explanation: ['2 hour × 0.06 = 0.12'] })
  // Two under the lease, and the one that was asked for.
  expect(await bill(Date.now())).toMatchObject([{ amount: '0.00' }, { amount: '0.75' }])
  // The next lease knows what was used.
  const renewed = await until('a lease that knows', async () => {
    const { services } = await lease()
    return services[1].ceilings[0].counted === '2' ? services[1].ceilings : undefined
  })
  expect(renewed).toEqual([{ counter: 'performed', counted: '2', ceiling: '2' }])
  // What the subscription includes is nobody's unpaid usage.
  expect((await hub.ask('GET', `/v1/devices/${home.device}`)).body.unratedUsage).toEqual([])
}, 20_000)
