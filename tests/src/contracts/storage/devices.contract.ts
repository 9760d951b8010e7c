import { deviceStates } from '@octroi/shared/api/vocabulary'
import type { DeviceId } from '@octroi/shared/ids/id'
import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { bytes, newId, sampleDevice, sampleSession } from './samples.ts'

export function devicesContract({ write, read }: OpenStorage): void {
  test.each(deviceStates)('a device that becomes %s changes nothing else', async (state) => {
    const [tenant, device, other] = [newId('tenant'), sampleDevice({ epoch: 4 }), sampleDevice({ state: 'enrolled' })]
    await write(tenant, async ({ devices }) => {
      await devices.insert({ ...device, state: state === 'frozen' ? 'enrolled' : 'frozen' })
      await devices.insert(other)
      await devices.setState(device.id, state)
    })
    const get = (id: DeviceId) => read(tenant, ({ devices }) => devices.get(id))
    expect([await get(device.id), await get(other.id)]).toStrictEqual([{ ...device, state }, other])
  })

  describe('device claims', () => {
    const claim = (byte: number) => ({ hash: bytes(32, byte), expiresAtMs: 100 + byte })

    test('are found by their hash, with the device they are for', async () => {
      const [tenant, car, box] = [newId('tenant'), newId('device'), newId('device')]
      await write(tenant, async ({ devices }) => {
        await devices.insertClaim(car, claim(1))
        await devices.insertClaim(box, claim(2))
      })
      const find = (byte: number) => read(tenant, ({ devices }) => devices.findClaim(bytes(32, byte)))
      expect([await find(1), await find(2), await find(3)]).toStrictEqual([
        { device: car, claim: claim(1) },
        { device: box, claim: claim(2) },
        undefined,
      ])
    })

    test('keep the key that used them, and only that claim', async () => {
      const [tenant, car, box] = [newId('tenant'), newId('device'), newId('device')]
      await write(tenant, async ({ devices }) => {
        await devices.insertClaim(car, claim(1))
        await devices.insertClaim(box, claim(2))
        await devices.useClaim(bytes(32, 1), bytes(32, 7))
        await devices.useClaim(bytes(32, 3), bytes(32, 8))
      })
      const find = (byte: number) => read(tenant, ({ devices }) => devices.findClaim(bytes(32, byte)))
      expect([await find(1), await find(2), await find(3)]).toStrictEqual([
        { device: car, claim: { ...claim(1), usedBy: bytes(32, 7) } },
        { device: box, claim: claim(2) },
        undefined,
      ])
    })

    test.each([
      ['unused', undefined],
      ['used', bytes(32, 7)],
    ])('that are %s are replaced by a newer one of the same device', async (_state, usedBy) => {
      const [tenant, car, box] = [newId('tenant'), newId('device'), newId('device')]
      await write(tenant, async ({ devices }) => {
        await devices.insertClaim(car, claim(1))
        await devices.insertClaim(box, claim(2))
        if (usedBy !== undefined) await devices.useClaim(bytes(32, 1), usedBy)
        await devices.insertClaim(car, claim(3))
      })
      const find = (byte: number) => read(tenant, ({ devices }) => devices.findClaim(bytes(32, byte)))
      expect([await find(1), await find(2), await find(3)]).toStrictEqual([
        undefined,
        { device: box, claim: claim(2) },
        { device: car, claim: claim(3) },
      ])
    })
  })

  describe('device keys', () => {
    test('stay when a newer one enrols, newest first, each with its device', async () => {
      const [tenant, car, box] = [newId('tenant'), newId('device'), newId('device')]
      const key = (device: DeviceId, byte: number, enrolledAtMs: number) => ({
        ...{ device, enrolledAtMs },
        publicKey: bytes(32, byte),
      })
      const own = [key(car, 5, 300), key(car, 9, 200), key(car, 1, 100)]
      const other = key(box, 5, 150)
      await write(tenant, async ({ devices }) => {
        for (const each of [...own.toReversed(), other]) await devices.insertKey(each)
      })
      const keys = (device: DeviceId) => read(tenant, ({ devices }) => devices.keys(device))
      expect(await keys(car)).toStrictEqual(own)
      expect(await keys(box)).toStrictEqual([other])
      expect(await keys(newId('device'))).toEqual([])
    })
  })

  describe('device credentials', () => {
    test('a nonce is spent once, and forgotten when it expires', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      const spend = (nowMs: number) => write(tenant, ({ devices }) => devices.spendNonce(device, bytes(16, 7), 100, nowMs))
      expect([await spend(0), await spend(1), await spend(99)]).toEqual([true, false, false])
      expect(await spend(100)).toBe(true)
    })

    test('a nonce is spent by one device alone', async () => {
      const [tenant, car, box] = [newId('tenant'), newId('device'), newId('device')]
      const spend = (device: DeviceId, byte: number) =>
        write(tenant, ({ devices }) => devices.spendNonce(device, bytes(16, byte), 100, 0))
      expect([await spend(car, 1), await spend(box, 1), await spend(car, 2), await spend(car, 1)]).toEqual([
        ...[true, true, true, false],
      ])
    })

    test('of many who spend a nonce at once, one may', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      const spend = () => write(tenant, ({ devices }) => devices.spendNonce(device, bytes(16, 7), 100, 0))
      const spent = await Promise.all(Array.from({ length: 8 }, spend))
      expect(spent.filter((isFirst) => isFirst)).toHaveLength(1)
    })

    test('a session token is taken once, and only before it expires', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      const session = sampleSession({ device })
      const take = (hash: Uint8Array, nowMs: number) => write(tenant, ({ devices }) => devices.takeSession(device, hash, nowMs))
      await write(tenant, ({ devices }) => devices.putSession(session))
      const has = (hash: Uint8Array, nowMs: number) => read(tenant, ({ devices }) => devices.hasSession(device, hash, nowMs))
      expect([await has(session.tokenHash, 99), await has(session.tokenHash, 100), await has(bytes(32, 2), 1)]).toEqual([
        ...[true, false, false],
      ])
      expect(await take(bytes(32, 2), 1)).toBeUndefined()
      expect(await take(session.tokenHash, 1)).toEqual({ id: session.id, expiresAtMs: 100, deviceNonce: session.deviceNonce })
      expect(await take(session.tokenHash, 1)).toBeUndefined()
      await write(tenant, ({ devices }) => devices.putSession(session))
      expect(await take(session.tokenHash, 100)).toBeUndefined()
    })

    test('of many who take a session at once, one gets it', async () => {
      const [tenant, session] = [newId('tenant'), sampleSession()]
      await write(tenant, ({ devices }) => devices.putSession(session))
      const take = () => write(tenant, ({ devices }) => devices.takeSession(session.device, session.tokenHash, 1))
      const taken = await Promise.all(Array.from({ length: 8 }, take))
      expect(taken.filter((each) => each !== undefined)).toStrictEqual([
        { id: session.id, expiresAtMs: session.expiresAtMs, deviceNonce: session.deviceNonce },
      ])
    })

    test('a newer session replaces the one before', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      const [former, latter] = [1, 2].map((byte) => sampleSession({ device, tokenHash: bytes(32, byte) }))
      for (const session of [former, latter]) {
        await write(tenant, ({ devices }) => devices.putSession(session ?? sampleSession()))
      }
      const take = (byte: number) => write(tenant, ({ devices }) => devices.takeSession(device, bytes(32, byte), 0))
      expect(await take(1)).toBeUndefined()
      expect((await take(2))?.id).toBe(latter?.id)
    })
  })
}
