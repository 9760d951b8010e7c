import { afterAll, beforeAll, expect, test } from 'vitest'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { type Party, RunningHub } from '../kit/running-hub.ts'

let hub: RunningHub
let owner: Party
beforeAll(async () => {
  hub = await RunningHub.start()
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', openingCatalogue)
  owner = await hub.party('account_holder')
  const headers = { 'idempotency-key': 'owner-order' }
  await hub.ask('POST', '/v1/orders', { offer: 'own' }, { token: owner.token, headers })
})
afterAll(() => hub.stop())

const suspend = (device: string, reason = 'Reported stolen') => hub.ask('PUT', `/v1/devices/${device}/suspension`, { reason })

test('a suspended device loses its connection and its token, opens no session and gets no permits, until it is lifted', async () => {
  const car = await hub.enrolled(owner.account)
  const { password } = await hub.openSession(car)
  const client = await hub.connect({ clientId: car.device, password })
  client.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => client.once('close', () => resolve()))
  const spare = await hub.openSession(car)

  expect(await suspend(car.device)).toMatchObject({
    status: 200,
    body: { state: 'enrolled', suspension: { reason: 'Reported stolen' } },
  })
  await ended
  await expect(hub.connect({ clientId: car.device, password: spare.password })).rejects.toThrow('Not authorized')
  await expect(hub.openSession(car)).rejects.toThrow('keeps this device away')
  const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
  const asked = { device: car.device, service: 'trunk.access', action: 'open', window, dryRun: true }
  const refused = await hub.ask('POST', '/v1/authorizations', asked, { token: owner.token })
  expect(refused.body).toMatchObject({ code: 'device_suspended' })

  // A second suspension changes nothing, not even the reason.
  expect((await suspend(car.device, 'Another')).body.suspension.reason).toBe('Reported stolen')
  const lifted = await hub.ask('DELETE', `/v1/devices/${car.device}/suspension`)
  expect(lifted.status).toBe(200)
  expect(lifted.body).not.toHaveProperty('suspension')
  await expect(hub.openSession(car)).resolves.toBeDefined()
})

test('only a device that has enrolled can be suspended, and only by the operator', async () => {
  const thing = { owner: owner.account, label: 'Sample car', services: {} }
  const { id } = (await hub.ask('POST', '/v1/devices', thing)).body
  expect(await suspend(id)).toMatchObject({ status: 409, body: { code: 'device_not_enrolled' } })
  const asOwner = await hub.ask('PUT', `/v1/devices/${id}/suspension`, { reason: 'x' }, { token: owner.token })
  expect(asOwner.status).toBe(403)
  expect((await suspend(id, ' ')).status).toBe(422)
})
