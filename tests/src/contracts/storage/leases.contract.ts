import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { accountRow, bytes, newId, sampleEntitlement, sampleLeaseTerms } from './samples.ts'

export function leasesContract({ write, read }: OpenStorage): void {
  describe('leases', () => {
    test('the newest is found, and the first record that tells of it is kept', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      const lease = (leaseSeq: number) => ({ device, leaseSeq, signed: bytes(90, leaseSeq), issuedAtMs: leaseSeq })
      await write(tenant, async ({ leases }) => {
        for (const leaseSeq of [1, 3, 2]) await leases.insert(lease(leaseSeq))
        await leases.insert({ ...lease(9), device: newId('device') })
      })
      const newest = () => read(tenant, ({ leases }) => leases.newest(device))
      expect(await newest()).toStrictEqual(lease(3))
      await write(tenant, async ({ leases }) => {
        await leases.setApplied(device, 3, 40)
        await leases.setApplied(device, 3, 50)
        await leases.setApplied(device, 7, 60)
      })
      expect(await newest()).toStrictEqual({ ...lease(3), appliedSeq: 40 })
    })

    test('rest on what an account has for a device, its own and leased', async () => {
      const [tenant, account, device] = [newId('tenant'), newId('account'), newId('device')]
      const leased = { account, lease: sampleLeaseTerms, fromMs: 0 }
      const good = [
        sampleEntitlement(leased),
        sampleEntitlement({ ...leased, device }),
        sampleEntitlement({ ...leased, fromMs: 1_000_000 }),
      ]
      await write(tenant, ({ entitlements }) =>
        entitlements.insertAll([
          ...good,
          sampleEntitlement({ account }),
          sampleEntitlement({ ...leased, account: newId('account') }),
          sampleEntitlement({ ...leased, device: newId('device') }),
          sampleEntitlement({ ...leased, reach: 'consented' }),
          sampleEntitlement({ ...leased, untilMs: 50 }),
        ]),
      )
      expect(await read(tenant, ({ entitlements }) => entitlements.leased(account, device, { fromMs: 50 }))).toStrictEqual(good)
    })

    test('know what a device has counted, in all and before a month', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      const count = (periodFromMs: number, quantity: bigint, counter = 'performed') => ({
        service: 'home.scenes',
        counter,
        periodFromMs,
        quantity,
      })
      await write(tenant, ({ usage }) => usage.count(device, [count(100, 2n ** 63n), count(200, 5n), count(300, 7n)]))
      await write(tenant, ({ usage }) => usage.count(device, [count(100, 1n), count(300, -3n), count(100, 9n, 'reading:guard')]))
      const counted = (counter: string) => read(tenant, ({ usage }) => usage.counted(device, 'home.scenes', counter, 300))
      expect(await counted('performed')).toEqual({ beforePeriod: 2n ** 63n + 6n, total: 2n ** 63n + 10n })
      expect(await counted('reading:guard')).toEqual({ beforePeriod: 9n, total: 9n })
      expect(await counted('reading:energy')).toEqual({ beforePeriod: 0n, total: 0n })
    })

    test('carry the standing of their account', async () => {
      const [tenant, [first, second]] = [newId('tenant'), [newId('account'), newId('account')] as const]
      await write(tenant, async ({ accounts }) => {
        for (const id of [first, second]) await accounts.insert(accountRow(id))
        await accounts.setStanding(second, { standing: 'restricted', reason: 'late', sinceMs: 7 })
      })
      const standings = await read(tenant, ({ accounts }) => accounts.standings([first, second, newId('account')]))
      expect(standings).toEqual(
        new Map([
          [first, 'good'],
          [second, 'restricted'],
        ]),
      )
      const changed = await read(tenant, ({ accounts }) => accounts.get(second))
      expect(changed?.standing).toStrictEqual({ standing: 'restricted', reason: 'late', sinceMs: 7 })
    })
  })
}
