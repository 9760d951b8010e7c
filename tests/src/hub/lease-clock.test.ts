import { LeaseKeeper } from '@octroi/hub/broker/lease-keeper'
import { localStatusSchema } from '@octroi/shared/api/local'
import { readSigned } from '@octroi/shared/wire/message'
import { type Lease, leaseMessage } from '@octroi/shared/wire/messages/lease'
import { silentTracing } from '@octroi/simulators/world/hub/silent-tracing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { RunningHome } from '../kit/running-home.ts'
import { RunningHub } from '../kit/running-hub.ts'

const aDayMs = 86_400_000

let world: OpeningWorld
beforeEach(async () => {
  world = await OpeningWorld.open()
  await world.hub.catalogue(openingCatalogue.replace('reach: own }', 'reach: own, lease: { validSeconds: 3600 } }'))
  await world.order(world.owner, 'own')
})
afterEach(() => world.close())

/** Of a lease that is shorter than the time a clock may be off before anybody minds. */
const validSeconds = 60

test('a lease that was given while the clock was a day ahead is given anew once it is right, to a device that is connected', async () => {
  const { hub, car } = world
  const told: Lease[] = []
  const broker = {
    publish: async (_to: unknown, _channel: unknown, payload: Uint8Array): Promise<boolean> => {
      const read = readSigned(leaseMessage, payload)
      if (read.ok) told.push(read.value.claimed)
      return true
    },
  }
  const keeper = new LeaseKeeper({
    storage: hub.storage,
    environment: hub.environment,
    tracing: silentTracing,
    broker: () => broker as never,
    onDefect: (error) => expect(error).toBeUndefined(),
  })
  hub.pass(aDayMs)
  keeper.connected({ tenant: hub.tenant, device: car.device })
  await keeper.round()
  hub.pass(-aDayMs)
  await keeper.round()
  await keeper.round()
  expect(told.map(({ leaseSeq, notBefore }) => ({ leaseSeq, notBeforeMs: notBefore * 1000 }))).toEqual([
    { leaseSeq: 1, notBeforeMs: nowMs + aDayMs },
    { leaseSeq: 2, notBeforeMs: nowMs },
  ])
})

test('a device whose clock was set by a hub that was two minutes behind asks for the time as a lease comes that has not begun by it', async () => {
  const clock = { offMs: -120_000 }
  const hub = await RunningHub.start({}, () => Date.now() + clock.offMs)
  const leased = `reach: own, lease: { validSeconds: ${validSeconds} } }`
  const catalogue = openingCatalogue
    .replaceAll('trunk.access', 'home.alarm')
    .replaceAll('[open]', '[arm]')
    .replace('reach: own }', leased)
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', catalogue)
  const { account } = await hub.party('account_holder')
  const thing = { owner: account, label: 'Sample home', services: { 'home.alarm': ['arm'] } }
  const home = await RunningHome.start(hub, (await hub.ask('POST', '/v1/devices', thing)).body.claimCode)
  try {
    const status = async () => localStatusSchema.parse(await (await fetch(`${home.localUrl}/status`)).json())
    await expect.poll(async () => (await status()).connected, { timeout: 10_000 }).toBe(true)
    expect(await home.press('arm')).toBe('lease_missing')
    clock.offMs = 0
    const headers = { 'idempotency-key': 'sample-order-1' }
    expect((await hub.ask('POST', '/v1/orders', { account, offer: 'own' }, { headers })).status).toBe(201)
    await expect.poll(() => home.press('arm'), { timeout: 15_000 }).toBe('granted')
  } finally {
    await home.remove()
    await hub.stop()
  }
})
