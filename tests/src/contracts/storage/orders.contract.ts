import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { newId, sampleOrder, sampleOrderItem } from './samples.ts'

export function ordersContract({ write, read }: OpenStorage): void {
  describe('orders', () => {
    test('hold coupons while they are open and their time is not over', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const naming = (...codes: readonly string[]) => ({ items: codes.map((coupon) => sampleOrderItem({ coupon })) })
      const own = sampleOrder({ account, state: 'waiting', ...naming('ONE', 'OTHER') })
      const all = [
        own,
        sampleOrder({ account, state: 'placed', expiresAtMs: 100, ...naming('TWO') }),
        sampleOrder({ state: 'waiting', ...naming('ONE') }),
        sampleOrder({ account, state: 'cancelled', ...naming('ONE') }),
        sampleOrder({ state: 'fulfilled', ...naming('TWO') }),
        sampleOrder({ state: 'waiting', items: [sampleOrderItem()] }),
      ]
      await write(tenant, async ({ orders }) => {
        for (const order of all) await orders.insert(order)
      })
      const held = (asked: object, codes = ['ONE', 'TWO']) =>
        read(tenant, async ({ orders }) => {
          const { all: of, byAccount } = await orders.couponsHeld({ codes, account, atMs: 99, ...asked })
          return [of, byAccount]
        })
      expect(await held({})).toEqual([3, 2])
      expect(await held({ atMs: 100 })).toEqual([2, 1])
      expect(await held({ except: own.id })).toEqual([2, 1])
      expect(await held({ account: newId('account') })).toEqual([3, 0])
      expect(await held({}, [])).toEqual([0, 0])
    })
  })
}
