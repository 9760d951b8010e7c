import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { newId, sampleSubscription } from './samples.ts'
import { spansAsked } from './spans.ts'

export function subscriptionsContract({ write, read }: OpenStorage): void {
  describe('subscriptions', () => {
    test.each(spansAsked)('in force during [100, 200): one %s', async (_what, span, found) => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const subscription = sampleSubscription({ account, ...span })
      await write(tenant, ({ subscriptions }) => subscriptions.insert(subscription))
      expect(await read(tenant, ({ subscriptions }) => subscriptions.inForce(account, 100, 200))).toStrictEqual(
        found ? [subscription] : [],
      )
    })

    test('end where they would go on longer, and never later than they did', async () => {
      const [tenant, endless, ended] = [newId('tenant'), sampleSubscription(), sampleSubscription({ untilMs: 50 })]
      await write(tenant, async ({ subscriptions }) => {
        for (const each of [endless, ended]) await subscriptions.insert(each)
        for (const { id } of [endless, ended]) await subscriptions.end(id, 100)
      })
      const untilMs = (id: typeof ended.id) => read(tenant, async ({ subscriptions }) => (await subscriptions.get(id))?.untilMs)
      expect([await untilMs(endless.id), await untilMs(ended.id)]).toEqual([100, 50])
    })

    test('that touch follow each other without a gap and without an overlap', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const former = sampleSubscription({ account, fromMs: 0, untilMs: 100 })
      const latter = sampleSubscription({ account, fromMs: 100 })
      await write(tenant, async ({ subscriptions }) => {
        await subscriptions.insert(latter)
        await subscriptions.insert(former)
      })
      const inForce = (fromMs: number, untilMs: number) =>
        read(tenant, ({ subscriptions }) => subscriptions.inForce(account, fromMs, untilMs))
      expect(await inForce(0, 100)).toEqual([former])
      expect(await inForce(99, 100)).toEqual([former])
      expect(await inForce(100, 101)).toEqual([latter])
      expect(await inForce(99, 101)).toEqual([former, latter])
    })

    test('in force are those of the account alone', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const own = [sampleSubscription({ account }), sampleSubscription({ account, device: newId('device') })]
      await write(tenant, async ({ subscriptions }) => {
        for (const subscription of [...own, sampleSubscription()]) await subscriptions.insert(subscription)
      })
      expect(await read(tenant, ({ subscriptions }) => subscriptions.inForce(account, 0, 1))).toStrictEqual(own)
    })

    test('asked for by ids are those that exist, each once', async () => {
      const tenant = newId('tenant')
      const [one, other, unasked] = [sampleSubscription(), sampleSubscription({ untilMs: 5 }), sampleSubscription()]
      await write(tenant, async ({ subscriptions }) => {
        for (const subscription of [one, other, unasked]) await subscriptions.insert(subscription)
      })
      const getAll = (...ids: readonly (typeof one.id)[]) => read(tenant, ({ subscriptions }) => subscriptions.getAll(ids))
      const found = await getAll(other.id, one.id, newId('subscription'), other.id)
      expect(found.toSorted((left, right) => (left.id < right.id ? -1 : 1))).toStrictEqual([one, other])
      expect(await getAll()).toEqual([])
    })
  })
}
