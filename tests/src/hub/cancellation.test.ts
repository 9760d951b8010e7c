import type { GrantedAuthorization } from '@octroi/hub/authorizations/authorization'
import { cancelAuthorization } from '@octroi/hub/authorizations/cancel-authorization.use-case'
import type { Failure } from '@octroi/shared/errors/failure'
import type { Result } from '@octroi/shared/errors/result'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AccessType, nowMs, OpeningWorld } from '../kit/opening-world.ts'

let world: OpeningWorld
let authorization: AuthorizationId

beforeEach(async () => {
  world = await OpeningWorld.open()
  authorization = await world.granted()
})
afterEach(() => world.close())

const cancel = (): Promise<Result<GrantedAuthorization, Failure>> =>
  world.hub.write((stores) => cancelAuthorization(stores, world.hub.environment, authorization))
const told = (type: AccessType) => world.access(type, authorization)
const applied = {
  time: nowMs,
  timeState: 'synced',
  service: 'agent',
  type: 'revocation_applied',
  body: { version: 1 },
} as const

async function standing(): Promise<readonly [outcome: string | undefined, isApplied: boolean, messages: readonly string[]]> {
  return world.hub.read(async ({ authorizations, outbox }) => {
    const [granted] = await authorizations.getGranted([authorization])
    const messages = (await outbox.list({ limit: 10 })).items.map(({ type }) => type).toReversed()
    return [granted?.outcome, granted?.revocation?.appliedSeq !== undefined, messages] as const
  })
}

test('is cancelled once the device said so and its journal is whole, and the requester hears of it', async () => {
  expect(await cancel()).toMatchObject({ ok: true, value: { outcome: 'pending' } })
  await world.ingest(world.car.journal.batch(applied).envelope)
  expect(await standing()).toEqual(['cancelled', true, ['authorization.cancelled']])
})

test('stays pending while records from before the device heard of it are still to come', async () => {
  const { journal } = world.car
  const backlog = journal.batch(told('granted'), told('opened'), told('closed'), told('secured'))
  await cancel()
  await world.ingest(journal.batch(applied).envelope)
  expect(await standing()).toEqual(['pending', true, []])
  await world.ingest(backlog.envelope)
  expect(await standing()).toEqual(['completed', true, ['authorization.completed']])
  expect(await world.hub.read(({ rating }) => rating.chargesOf(authorization))).toHaveLength(1)
})

test('is cancelled when the backlog comes and tells of no use', async () => {
  const { journal } = world.car
  const backlog = journal.batch({ ...applied, type: 'started', body: {} } as const)
  await cancel()
  await world.ingest(journal.batch(applied).envelope)
  expect((await standing())[0]).toBe('pending')
  await world.ingest(backlog.envelope)
  expect(await standing()).toEqual(['cancelled', true, ['authorization.cancelled']])
})

test('a device that lost records since the grant cannot say that it was not used', async () => {
  const { journal } = world.car
  journal.rewind({ seq: 3, previous: new Uint8Array(32) })
  journal.reboot()
  const restored = { ...applied, type: 'restored', body: { through: 3 } } as const
  await cancel()
  await world.ingest(journal.batch(restored, applied).envelope)
  expect(await standing()).toEqual(['pending', true, []])
})

test('of one that is being used is refused', async () => {
  await world.ingest(world.car.journal.batch(told('granted'), told('actuated')).envelope)
  expect(await cancel()).toMatchObject({ ok: false, error: { code: 'already_used' } })
})
