import { afterRestore } from '@octroi/hub/authorizations/after-restore.use-case'
import { giveLease } from '@octroi/hub/authorizations/give-lease.use-case'
import { outgrow } from '@octroi/hub/authorizations/outgrow.use-case'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { OpeningWorld } from '../kit/opening-world.ts'

let world: OpeningWorld
beforeEach(async () => {
  world = await OpeningWorld.open()
})
afterEach(() => world.close())

describe('a device that tells what it goes by', () => {
  test.each([
    ['nothing', 0, undefined],
    ['a lease the hub knows nothing of', 41, 42],
  ])('gets after %s a lease it takes', async (_what, goesBy, given) => {
    const { hub, car } = world
    const lease = await hub.write((stores) => giveLease(stores, hub.environment, car.device, goesBy))
    expect(lease?.lease.leaseSeq).toBe(given)
    const again = await hub.write((stores) => giveLease(stores, hub.environment, car.device, given ?? 0))
    expect(again).toEqual(lease)
  })

  test.each([
    ['what it was given', { revocations: 0, epoch: 0 }, undefined, 0],
    ['newer revocations than the hub knows', { revocations: 7, epoch: 0 }, { version: 8, epoch: 1, deny: [] }, 1],
    ['a later epoch than the hub knows', { revocations: 0, epoch: 3 }, { version: 1, epoch: 4, deny: [] }, 4],
  ] as const)('has after %s nothing good again that was denied', async (_what, goesBy, revocations, epoch) => {
    const { hub, car } = world
    const id = await world.granted()
    await hub.write((stores) => outgrow(stores, hub.environment, car.device, goesBy))
    const found = await hub.read(async ({ devices, authorizations }) => ({
      revocations: await devices.revocations(car.device),
      epoch: (await devices.get(car.device))?.epoch,
      revocation: (await authorizations.getGranted([id]))[0]?.revocation?.version,
    }))
    expect(found).toEqual({ revocations, epoch, revocation: revocations?.version })
    // Once told, nothing more is taken back.
    const told = { revocations: revocations?.version ?? 0, epoch }
    await hub.write((stores) => outgrow(stores, hub.environment, car.device, told))
    expect(await hub.read(({ devices }) => devices.revocations(car.device))).toEqual(revocations)
  })
})

test('after a restore no generation of a keypad’s key, no epoch and no version is used twice', async () => {
  const { hub, car } = world
  const key = { generation: 3, epoch: 0, from: 0, isHeld: true }
  await hub.write(({ passcodes }) => passcodes.putKey(car.device, key))
  expect(await hub.write((stores) => afterRestore(stores, hub.environment))).toBe(1)
  const [keys, device, revocations] = await hub.read(({ passcodes, devices }) =>
    Promise.all([passcodes.keys(car.device), devices.get(car.device), devices.revocations(car.device)]),
  )
  expect(keys.at(-1)).toEqual({ generation: 3 + 1024, epoch: 0, isHeld: false })
  expect([device?.epoch, revocations?.epoch, revocations?.version]).toEqual([65_536, 65_536, 1_048_576])
})
