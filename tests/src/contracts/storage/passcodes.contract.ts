import type { KeypadKey } from '@octroi/hub/authorizations/keypad-key'
import type { DeviceId } from '@octroi/shared/ids/id'
import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import { bytes, newId, sampleGranted } from './samples.ts'

const slotStart = 1_800_000

export function passcodesContract({ write, read }: OpenStorage): void {
  describe('keypads', () => {
    test('are as their device declared them last, and none of another', async () => {
      const [tenant, car, box] = [newId('tenant'), newId('device'), newId('device')]
      await write(tenant, async ({ passcodes }) => {
        await passcodes.putKeypad(car, ['trunk.access:open', 'door.access:open'])
        await passcodes.putKeypad(box, ['lid.access:open'])
        await passcodes.putKeypad(car, ['door.access:open'])
      })
      const keypad = (device: DeviceId) => read(tenant, ({ passcodes }) => passcodes.keypad(device))
      expect([await keypad(car), await keypad(box), await keypad(newId('device'))]).toEqual([
        ['door.access:open'],
        ['lid.access:open'],
        [],
      ])
    })

    test('hold every key that was told, and none that was only asked for', async () => {
      const [tenant, car, box] = [newId('tenant'), newId('device'), newId('device')]
      const key = (generation: number, from?: number): KeypadKey => ({
        ...{ generation, epoch: 3, isHeld: false },
        ...(from === undefined ? {} : { from }),
      })
      await write(tenant, async ({ passcodes }) => {
        for (const each of [key(10), key(2, 1800), key(1, 0)]) await passcodes.putKey(car, each)
        await passcodes.putKey(box, key(1, 0))
        await passcodes.holdKeys(car)
      })
      const keys = (device: DeviceId) => read(tenant, ({ passcodes }) => passcodes.keys(device))
      expect(await keys(car)).toStrictEqual([{ ...key(1, 0), isHeld: true }, { ...key(2, 1800), isHeld: true }, key(10)])
      expect(await keys(box)).toStrictEqual([key(1, 0)])
      await write(tenant, ({ passcodes }) => passcodes.putKey(car, key(10, 3600)))
      expect((await keys(car)).at(-1)).toStrictEqual(key(10, 3600))
      await write(tenant, async ({ passcodes }) => {
        for (const generation of [11, 12]) await passcodes.putKey(car, key(generation))
      })
      expect(
        (await keys(car)).map(({ generation }) => generation),
        'the four newest',
      ).toEqual([2, 10, 11, 12])
    })
  })

  describe('passcodes', () => {
    const granted = (device: DeviceId, at: number, n: number, more: Parameters<typeof sampleGranted>[0] = {}) =>
      sampleGranted({ device, passcode: { slotStart: at, n, generation: 1 }, ...more })

    test('are taken for their own device, action and slot', async () => {
      const [tenant, car, box] = [newId('tenant'), newId('device'), newId('device')]
      await write(tenant, async ({ authorizations }) => {
        for (const each of [granted(car, slotStart, 2), granted(car, slotStart, 0), granted(box, slotStart, 1)]) {
          await authorizations.insert(each)
        }
        await authorizations.insert(granted(car, slotStart + 1800, 3))
        await authorizations.insert(granted(car, slotStart, 3, { action: 'close' }))
        await authorizations.insert(granted(car, slotStart, 1, { service: 'door.access' }))
        await authorizations.insert(sampleGranted({ device: car }))
      })
      const asked = { device: car, service: 'trunk.access', action: 'open', slotStart }
      const taken = (more: object = {}) => read(tenant, ({ passcodes }) => passcodes.taken({ ...asked, ...more }))
      expect([await taken(), await taken({ slotStart: 0 }), await taken({ device: newId('device') })]).toEqual([[0, 2], [], []])
    })

    test('are given once each', async () => {
      const [tenant, car] = [newId('tenant'), newId('device')]
      const give = () => write(tenant, ({ authorizations }) => authorizations.insert(granted(car, slotStart, 1)))
      await give()
      await expect(give()).rejects.toThrow(/constraint|duplicate/i)
    })

    test('that were used, taken back or are over live no more', async () => {
      const [tenant, car] = [newId('tenant'), newId('device')]
      const live = () => read(tenant, ({ passcodes }) => passcodes.lastLiveSlot(car, 1000))
      expect(await live()).toBeUndefined()
      const [one, used, revoked] = [granted(car, 1800, 0), granted(car, 5400, 0), granted(car, 7200, 0)].map((each) => ({
        ...each,
        untilMs: 1001,
      }))
      if (!one || !used || !revoked) throw new Error('there are three')
      await write(tenant, async ({ authorizations }) => {
        for (const each of [one, { ...used, outcome: 'opened' as const }, revoked]) await authorizations.insert(each)
        await authorizations.insert(granted(car, 9000, 0, { untilMs: 1000 }))
        await authorizations.insert(granted(newId('device'), 10_800, 0, { untilMs: 5000 }))
      })
      expect(await live()).toBe(7200)
      await write(tenant, ({ authorizations }) => authorizations.setRevocation(revoked.id, { version: 1, requestedAtMs: 5 }))
      expect(await live()).toBe(1800)
    })

    test('have ids in no order, and are listed by when they were decided', async () => {
      const [tenant, requester, car] = [newId('tenant'), newId('account'), newId('device')]
      const ids = Array.from({ length: 5 }, () => newId('authorization')).toReversed()
      const decided = ids.map((id, index) =>
        granted(car, slotStart, index, { id, requester, decidedAtMs: 10 * Math.floor(index / 2) }),
      )
      await write(tenant, async ({ authorizations }) => {
        for (const each of decided) await authorizations.insert(each)
      })
      const list = async (of?: typeof requester) => {
        const pages = await pagesOf(2, (page) => read(tenant, ({ authorizations }) => authorizations.list(page, of)))
        return pages.map((items) => items.map(({ id }) => ids.indexOf(id)))
      }
      // Of those decided at once the greater id comes first.
      expect([await list(), await list(requester)]).toEqual([
        [[4, 2], [3, 0], [1]],
        [[4, 2], [3, 0], [1]],
      ])
    })
  })

  test('a secret of a tenant is kept once, and another of another name', async () => {
    const tenant = newId('tenant')
    await write(tenant, async ({ tenants }) => {
      await tenants.keepSecret('one', bytes(60, 1))
      await tenants.keepSecret('one', bytes(60, 2))
      await tenants.keepSecret('other', bytes(60, 3))
    })
    const secret = (purpose: string) => read(tenant, ({ tenants }) => tenants.secret(purpose))
    expect([await secret('one'), await secret('other'), await secret('none')]).toEqual([bytes(60, 1), bytes(60, 3), undefined])
  })
}
