import { describe, expect, test } from 'vitest'
import { askedAgain } from '../../kit/asked-again.ts'
import { limitedWorld } from '../../kit/limited-world.ts'
import type { OpenStorage } from './open-storage.ts'
import { newId, sampleAllotment, sampleQuotaGrant } from './samples.ts'

export function quotasContract({ write, read }: OpenStorage): void {
  describe('quotas', () => {
    test('add up from mark to mark, apart by account, meter and device', async () => {
      const [tenant, account, device] = [newId('tenant'), newId('account'), newId('device')]
      const quota = { account, meter: 'uses' }
      const count = (of: typeof quota, fromMs: number, quantity: bigint) =>
        write(tenant, ({ quotas }) => quotas.count(of, [{ fromMs, quantity }]))
      for (const [fromMs, quantity] of [
        [200, 5n],
        [100, 2n ** 80n],
        [200, -1n],
      ] as const)
        await count(quota, fromMs, quantity)
      for (const other of [
        { ...quota, device },
        { ...quota, meter: 'others' },
      ])
        await count(other, 100, 7n)
      const used = (from: number) => read(tenant, ({ quotas }) => quotas.used(quota, from))
      expect(await used(0)).toStrictEqual([
        { fromMs: 100, quantity: 2n ** 80n },
        { fromMs: 200, quantity: 4n },
      ])
      expect(await used(101)).toStrictEqual([{ fromMs: 200, quantity: 4n }])
    })

    test('are granted more page by page, newest first', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const given = [sampleQuotaGrant({ account }), sampleQuotaGrant({ account, untilMs: 900 })]
      const ofDevice = sampleQuotaGrant({ account, device: newId('device') })
      for (const each of [...given, ofDevice]) await write(tenant, ({ quotas }) => quotas.insertGrant(each))
      const quota = { account, meter: 'uses' }
      expect(await read(tenant, ({ quotas }) => quotas.grants(quota))).toStrictEqual(given)
      const page = await read(tenant, ({ quotas }) => quotas.listGrants({ limit: 1 }, quota))
      expect(page.items).toStrictEqual(given.slice(1))
      const next = { limit: 1, ...(page.next === undefined ? {} : { after: page.next }) }
      expect((await read(tenant, ({ quotas }) => quotas.listGrants(next, quota))).items).toStrictEqual(given.slice(0, 1))
    })

    test('come back from a lease that the device has left behind, or that ended by its own clock', async () => {
      const [tenant, account, device] = [newId('tenant'), newId('account'), newId('device')]
      const handed = [1, 2, 3].map((leaseSeq) =>
        sampleAllotment({
          quota: { account, meter: 'uses' },
          device,
          leaseSeq,
          ...(leaseSeq === 3 ? {} : { endsAtMs: 100 * leaseSeq }),
        }),
      )
      await write(tenant, async ({ quotas }) => {
        await quotas.insertAllotments(handed)
        await quotas.noteCounted(device, 'home.scenes', 'performed', 9n)
      })
      const held = async () =>
        (await read(tenant, ({ quotas }) => quotas.allotmentsOf(device))).map(({ leaseSeq, counted }) => [leaseSeq, counted])
      expect(await held()).toEqual([
        [1, 9n],
        [2, 9n],
        [3, 9n],
      ])
      await write(tenant, ({ quotas }) => quotas.takeBack(device, { beforeLeaseSeq: 2, endedAtMs: 0 }))
      expect(await held()).toEqual([
        [2, 9n],
        [3, 9n],
      ])
      await write(tenant, ({ quotas }) => quotas.takeBack(device, { beforeLeaseSeq: 0, endedAtMs: 200 }))
      expect(await held()).toEqual([[3, 9n]])
    })

    test('that are nearly spent grant no more than is left, whoever asks at once', async () => {
      const world = await limitedWorld(write, () => Date.now(), { limit: '{ meter: uses, quantity: "7", every: month }' })
      const decided = await Promise.all(Array.from({ length: 200 }, () => askedAgain(() => world.ask())))
      expect(decided.filter(({ decision }) => decision === 'granted')).toHaveLength(7)
      const refused = decided.find((each) => each.decision === 'refused')
      expect(refused).toMatchObject({ code: 'quota_spent' })
      const reason = refused?.reasons.find(({ rule }) => rule === 'quota')
      expect(reason?.sentence).toMatch(/Of 7 use \(uses\): 0 used, 7 reserved, 0 left\. It renews at \d{4}-/)
    })
  })
}
