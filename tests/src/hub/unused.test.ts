import type { GrantedAuthorization } from '@octroi/hub/authorizations/authorization'
import { cancelAuthorization } from '@octroi/hub/authorizations/cancel-authorization.use-case'
import type { Failure } from '@octroi/shared/errors/failure'
import type { Result } from '@octroi/shared/errors/result'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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

describe('a permit that was taken back', () => {
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
})

describe('a permit whose window is over', () => {
  const overMs = nowMs + 60_001
  const later = { time: overMs, timeState: 'synced', service: 'agent', type: 'started', body: {} } as const

  test('is expired once the device wrote of a later time, and the requester hears of it', async () => {
    world.hub.pass(120_000)
    await world.ingest(world.car.journal.batch({ ...later, time: nowMs + 59_999 }).envelope)
    expect((await standing())[0]).toBe('pending')
    await world.ingest(world.car.journal.batch(later).envelope)
    expect(await standing()).toEqual(['expired', false, ['authorization.expired']])
    expect(await cancel()).toMatchObject({ ok: false, error: { code: 'window_over' } })
  })

  test('is over when the permit is, which counts whole seconds, and not a part of a second before', async () => {
    const between = await world.ask({ fromMs: nowMs + 300, untilMs: nowMs + 60_300 })
    world.hub.pass(120_000)
    await world.ingest(world.car.journal.batch({ ...later, time: nowMs + 60_999 }).envelope)
    const held = () => world.hub.read(({ authorizations }) => authorizations.getGranted([between]))
    expect(await held()).toMatchObject([{ fromMs: nowMs, untilMs: nowMs + 61_000, outcome: 'pending' }])
    await world.ingest(world.car.journal.batch({ ...later, time: nowMs + 61_000 }).envelope)
    expect(await held()).toMatchObject([{ outcome: 'expired' }])
  })

  test.each([
    ['by a clock that was never set', 'unknown', 120_000],
    ['by a clock that is ahead of the hub’s', 'synced', 30_000],
  ] as const)('is not expired %s', async (_clock, timeState, passed) => {
    world.hub.pass(passed)
    await world.ingest(world.car.journal.batch({ ...later, timeState }).envelope)
    expect((await standing())[0]).toBe('pending')
  })

  test('is not expired while records from before are still to come, which may tell of a use', async () => {
    const { journal } = world.car
    world.hub.pass(120_000)
    const backlog = journal.batch(told('granted'), told('opened'), told('closed'), told('secured'))
    await world.ingest(journal.batch(later).envelope)
    expect((await standing())[0]).toBe('pending')
    await world.ingest(backlog.envelope)
    await world.ingest(journal.batch(later).envelope)
    expect(await standing()).toEqual(['completed', false, ['authorization.completed']])
  })

  test('stays expired when it is presented too late and refused', async () => {
    world.hub.pass(120_000)
    const { journal } = world.car
    await world.ingest(journal.batch(later).envelope)
    const refused = { ...told('opened'), type: 'refused', body: { permitHash: new Uint8Array(32), reason: 'permit_expired' } }
    await world.ingest(journal.batch({ ...refused, type: 'refused', time: overMs } as const).envelope)
    expect(await standing()).toEqual(['expired', false, ['authorization.expired']])
  })
})
