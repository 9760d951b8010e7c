import { proofSchema } from '@octroi/shared/api/proof'
import { MerchantClient } from '@octroi/shared/client/merchant-client'
import { decodeBase64url } from '@octroi/shared/crypto/bytes'
import { verifyProof } from '@octroi/shared/proof/verify-proof'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OwnCar } from '../kit/own-car.ts'
import { crypto } from '../kit/running-hub.ts'

/** A car whose owner opens it from afar. */
let car: OwnCar

beforeAll(async () => {
  car = await OwnCar.open()
  await car.drained()
})
afterAll(() => car.close())

const ask = async (path: string) => (await car.hub.ask('GET', path, undefined, { token: car.owner.token })).body
const lastSeq = async (): Promise<number> => (await car.status()).journal.lastSeq

test('the hub opens a car that is connected, and proves it', async () => {
  const { status, body } = await car.command()
  expect([status, body.form, body.permit, body.outcome]).toEqual([201, 'command', undefined, 'pending'])
  await car.closed()
  await car.drained()
  expect((await car.authorization(body.id)).outcome).toBe('completed')
  expect((await ask('/v1/openings')).items[0]).toMatchObject({ authorization: body.id, way: 'command', state: 'secured' })
  const proof = proofSchema.parse(await ask(`/v1/authorizations/${body.id}/proof`))
  const proven = verifyProof(crypto, proof, decodeBase64url((await ask('/v1/tenant')).rootKey))
  expect(proven).toMatchObject({ ok: true, value: { grant: { form: 'command' }, authorization: body.id } })
})

test('the typed client commands, and waits for what came of it', async () => {
  const client = new MerchantClient({ baseUrl: `${car.hub.hub.origin}/`, apiKey: car.owner.token })
  const told = await client.command({ device: car.agent.device, service: 'trunk.access', action: 'open' })
  if (told.decision === 'refused') throw new Error(told.sentence)
  expect(told).toMatchObject({ form: 'command', outcome: 'pending' })
  await car.closed()
  await car.drained()
  expect((await client.authorization(told.id)).outcome).toBe('completed')
})

test('a request that is repeated repeats its answer, and no command', async () => {
  const first = await car.command({}, 'command-asked-twice')
  await car.closed()
  await car.drained()
  const before = await lastSeq()
  const again = await car.command({}, 'command-asked-twice')
  expect([again.status, again.body.id]).toEqual([201, first.body.id])
  await car.drained()
  expect(await lastSeq()).toBe(before)
})

describe('a command is not', () => {
  test.each([
    ['bound to a key', { holderKey: Buffer.alloc(32, 9).toString('base64url') }, 'holderKey'],
    ['for another time', { window: { from: '2026-01-01T00:00:00Z', until: '2026-01-01T01:00:00Z' } }, 'window'],
  ])('%s', async (_what, more, path) => {
    const { status, body } = await car.command(more)
    expect([status, body.faults]).toMatchObject([422, [{ path, code: 'not_for_command' }]])
  })

  test('asked for by leaving out the window of a permit', async () => {
    const { status, body } = await car.command({ form: 'permit' })
    expect([status, body.faults]).toMatchObject([422, [{ path: 'window', code: 'required' }]])
  })
})

test('a car that is out of reach is told nothing, and does nothing once it is back', async () => {
  car.network.cut()
  await expect.poll(async () => (await car.command({ dryRun: true })).body.code, { timeout: 10_000 }).toBe('device_not_connected')
  expect((await car.command()).body).toMatchObject({ status: 403, code: 'device_not_connected' })
  const before = await lastSeq()
  car.network.restore()
  await car.drained()
  expect((await car.command({ dryRun: true })).body).toMatchObject({ decision: 'granted' })
  expect(await lastSeq()).toBe(before)
})
