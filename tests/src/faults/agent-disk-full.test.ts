import { setTimeout as wait } from 'node:timers/promises'
import { JournalFullError } from '@octroi/agent/journal/journal'
import { localStatusSchema } from '@octroi/shared/api/local'
import type { DeviceId } from '@octroi/shared/ids/id'
import { Courier } from '@octroi/simulators/courier/courier'
import { control } from '@octroi/simulators/drivers/control-socket'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AgentProcess, whyNoSmallDisk } from '../kit/agent-process.ts'
import { Field } from '../kit/field.ts'
import { Network } from '../kit/network.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { crypto, RunningHub } from '../kit/running-hub.ts'

/** An agent that cannot journal refuses to act; what happens all the same is told once there is room. */
const timeout = 20_000
let hub: RunningHub

beforeEach(async () => {
  hub = await RunningHub.start()
})
afterEach(() => hub.stop())

/** Longer than records wait to be sealed. */
const sealed = (): Promise<void> => wait(1000)

const eventTypes = async (device: DeviceId): Promise<readonly string[]> => {
  const { items } = (await hub.ask('GET', `/v1/devices/${device}/events`)).body
  return items.map(({ type }: { type: string }) => type).toReversed()
}

test('a journal that has reached its bound', { timeout }, async () => {
  const field = await Field.around(hub, undefined, { journalRecordsAtMost: 1000 })
  await field.drained()
  const grant = await field.permit()
  field.cut()
  await field.read(900)
  const fill = async (): Promise<never> => {
    for (;;) await field.read(1)
  }
  await expect(fill()).rejects.toThrow(JournalFullError)
  // The newest batch that the hub holds makes room too, once what came after it is sealed.
  await sealed()
  await expect(fill()).rejects.toThrow(JournalFullError)
  expect(await field.present(grant)).toMatchObject({ status: 403, code: 'journal_full' })
  for (let press = 0; press < 120; press++) {
    await field.agent.lock.observe({ type: 'safety_action', service: 'trunk.access', action: 'release' })
  }
  const before = (await field.status()).journal
  expect(before.kept).toBe(1000)
  field.restore()
  expect(await field.counted()).toEqual(field.told)
  await field.open(grant)
  expect(await field.counted()).toEqual(field.told)
  expect((await eventsOf(field.agent.device, 'safety_action')).length).toBe(120)
  await field.close()
})

/** Of one type, over all pages. */
async function eventsOf(device: DeviceId, type: string): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for (let after = ''; ; ) {
    const { items, next } = (await hub.ask('GET', `/v1/devices/${device}/events?limit=100${after}`)).body
    found.push(...items.filter((event: { type: string }) => event.type === type))
    if (next === undefined) return found
    after = `&after=${next}`
  }
}

const why = whyNoSmallDisk()
const note = why === undefined ? '' : ` (skipped: ${why})`

test.runIf(why === undefined)(`a disk that is full${note}`, { timeout }, async () => {
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', openingCatalogue)
  const owner = await hub.party('account_holder')
  await hub.ask('POST', '/v1/orders', { offer: 'own' }, { token: owner.token, headers: { 'idempotency-key': 'own-order' } })
  const thing = { owner: owner.account, label: 'Sample car', services: { 'trunk.access': ['open'] } }
  const { claimCode } = (await hub.ask('POST', '/v1/devices', thing)).body
  const network = await Network.to(hub)
  const agent = await AgentProcess.start(
    {
      OCTROI_HUB: hub.hub.origin,
      OCTROI_TENANT: await hub.tenant(),
      OCTROI_CLAIM_CODE: claimCode,
      ...network.variables,
    },
    4096,
  )
  const status = async () => localStatusSchema.parse(await (await fetch(`${agent.localUrl}/status`)).json())
  const drained = () =>
    expect
      .poll(
        async () => {
          const { connected, journal } = await status()
          return connected && journal.lastSeq === journal.acknowledgedThrough
        },
        { timeout: 15_000, interval: 100 },
      )
      .toBe(true)
  await drained()
  const courier = new Courier(crypto, new Uint8Array(32).fill(7))
  const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
  const request = { device: agent.device, service: 'trunk.access', action: 'open', window, holderKey: courier.holderKey }
  const as = { token: owner.token, headers: { 'idempotency-key': 'the-permit' } }
  const { id, permit } = (await hub.ask('POST', '/v1/authorizations', request, as)).body
  const present = () => courier.present(agent.localUrl, { device: agent.device, action: 'trunk.access:open' }, permit)

  network.cut()
  await agent.fillDisk()
  const before = (await status()).journal.lastSeq
  expect(await present()).toMatchObject({ decision: 'refused', code: 'journal_full' })
  expect(await control(agent.control, { do: 'release_from_inside' })).toMatchObject({ open: true })
  expect(await control(agent.control, { do: 'close' })).toMatchObject({ open: false })
  expect(await present()).toMatchObject({ decision: 'refused', code: 'journal_full' })
  expect((await status()).journal.lastSeq).toBe(before)

  await agent.freeDisk()
  network.restore()
  const told = ['safety_action', 'closed', 'secured']
  await expect.poll(() => eventTypes(agent.device), { timeout: 15_000, interval: 100 }).toEqual(told)
  expect(await present()).toMatchObject({ decision: 'granted', use: 1 })
  await expect.poll(async () => (await status()).actions['trunk.access']?.phase).toBe('opened')
  await control(agent.control, { do: 'close' })
  await drained()
  expect(await eventTypes(agent.device)).toEqual([...told, 'granted', 'actuated', 'opened', 'closed', 'secured'])
  expect((await hub.ask('GET', `/v1/authorizations/${id}`)).body.outcome).toBe('completed')
  await agent.stop()
  await network.close()
})
