import { type DeviceFilter, type Trouble, troubleAfterMs } from '@octroi/hub/devices/device-filter'
import { rational } from '@octroi/shared/money/rational'
import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import {
  bytes,
  euro,
  newId,
  sampleBatch,
  sampleDevice,
  sampleEvent,
  sampleGranted,
  sampleMessage,
  sampleQuarantined,
} from './samples.ts'

/** What an operator looks for among all rows of a tenant. */
export function lookupsContract({ write, read }: OpenStorage): void {
  describe('devices', () => {
    test('are found by the beginning of a label in its order, by state and by owner, in pages that meet', async () => {
      const [tenant, owner] = [newId('tenant'), newId('account')]
      const inService = (label: string) => sampleDevice({ owner, label, state: 'enrolled' })
      const car = inService('Car')
      const others = ['Éclair', 'eclair 2', 'ecl'].map(inService)
      const kept = sampleDevice({ label: 'Kept', state: 'enrolled', suspension: { sinceMs: 5, reason: 'Stolen' } })
      await write(tenant, async ({ devices }) => {
        for (const device of [car, ...others, kept]) await devices.insert(device)
      })
      const find = (filter: DeviceFilter) =>
        pagesOf(2, (page) => read(tenant, ({ devices }) => devices.search(page, filter))).then((pages) =>
          pages.flat().map(({ label }) => label),
        )
      expect(await find({ text: 'ÉCL' })).toEqual(['ecl', 'Éclair', 'eclair 2'])
      expect(await find({ text: car.id.slice(0, 30) })).toEqual(['Car'])
      expect((await find({ state: 'enrolled' })).toSorted()).toEqual(['Car', 'ecl', 'eclair 2', 'Éclair'].toSorted())
      expect(await find({ state: 'suspended' })).toEqual(['Kept'])
      expect(await find({ state: 'suspended', owner })).toEqual([])
      for (const more of [{ owner }, { state: 'enrolled' }, { owner, state: 'enrolled' }] as const) {
        expect(await find({ text: 'ec', ...more })).toEqual(['ecl', 'Éclair', 'eclair 2'])
        expect(await find({ text: 'ke', ...more })).toEqual([])
      }
      expect(await find({ text: 'ke', state: 'suspended' })).toEqual(['Kept'])
      const counts = await read(tenant, async ({ devices }) => [
        await devices.count('enrolled', 3),
        await devices.count('frozen', 3),
      ])
      expect(counts).toEqual([3, 0])
    })

    test('with a trouble are found once each, and no others', async () => {
      const [tenant, well, ill] = [newId('tenant'), newId('device'), newId('device')]
      const nowMs = 10 * troubleAfterMs
      const head = { boot: bytes(16, 1), through: 0, head: bytes(32, 1) }
      await write(tenant, async ({ devices, journals, leases }) => {
        for (const device of [well, ill]) {
          const isWell = device === well
          await journals.insertBatch(device, sampleBatch(isWell ? 1 : 2, 1, 1), 100)
          await journals.putHead(device, isWell ? { ...head, through: 1 } : head)
          for (const verdict of ['repeated', 'clock_suspect'] as const) {
            const decision = { state: 'dismissed', by: newId('account'), atMs: 1, reason: 'Seen' } as const
            await journals.quarantine(sampleQuarantined({ device, verdict, ...(isWell ? { decision } : {}) }))
          }
          await leases.insert({ device, leaseSeq: 1, signed: bytes(9, 1), issuedAtMs: 1 })
          if (isWell) await leases.insert({ device, leaseSeq: 2, signed: bytes(9, 1), issuedAtMs: 1, appliedSeq: 4 })
          await devices.noteTold(device, { atMs: 100, seq: 4, timeState: isWell ? 'synced' : 'unknown' })
          // What comes late says nothing of the clock as it is now.
          await devices.noteTold(device, { atMs: 200, seq: 3, timeState: isWell ? 'unknown' : 'synced' })
        }
      })
      const troubled = (trouble: Trouble, atMs = nowMs) =>
        read(tenant, ({ devices }) => devices.troubled({ limit: 10 }, trouble, atMs)).then(({ items }) => items)
      for (const trouble of ['quarantine', 'gap', 'lease', 'clock'] as const)
        expect(await troubled(trouble), trouble).toEqual([ill])
      expect(await troubled('gap', 100 + troubleAfterMs - 1)).toEqual([])
      const told = await read(tenant, async ({ journals }) => ({
        waiting: await journals.waiting([well, ill], 10),
        standings: await journals.standings([ill]),
      }))
      expect(told).toEqual({ waiting: new Map([[ill, 2]]), standings: [{ device: ill, through: 0, gapSinceMs: 100 }] })
    })
  })

  test('authorizations are found by what they are narrowed to, newest first', async () => {
    const [tenant, requester, device] = [newId('tenant'), newId('account'), newId('device')]
    const granted = (decidedAtMs: number, more: Parameters<typeof sampleGranted>[0] = {}) =>
      sampleGranted({ id: newId('authorization'), requester, device, decidedAtMs, reference: 'A 7', ...more })
    const [old, other, newest] = [granted(1), granted(2, { device: newId('device'), outcome: 'completed' }), granted(3)]
    await write(tenant, async ({ authorizations }) => {
      for (const each of [old, other, newest]) await authorizations.insert(each)
    })
    const find = (filter: object) =>
      pagesOf(1, (page) => read(tenant, ({ authorizations }) => authorizations.search(page, filter))).then((pages) =>
        pages.flat().map(({ id }) => id),
      )
    expect(await find({})).toEqual([newest.id, other.id, old.id])
    expect(await find({ device })).toEqual([newest.id, old.id])
    expect(await find({ requester, state: 'completed' })).toEqual([other.id])
    expect(await find({ reference: 'A 7', state: 'pending' })).toEqual([newest.id, old.id])
    expect(await find({ reference: 'A' })).toEqual([])
    expect(await find({ state: 'refused' })).toEqual([])
  })

  test('what stands open is told until it is closed, the longest ago first', async () => {
    const [tenant, car, van] = [newId('tenant'), newId('device'), newId('device')]
    const tell = (...events: readonly Parameters<typeof sampleEvent>[0][]) =>
      write(tenant, ({ authorizations }) => authorizations.insertEvents(events.map((event) => sampleEvent(event))))
    const open = () =>
      read(tenant, async ({ authorizations }) => ({
        count: await authorizations.countOpen(10),
        since: (await authorizations.standingOpen(10)).map(({ device, sinceMs }) => [device, sinceMs]),
      }))
    await tell({ device: car, seq: 3, atMs: 300 }, { device: van, seq: 1, atMs: 200 })
    expect(await open()).toEqual({
      count: 2,
      since: [
        [van, 200],
        [car, 300],
      ],
    })
    await tell({ device: car, seq: 2, type: 'closed', atMs: 250 }, { device: van, seq: 2, type: 'secured', atMs: 210 })
    expect(await open()).toEqual({ count: 1, since: [[car, 300]] })
  })

  test('the charges of a day add up exactly', async () => {
    const tenant = newId('tenant')
    const day = (name: string, hundredths: bigint) => ({
      day: name,
      currency: euro,
      exact: rational(hundredths, 100n),
      charges: 1,
    })
    await write(tenant, ({ rating }) => rating.addDays([day('2026-11-22', 1n), day('2026-11-23', 10n)]))
    await write(tenant, ({ rating }) => rating.addDays([day('2026-11-23', 20n)]))
    expect(await read(tenant, ({ rating }) => rating.days('2026-11-23', '2026-11-30'))).toEqual([
      { ...day('2026-11-23', 30n), charges: 2 },
    ])
  })

  test('charges of a day are summed exactly where no decimal says what they come to', async () => {
    const tenant = newId('tenant')
    const third = { day: '2026-11-23', currency: euro, exact: rational(1n, 3n), charges: 1 }
    await write(tenant, ({ rating }) => rating.addDays([third]))
    await write(tenant, ({ rating }) => rating.addDays([third]))
    expect(await read(tenant, ({ rating }) => rating.days('2026-11-23', '2026-11-23'))).toEqual([
      { ...third, exact: rational(2n, 3n), charges: 2 },
    ])
  })

  test('deliveries are found by the beginning of their key, and those given up are counted', async () => {
    const tenant = newId('tenant')
    const [one, other] = [sampleMessage({ key: 'auth_1 completed' }), sampleMessage({ key: 'auth_10 completed' })]
    await write(tenant, async ({ outbox }) => {
      await outbox.enqueue([one, other])
      await outbox.markFailed(other.id, { error: 'answered 500', dueAtMs: undefined })
    })
    const found = await read(tenant, async ({ outbox }) => ({
      about: (await outbox.about('auth_1 ', 10)).map(({ id }) => id),
      abandoned: await outbox.countAbandoned(10),
    }))
    expect(found).toEqual({ about: [one.id], abandoned: 1 })
  })
}
