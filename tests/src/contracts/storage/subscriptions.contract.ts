import type { Subscription } from '@octroi/hub/subscriptions/subscription'
import type { SubscriptionFilter } from '@octroi/hub/subscriptions/subscription.store'
import type { SubscriptionState } from '@octroi/shared/api/vocabulary'
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

    test('are listed by account, offer and how they stand at an instant, newest first', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const [begun, toCome, ended, calledOff, other] = [
        sampleSubscription({ account, fromMs: 100, offer: 'other' }),
        sampleSubscription({ account, fromMs: 101, untilMs: 900 }),
        sampleSubscription({ account, fromMs: 0, untilMs: 100 }),
        sampleSubscription({ account, fromMs: 500, untilMs: 500 }),
        sampleSubscription({ fromMs: 0, untilMs: 101 }),
      ]
      await write(tenant, async ({ subscriptions }) => {
        for (const subscription of [begun, toCome, ended, calledOff, other]) await subscriptions.insert(subscription)
      })
      const listed = (filter: SubscriptionFilter) =>
        read(tenant, async ({ subscriptions }) => (await subscriptions.list({ limit: 9 }, filter)).items.map(({ id }) => id))
      const ids = (...all: readonly Subscription[]) =>
        all
          .map(({ id }) => id)
          .toSorted()
          .toReversed()
      const at = (is: SubscriptionState) => ({ state: { is, atMs: 100 } })
      expect(await listed(at('in_force'))).toEqual(ids(begun, other))
      expect(await listed(at('to_come'))).toEqual(ids(toCome))
      expect(await listed(at('ended'))).toEqual(ids(ended, calledOff))
      expect(await listed({ account, ...at('in_force') })).toEqual(ids(begun))
      expect(await listed({ account, offer: 'deliveries' })).toEqual(ids(toCome, ended, calledOff))
      expect(await listed({ offer: 'other' })).toEqual(ids(begun))
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
