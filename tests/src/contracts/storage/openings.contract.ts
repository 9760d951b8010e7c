import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import { newId, sampleBatch, sampleDevice, sampleEvent, sampleOpening } from './samples.ts'

export function openingsContract({ write, read }: OpenStorage): void {
  describe('openings', () => {
    test('of an owner come newest first over all devices, in pages that meet, and those of others do not', async () => {
      const [tenant, owner] = [newId('tenant'), newId('account')]
      const [car, second, others] = [sampleDevice({ owner }), sampleDevice({ owner }), sampleDevice()]
      const at = (device: typeof car, seq: number, atMs: number) => sampleEvent({ device: device.id, seq, atMs })
      const openings = [at(second, 1, 300), at(second, 7, 200), at(car, 9, 200), at(car, 5, 200), at(car, 1, 100)]
      const more = [
        at(others, 1, 250),
        sampleEvent({ device: car.id, seq: 2, type: 'closed', atMs: 101 }),
        sampleEvent({ device: car.id, seq: 3, type: 'granted', atMs: 150 }),
      ]
      await write(tenant, async ({ devices, authorizations }) => {
        for (const device of [car, second, others]) await devices.insert(device)
        await authorizations.insertEvents([...openings.toReversed(), ...more])
      })
      const pages = (limit: number, of?: typeof owner) =>
        pagesOf(limit, (page) => read(tenant, ({ authorizations }) => authorizations.openings(page, of)))
      const listed = openings.map((event) => ({ ...event, listedAtMs: event.atMs }))
      expect(await pages(2, owner)).toStrictEqual([listed.slice(0, 2), listed.slice(2, 4), listed.slice(4)])
      expect(await pages(5, owner)).toStrictEqual([listed])
      expect((await pages(10)).flat().map(({ device }) => device)).toContain(others.id)
    })

    test('told by a clock that was not set are listed when the hub was told', async () => {
      const [tenant, device] = [newId('tenant'), sampleDevice()]
      const unset = sampleEvent({ device: device.id, seq: 4, atMs: 7, timeState: 'unknown' })
      const floor = sampleEvent({ device: device.id, seq: 1, atMs: 400, timeState: 'floor' })
      const release = sampleEvent({ device: device.id, seq: 6, type: 'safety_action', atMs: 600, detail: 'release' })
      await write(tenant, async ({ devices, authorizations, journals }) => {
        await devices.insert(device)
        await journals.insertBatch(device.id, sampleBatch(1, 3, 1), 100)
        await journals.insertBatch(device.id, sampleBatch(4, 3, 2), 500)
        await authorizations.insertEvents([unset, floor, release])
      })
      const list = (limit: number) =>
        pagesOf(limit, (page) => read(tenant, ({ authorizations }) => authorizations.openings(page, device.owner)))
      const listed = [
        { ...release, listedAtMs: 600 },
        { ...unset, listedAtMs: 500 },
        { ...floor, listedAtMs: 400 },
      ]
      expect(await list(5)).toStrictEqual([listed])
      expect((await list(1)).flat()).toStrictEqual(listed)
    })

    test('are not the safety actions of a service that performs', async () => {
      const [tenant, home] = [newId('tenant'), sampleDevice()]
      const event = (seq: number, type: 'performed' | 'safety_action', service: string) =>
        sampleEvent({ device: home.id, seq, type, service, atMs: seq })
      const release = event(3, 'safety_action', 'trunk.access')
      const others = [event(1, 'safety_action', 'home.alarm'), event(2, 'performed', 'home.alarm')]
      await write(tenant, async ({ devices, authorizations }) => {
        await devices.insert(home)
        await authorizations.insertEvents([...others, release])
      })
      const { items } = await read(tenant, ({ authorizations }) => authorizations.openings({ limit: 10 }, home.owner))
      expect(items).toStrictEqual([{ ...release, listedAtMs: 3 }])
    })

    test('are followed by what the device told of the same service after them', async () => {
      const tenant = newId('tenant')
      const began = sampleOpening({ seq: 5 })
      const { device } = began
      const event = (seq: number, more: Parameters<typeof sampleEvent>[0]) => sampleEvent({ device, seq, ...more })
      const after = [event(6, { type: 'left_open', detail: '60' }), event(8, { type: 'closed' }), event(9, { type: 'secured' })]
      const others = [
        event(4, { type: 'closed' }),
        event(7, { type: 'closed', service: 'glovebox.access' }),
        event(10, { type: 'granted' }),
        sampleEvent({ device: newId('device'), seq: 7, type: 'closed' }),
      ]
      await write(tenant, ({ authorizations }) => authorizations.insertEvents([...others, ...after]))
      const found = (limit: number) => read(tenant, ({ authorizations }) => authorizations.movementsAfter(began, limit))
      expect(await found(10)).toStrictEqual(after)
      expect(await found(2)).toStrictEqual(after.slice(0, 2))
    })
  })
}
