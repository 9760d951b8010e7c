import type { AccessEvent } from '@octroi/hub/authorizations/access-event'
import type { GrantedAuthorization } from '@octroi/hub/authorizations/authorization'
import { type Outcome, outcomes } from '@octroi/shared/api/vocabulary'
import type { Currency } from '@octroi/shared/money/currency'
import { rational } from '@octroi/shared/money/rational'
import { recordsPerBatchAtMost } from '@octroi/shared/wire/messages/journal'
import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import { bytes, newId, sampleEvent, sampleGranted, sampleRefused } from './samples.ts'

export function authorizationsContract({ write, read }: OpenStorage): void {
  describe('authorizations', () => {
    test.each(outcomes)('an outcome of %s changes nothing else', async (outcome) => {
      const [tenant, authorization] = [newId('tenant'), sampleGranted({ reference: 'parcel 1' })]
      const other = sampleGranted({ outcome: 'opened' })
      await write(tenant, async ({ authorizations }) => {
        const before = { ...authorization, outcome: outcome === 'pending' ? ('opened' as const) : ('pending' as const) }
        await authorizations.insert(before)
        await authorizations.insert(other)
        await authorizations.setOutcomes([{ authorization: before, outcome }])
      })
      const get = (id: typeof authorization.id) => read(tenant, ({ authorizations }) => authorizations.get(id))
      expect(await get(authorization.id)).toStrictEqual({ ...authorization, outcome })
      expect(await get(other.id)).toStrictEqual(other)
    })

    test('granted ones are asked for by ids; refused and unknown ones are not among them', async () => {
      const tenant = newId('tenant')
      const [granted, other, refused] = [sampleGranted(), sampleGranted(), sampleRefused()]
      await write(tenant, async ({ authorizations }) => {
        for (const each of [granted, other, refused]) await authorizations.insert(each)
      })
      const getGranted = (...ids: readonly (typeof granted.id)[]) =>
        read(tenant, ({ authorizations }) => authorizations.getGranted(ids))
      expect(await getGranted(refused.id, granted.id, newId('authorization'), granted.id)).toStrictEqual([granted])
      expect(await getGranted()).toEqual([])
    })

    test('a list shows granted and refused ones alike', async () => {
      const [tenant, granted, refused] = [newId('tenant'), sampleGranted(), sampleRefused()]
      await write(tenant, async ({ authorizations }) => {
        await authorizations.insert(granted)
        await authorizations.insert(refused)
      })
      const { items } = await read(tenant, ({ authorizations }) => authorizations.list({ limit: 10 }))
      expect(items).toStrictEqual([refused, granted])
    })
  })

  describe('outstanding grants', () => {
    test('are the sums of what was granted and nothing has come of, whatever comes in which order', async () => {
      const [tenant, subscription] = [newId('tenant'), newId('subscription')]
      const third = { amount: { minor: 33n, currency: 'EUR' as Currency }, exact: rational(1n, 3n), explanation: [] }
      const grants = Array.from({ length: 5 }, (_, index) =>
        sampleGranted({ subscription, quote: third, service: index < 4 ? 'trunk.access' : 'door.access' }),
      )
      const outstanding = () => read(tenant, ({ authorizations }) => authorizations.outstanding(subscription))
      const sum = (service: string, uses: number) => ({ service, currency: 'EUR', uses, exact: rational(BigInt(uses), 3n) })
      const set = (of: readonly GrantedAuthorization[], from: Outcome, outcome: Outcome) =>
        write(tenant, ({ authorizations }) =>
          authorizations.setOutcomes(of.map((each) => ({ authorization: { ...each, outcome: from }, outcome }))),
        )
      await write(tenant, async ({ authorizations }) => {
        for (const each of [...grants, sampleGranted(), sampleGranted({ subscription, outcome: 'opened' })]) {
          await authorizations.insert(each)
        }
        await authorizations.insert(sampleRefused())
      })
      expect(await outstanding()).toEqual([sum('door.access', 1), sum('trunk.access', 4)])
      await set(grants.slice(0, 2), 'pending', 'opened')
      await set(grants.slice(4), 'pending', 'expired')
      expect(await outstanding()).toEqual([sum('trunk.access', 2)])
      await set(grants.slice(0, 1), 'opened', 'completed')
      await set(grants.slice(4), 'expired', 'pending')
      expect(await outstanding()).toEqual([sum('door.access', 1), sum('trunk.access', 2)])
      await write(tenant, ({ retention }) => retention.remove('authorizations', Number.MAX_SAFE_INTEGER, 100))
      expect(await outstanding()).toEqual([])
    })
  })

  describe('access events', () => {
    test('of an authorization come in the order of the journal, however they arrived', async () => {
      const [tenant, device, authorization] = [newId('tenant'), newId('device'), newId('authorization')]
      const event = (seq: number) => sampleEvent({ device, authorization, seq, atMs: 1000 - seq })
      await write(tenant, async ({ authorizations }) => {
        await authorizations.insertEvents([event(10), event(2)])
        await authorizations.insertEvents([sampleEvent({ device, seq: 5 }), event(9)])
        await authorizations.insertEvents([])
      })
      const eventsOf = (...ids: readonly (typeof authorization)[]) =>
        read(tenant, ({ authorizations }) => authorizations.eventsOf(ids))
      expect(await eventsOf(authorization)).toStrictEqual([event(2), event(9), event(10)])
      expect(await eventsOf(newId('authorization'))).toEqual([])
      expect(await eventsOf()).toEqual([])
    })

    test('of several authorizations stay in order for each', async () => {
      const [tenant, one, other] = [newId('tenant'), newId('authorization'), newId('authorization')]
      const [car, box] = [newId('device'), newId('device')]
      const ofOne = [1, 3].map((seq) => sampleEvent({ device: car, authorization: one, seq }))
      const ofOther = [2, 3, 4].map((seq) => sampleEvent({ device: box, authorization: other, seq }))
      await write(tenant, ({ authorizations }) => authorizations.insertEvents([...ofOther, ...ofOne].toReversed()))
      const events = await read(tenant, ({ authorizations }) => authorizations.eventsOf([one, other]))
      expect(events).toHaveLength(5)
      expect(events.filter(({ authorization }) => authorization === one)).toStrictEqual(ofOne)
      expect(events.filter(({ authorization }) => authorization === other)).toStrictEqual(ofOther)
    })

    test('of a device are listed by their number, newest first, in pages that meet', async () => {
      const [tenant, device, other] = [newId('tenant'), newId('device'), newId('device')]
      const numbers = Array.from({ length: 12 }, (_, index) => index + 1)
      await write(tenant, async ({ authorizations }) => {
        await authorizations.insertEvents(numbers.map((seq) => sampleEvent({ device, seq })))
        await authorizations.insertEvents([sampleEvent({ device: other, seq: 6 })])
      })
      const listed = async (limit: number) => {
        const pages = await pagesOf(limit, (page) =>
          read(tenant, ({ authorizations }) => authorizations.deviceEvents(page, device)),
        )
        return pages.map((items) => items.map(({ seq }) => seq))
      }
      expect(await listed(5)).toEqual([
        [12, 11, 10, 9, 8],
        [7, 6, 5, 4, 3],
        [2, 1],
      ])
      expect(await listed(12)).toEqual([numbers.toReversed()])
    })

    test('of a released overlap stand beside those of the same numbers, also over a page', async () => {
      const [tenant, device, authorization] = [newId('tenant'), newId('device'), newId('authorization')]
      const own = [1, 2, 3].map((seq) => sampleEvent({ device, seq, authorization }))
      const overlaps = [4, 7].flatMap((boot) =>
        [2, 3].map((seq) => sampleEvent({ device, seq, authorization, overlap: bytes(16, boot) })),
      )
      await write(tenant, ({ authorizations }) => authorizations.insertEvents([...overlaps, ...own]))
      const told = ({ seq, overlap }: AccessEvent): string => `${seq}${overlap === undefined ? '' : ` of ${overlap[0]}`}`
      for (const limit of [1, 2, 3, 10]) {
        const pages = await pagesOf(limit, (page) =>
          read(tenant, ({ authorizations }) => authorizations.deviceEvents(page, device)),
        )
        expect(pages.flat().map(told)).toEqual(['3 of 7', '3 of 4', '3', '2 of 7', '2 of 4', '2', '1'])
      }
      const events = await read(tenant, ({ authorizations }) => authorizations.eventsOf([authorization]))
      expect(events.map(({ seq }) => seq)).toEqual([1, 2, 2, 2, 3, 3, 3])
      expect(new Set(events.map(told)).size).toBe(7)
      const again = write(tenant, ({ authorizations }) => authorizations.insertEvents(overlaps.slice(0, 1)))
      await expect(again).rejects.toThrow(/constraint|duplicate/i)
    })

    test('are written once for each number of a device', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      const insert = (detail: string) =>
        write(tenant, ({ authorizations }) => authorizations.insertEvents([sampleEvent({ device, seq: 1, detail })]))
      await insert('first')
      await expect(insert('second')).rejects.toThrow(/constraint|duplicate/i)
      const { items } = await read(tenant, ({ authorizations }) => authorizations.deviceEvents({ limit: 10 }, device))
      expect(items.map(({ detail }) => detail)).toEqual(['first'])
    })

    test('fill a whole batch, each of an authorization of its own', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      const ids = Array.from({ length: recordsPerBatchAtMost }, () => newId('authorization'))
      const events = ids.map((authorization, index) => sampleEvent({ device, authorization, seq: index + 1, detail: 'x' }))
      await write(tenant, async ({ authorizations }) => {
        await authorizations.insertEvents(events)
        await authorizations.insert(sampleGranted({ id: ids[0] ?? newId('authorization') }))
      })
      expect(await read(tenant, ({ authorizations }) => authorizations.eventsOf(ids))).toEqual(events)
      expect(await read(tenant, ({ authorizations }) => authorizations.getGranted(ids))).toHaveLength(1)
    })
  })
}
