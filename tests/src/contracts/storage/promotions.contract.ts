import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { newId, sampleCredit, sampleRedemption } from './samples.ts'

export function promotionsContract({ write, read }: OpenStorage): void {
  describe('coupons that were redeemed', () => {
    test('are numbered one by one, each number once', async () => {
      const tenant = newId('tenant')
      const redeemed = (coupon: string) => read(tenant, ({ promotions }) => promotions.redeemed(coupon))
      expect(await redeemed('spring')).toBe(0)
      for (const nth of [1, 2, 3]) await write(tenant, ({ promotions }) => promotions.addRedemption(sampleRedemption({ nth })))
      const again = write(tenant, ({ promotions }) => promotions.addRedemption(sampleRedemption({ nth: 2 })))
      await expect(again).rejects.toThrow(/constraint|duplicate/i)
      expect([await redeemed('spring'), await redeemed('autumn')]).toEqual([3, 0])
    })

    test('are on a subscription once, and come in the order in which they were redeemed', async () => {
      const tenant = newId('tenant')
      const late = sampleRedemption({ redeemedAtMs: 200 })
      const early = { ...late, coupon: 'winter', redeemedAtMs: 100 }
      for (const each of [late, early]) await write(tenant, ({ promotions }) => promotions.addRedemption(each))
      const twice = write(tenant, ({ promotions }) => promotions.addRedemption({ ...late, nth: 2 }))
      await expect(twice).rejects.toThrow(/constraint|duplicate/i)
      const found = await read(tenant, ({ promotions }) => promotions.redemptionsOf(late.account))
      expect(found).toStrictEqual([early, late])
    })

    test('that are asked for at the same time keep to a limit', async () => {
      const [tenant, limit] = [newId('tenant'), 7]
      const redeem = () =>
        write(tenant, async ({ promotions }) => {
          const before = await promotions.redeemed('spring')
          if (before >= limit) return false
          await promotions.addRedemption(sampleRedemption({ nth: before + 1 }))
          return true
        })
      const done = await Promise.all(Array.from({ length: 50 }, redeem))
      expect(done.filter((isRedeemed) => isRedeemed)).toHaveLength(limit)
      expect(await read(tenant, ({ promotions }) => promotions.redeemed('spring'))).toBe(limit)
    })
  })

  test('credits of an account come page by page, newest first', async () => {
    const [tenant, account] = [newId('tenant'), newId('account')]
    const added = [1, 2, 3].map(() => sampleCredit({ account }))
    for (const each of [...added, sampleCredit()]) await write(tenant, ({ promotions }) => promotions.addCredit(each))
    const page = (after?: string) =>
      read(tenant, ({ promotions }) => promotions.credits({ limit: 2, ...(after === undefined ? {} : { after }) }, account))
    const first = await page()
    expect([...first.items, ...(await page(first.next)).items]).toStrictEqual(added.toReversed())
    expect(await read(tenant, ({ promotions }) => promotions.creditsOf(account))).toStrictEqual(added)
  })
}
