import { addEndpoint } from '@octroi/hub/confirmations/add-endpoint.use-case'
import { transferDevice } from '@octroi/hub/devices/transfer-device.use-case'
import { giveConsent } from '@octroi/hub/entitlements/give-consent.use-case'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { proofOfRecord } from '@octroi/hub/proof/proof-of-record.use-case'
import type { Change, ChangeTime } from '@octroi/hub/subscriptions/change'
import { changeSubscription, takeBackChange } from '@octroi/hub/subscriptions/change-subscription.use-case'
import type { AccountId, SubscriptionId } from '@octroi/shared/ids/id'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { energyReading } from '../kit/sample-records.ts'

const dayMs = 86_400_000
let world: OpeningWorld
beforeEach(async () => {
  world = await OpeningWorld.open()
})
afterEach(() => world.close())

async function change(subscription: SubscriptionId, asked: Change, at: ChangeTime = 'now') {
  return value(
    await world.hub.write((stores) => changeSubscription(stores, world.hub.environment, { subscription, change: asked, at })),
  )
}

async function subscriptionOf(account: AccountId): Promise<SubscriptionId> {
  const { items } = await world.hub.read(({ subscriptions }) => subscriptions.list({ limit: 1 }, { account }))
  const [found] = items
  if (found === undefined) throw new Error('no subscription')
  return found.id
}

test('a pause takes back what was granted and not used, refuses more, and a resume grants again', async () => {
  const { hub, merchant, car } = world
  const id = await world.granted()
  const subscription = await subscriptionOf(merchant)
  expect((await change(subscription, { kind: 'pause' })).devices).toEqual([car.device])
  expect((await hub.read(({ authorizations }) => authorizations.getGranted([id])))[0]?.revocation?.version).toBe(1)
  await expect(world.ask()).rejects.toThrow('refused: not_entitled')
  hub.pass(1000)
  await change(subscription, { kind: 'resume' })
  expect(await world.ask()).toMatch(/^auth_/)
})

test('a change that is scheduled is written at once, told, and taken back without a trace', async () => {
  const { hub, owner } = world
  const subscription = await world.order(owner, 'own')
  const endpoint = { account: owner, url: 'http://owner.test/' }
  const anywhere = { addressFault: () => undefined }
  value(await hub.write((stores) => addEndpoint(stores, hub.environment, anywhere, endpoint)))
  const rows = () =>
    hub.read(async ({ subscriptions, entitlements }) => ({
      subscriptions: (await subscriptions.inForce(owner, nowMs, nowMs + 90 * dayMs)).map(({ phases: _, ...each }) => each),
      entitlements: (await entitlements.ofSubscriptions([subscription])).filter(
        ({ fromMs, untilMs = Infinity }) => fromMs < untilMs,
      ),
    }))
  const before = await rows()
  const { done } = await change(subscription, { kind: 'offer', offer: 'merchant' }, nowMs + dayMs)
  expect((await rows()).subscriptions.map(({ offer, untilMs }) => [offer, untilMs])).toEqual([
    ['own', nowMs + dayMs],
    ['merchant', undefined],
  ])
  const ids = { subscription, change: done.change.id }
  value(await hub.write((stores) => takeBackChange(stores, hub.environment, ids)))
  expect(await rows()).toEqual(before)
  const { items } = await hub.read(({ outbox }) => outbox.list({ limit: 10 }, { account: owner }))
  const told = items.map(({ type, payload }) => [type, (JSON.parse(payload) as { data: { takenBack?: true } }).data.takenBack])
  expect(told.toReversed()).toEqual([
    ['subscription.ended', undefined],
    ['subscription.changed', true],
  ])
})

test('changes are kept with their history', async () => {
  const { hub, owner } = world
  const subscription = await world.order(owner, 'own')
  await change(subscription, { kind: 'quantity', quantity: 3 })
  await change(subscription, { kind: 'end' }, 'period_end')
  const [held, listed] = await hub.read(async ({ subscriptions }) => [
    await subscriptions.get(subscription),
    (await subscriptions.changes({ limit: 10 }, subscription)).items.map(({ change: asked }) => asked.kind),
  ])
  expect(held).toMatchObject({ untilMs: Date.parse('2026-12-01T00:00:00Z'), phases: [{ quantity: 1 }, { quantity: 3 }] })
  expect(listed).toEqual(['end', 'quantity'])
})

test('a device that was transferred: what it used before is the former owner’s, whenever it is told', async () => {
  const { hub, owner, car, merchant } = world
  const former = await world.order(owner, 'supply')
  const granted = await world.granted()
  const bound = { account: owner, offer: 'own', device: car.device, startsAtMs: nowMs, mayBackdate: false }
  const own = value(await hub.write((stores) => placeOrder(stores, hub.environment, bound))).subscription.id
  const consent = { owner, grantee: merchant, service: 'trunk.access', device: car.device }
  value(await hub.write((stores) => giveConsent(stores, hub.environment, consent)))
  const buyer = await hub.account()
  const latter = await world.order(buyer, 'supply')
  hub.pass(2000)
  const command = { device: car.device, to: buyer, subscriptions: 'move' } as const
  const done = value(await hub.write((stores) => transferDevice(stores, hub.environment, command)))
  expect(done).toMatchObject({ device: { owner: buyer }, from: owner, ended: [], revoked: [granted] })
  expect([done.moved.length, done.consents.length]).toEqual([1, 1])
  expect(await hub.read(({ subscriptions }) => subscriptions.getAll([own, ...done.moved]))).toMatchObject([
    { id: own, account: owner, untilMs: nowMs + 2000, replacedBy: done.moved[0] },
    { account: buyer, fromMs: nowMs + 2000, offer: 'own', device: car.device },
  ])
  hub.pass(10_000)
  await world.ingest(
    car.journal.batch(energyReading(nowMs, nowMs + 1000, 10n), {
      ...energyReading(nowMs + 1000, nowMs + 5000, 40n),
      time: nowMs + 5000,
    }).envelope,
  )
  const used = async (subscription: SubscriptionId) => {
    const sums = await hub.read(({ rating }) => rating.aggregates([subscription], Date.parse('2026-11-01T00:00:00Z')))
    return sums.map(({ quantity, records }) => [quantity, records])
  }
  expect([await used(former), await used(latter)]).toEqual([[[20n, 2]], [[30n, 1]]])
  const mayProve = (reader: AccountId, seq: number) =>
    hub.read(async (stores) => (await proofOfRecord(stores, hub.environment, { device: car.device, seq, reader })) !== undefined)
  // The first reading was written while the device was the former owner's, the second was not, however late they came.
  expect([await mayProve(owner, 1), await mayProve(buyer, 1)]).toEqual([true, false])
  expect([await mayProve(owner, 2), await mayProve(buyer, 2)]).toEqual([false, true])
})
