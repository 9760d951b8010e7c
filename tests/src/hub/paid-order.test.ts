import { until } from '@octroi/simulators/story/wait'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningHome } from '../kit/running-home.ts'
import { type Party, RunningHub } from '../kit/running-hub.ts'

const catalogue = `
services: { home.alarm: { name: Home alarm, actions: [arm, disarm] }, home.scenes: { name: Scenes, actions: [run] } }
offers:
  guarded:
    name: Guarded
    currency: EUR
    prices: { setup: { model: flat, name: Set-up, amount: "49", every: once, timing: advance } }
    entitlements: [{ service: home.alarm, actions: [arm, disarm], reach: own, lease: { validSeconds: 3600 } }]
    order: { waitsFor: [payment] }
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

test('an order that is paid reaches the connected device, and not before', async ({ annotate }) => {
  const headers = { 'idempotency-key': 'paid-order-1' }
  const order = { offer: 'guarded', device: home.device }
  const placed = (await hub.ask('POST', '/v1/orders', order, { token: household.token, headers })).body
  expect(placed).toMatchObject({ state: 'waiting', steps: [{ step: 'payment', due: [{ amount: '49.00', currency: 'EUR' }] }] })
  expect((await hub.ask('GET', `/v1/orders/${placed.id}`, undefined, { token: household.token })).body).toEqual(placed)
  expect(await home.press('arm')).toBe('lease_missing')
  const own = await hub.ask('POST', `/v1/orders/${placed.id}/payment`, {}, { token: household.token })
  expect([own.status, own.body.code]).toEqual([403, 'role_required'])
  const sentMs = performance.now()
  const paid = await hub.ask('POST', `/v1/orders/${placed.id}/payment`, { reference: 'transfer 4711' })
  const answeredMs = performance.now()
  expect(paid.body).toMatchObject({ state: 'fulfilled', subscription: placed.subscription })
  await until('the device to act by its lease', async () => ((await home.press('arm')) === 'granted' ? true : undefined))
  const actsMs = performance.now()
  const [answered, acts] = [answeredMs - sentMs, actsMs - sentMs].map((ms) => ms.toFixed(0))
  await annotate(`a payment was answered after ${answered} ms; the device acted by it after ${acts} ms`)
  const { history } = (await hub.ask('GET', `/v1/orders/${placed.id}`)).body
  expect(history.map(({ type }: { type: string }) => type)).toEqual(['placed', 'waiting', 'paid', 'fulfilled'])
})
