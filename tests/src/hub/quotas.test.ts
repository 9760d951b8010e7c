import { authorize } from '@octroi/hub/authorizations/authorize.use-case'
import { checkAction } from '@octroi/hub/authorizations/check-action.use-case'
import { giveLease } from '@octroi/hub/authorizations/give-lease.use-case'
import { liftSuspension, suspendDevice } from '@octroi/hub/devices/suspend-device.use-case'
import { grantQuota } from '@octroi/hub/entitlements/grant-quota.use-case'
import { revokeConsent } from '@octroi/hub/entitlements/revoke-consent.use-case'
import { showQuota } from '@octroi/hub/entitlements/show-quota.use-case'
import { setStanding } from '@octroi/hub/receivables/set-standing.use-case'
import type { ChangeTime } from '@octroi/hub/subscriptions/change'
import { changeSubscription, takeBackChange } from '@octroi/hub/subscriptions/change-subscription.use-case'
import type { AccountId } from '@octroi/shared/ids/id'
import { formatQuantity, oneUnit } from '@octroi/shared/money/quantity'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type EnrolledThing, enrolThing } from '../kit/enrolled-thing.ts'
import { value } from '../kit/hub-at-rest.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'

const limit = 'limit: { meter: openings, quantity: "2", every: month, notices: [50, 100] }'
const offline = 'limit: { meter: scenes, quantity: "10", every: month, offline: { perDevice: "4" } }'
const catalogue = `${openingCatalogue
  .replace('reach: consented }', `reach: consented, ${limit} }`)
  .replace('meters:', '  home.scenes: { name: Scenes, actions: [play] }\nmeters:')
  .replace('offers:', '  scenes: { service: home.scenes, record: performed, aggregation: count, unit: scene }\noffers:')}
  scenes:
    name: Scenes
    currency: EUR
    entitlements: [{ service: home.scenes, actions: [play], reach: own, lease: { validSeconds: 3600 }, ${offline} }]
`

let world: OpeningWorld
beforeEach(async () => {
  world = await OpeningWorld.open()
  await world.hub.catalogue(catalogue)
})
afterEach(() => world.close())

async function limitedOf(account: AccountId) {
  const [found] = await world.hub.read(({ entitlements }) => entitlements.limited([account]))
  if (found === undefined) throw new Error('nothing is limited')
  return found
}

async function quota(account: AccountId) {
  const entitlement = await limitedOf(account)
  const atMs = world.hub.environment.nowMs()
  const shown = await world.hub.read((stores) => showQuota(stores, entitlement, { atMs, nowMs: atMs }))
  if (shown === undefined) return undefined
  const { granted, used, reserved, allotted, left } = shown.standing
  return [granted, used, reserved, allotted, left].map(formatQuantity).join(' ')
}

describe('a limit on openings', () => {
  const refusal = async () => {
    const { hub, merchant, car } = world
    const asked = {
      requester: merchant,
      device: car.device,
      service: 'trunk.access',
      action: 'open',
      holderKey: car.keys.publicKey,
    }
    const window = { fromMs: nowMs, untilMs: nowMs + 60_000 }
    return value(await hub.write((stores) => authorize(stores, hub.environment, { ...asked, ...window })))
  }

  test('reserves what is granted, counts what was opened, tells at thresholds, and refuses what is beyond', async () => {
    const { hub, merchant, car } = world
    await world.entitle()
    expect(await quota(merchant)).toBe('2 0 0 0 2')
    const [first, second] = [await world.ask(), await world.ask()]
    expect(await quota(merchant)).toBe('2 0 2 0 0')
    expect(await refusal()).toMatchObject({ decision: 'refused', code: 'quota_spent' })
    const openings = [first, second].map((id) => car.journal.batch(...world.wholeOpening(id)).envelope)
    for (const envelope of [...openings, ...openings]) await world.ingest(envelope)
    expect(await quota(merchant)).toBe('2 2 0 0 0')
    const told = (await hub.read(({ outbox }) => outbox.list({ limit: 20 }))).items
    const reached = told
      .filter(({ type }) => type === 'quota.reached')
      .map(({ payload }) => JSON.parse(payload) as { data: object })
    expect(reached.map(({ data }) => data).toReversed()).toMatchObject([
      {
        account: merchant,
        meter: 'openings',
        percent: 50,
        used: '1',
        granted: '2',
        unit: 'opening',
        renewsAt: '2026-12-01T00:00:00.000Z',
      },
      { percent: 100, used: '2' },
    ])
  })

  test('is for each of the quantity where it says so, and what was used of it stays used', async () => {
    const { hub, merchant } = world
    await world.hub.catalogue(catalogue.replace('quantity: "2"', 'quantity: "2", perQuantity: true'))
    await world.entitle()
    const kept = await world.ask()
    const subscription = (await limitedOf(merchant)).subscription
    const quantity = async (count: number, at: ChangeTime = 'now') => {
      const asked = { subscription, change: { kind: 'quantity', quantity: count }, at } as const
      const { done } = value(await hub.write((stores) => changeSubscription(stores, hub.environment, asked)))
      return done.change.id
    }
    hub.pass(1000)
    await quantity(3)
    expect(await quota(merchant)).toBe('6 0 1 0 5')
    // Nobody's permit is taken back because there is more, or less, than before.
    expect((await hub.read(({ authorizations }) => authorizations.getGranted([kept])))[0]?.revocation).toBeUndefined()
    const less = await quantity(1, 'period_end')
    expect(await quota(merchant)).toBe('6 0 1 0 5')
    value(await hub.write((stores) => takeBackChange(stores, hub.environment, { subscription, change: less })))
    await quantity(1, nowMs + 2000)
    hub.pass(2000)
    expect(await quota(merchant)).toBe('2 0 1 0 1')
  })

  test('goes on where the operator grants more, and begins anew with the next month', async () => {
    const { hub, merchant } = world
    await world.entitle()
    for (let asked = 0; asked < 2; asked++) await world.ask()
    const { id: entitlement } = await limitedOf(merchant)
    const more = { entitlement, quantity: oneUnit, reason: 'Sample', by: 'opr_1' } as const
    value(await hub.write((stores) => grantQuota(stores, hub.environment, more)))
    expect(await quota(merchant)).toBe('3 0 2 0 1')
    await world.ask()
    expect(await refusal()).toMatchObject({ code: 'quota_spent' })
    const own = await hub.read(({ entitlements }) => entitlements.list({ limit: 9 }, world.owner))
    const unlimited = { ...more, entitlement: own.items[0]?.id ?? entitlement }
    expect(await hub.write((stores) => grantQuota(stores, hub.environment, unlimited))).toMatchObject({
      error: { code: 'not_limited' },
    })
  })
})

describe('devices that share a limit', () => {
  const use = (thing: EnrolledThing, times: number) =>
    Array.from(
      { length: times },
      () => ({ time: nowMs, timeState: 'synced', service: 'home.scenes', type: 'performed', body: { action: 'play' } }) as const,
    )
  const lease = async ({ device }: EnrolledThing) => {
    const given = await world.hub.write((stores) => giveLease(stores, world.hub.environment, device))
    const { leaseSeq, services } = given?.lease ?? { leaseSeq: 0, services: [] }
    return { leaseSeq, ceiling: formatQuantity(services[0]?.ceilings[0]?.ceiling ?? -oneUnit) }
  }
  const goesBy = (leaseSeq: number) =>
    ({ time: nowMs, timeState: 'synced', service: 'agent', type: 'lease_applied', body: { leaseSeq } }) as const

  test('are handed no more than there is, and give back what they did not use once they tell', async () => {
    const { hub, owner } = world
    const services = { 'home.scenes': ['play'] }
    const things = [1, 2, 3].map((number) => enrolThing(hub, { owner, label: `scenes ${number}`, services }))
    const [one, two, three] = await Promise.all(things)
    if (one === undefined || two === undefined || three === undefined) throw new Error('three things enrol')
    await world.order(owner, 'scenes')
    expect(await lease(one)).toEqual({ leaseSeq: 1, ceiling: '4' })
    expect(await lease(one)).toEqual({ leaseSeq: 1, ceiling: '4' })
    expect(await lease(two)).toEqual({ leaseSeq: 1, ceiling: '4' })
    expect(await lease(three)).toEqual({ leaseSeq: 1, ceiling: '2' })
    expect(await quota(owner)).toBe('10 0 0 10 0')
    await world.ingest(one.journal.batch(goesBy(1), ...use(one, 3)).envelope, one.device)
    expect(await quota(owner)).toBe('10 3 0 7 0')
    // More than half of it is used: what the others hold is theirs, so it gets no more.
    expect(await lease(one)).toEqual({ leaseSeq: 1, ceiling: '4' })
    await hub.write((stores) => suspendDevice(stores, hub.environment, { device: two.device, reason: 'Sample' }))
    expect(await lease(two)).toEqual({ leaseSeq: 2, ceiling: '-1' })
    expect(await quota(owner)).toBe('10 3 0 7 0')
    // It goes by the new lease, which allows nothing: what the first handed it is free again.
    await world.ingest(two.journal.batch(goesBy(2)).envelope, two.device)
    expect(await quota(owner)).toBe('10 3 0 3 4')
    expect(await lease(one)).toEqual({ leaseSeq: 2, ceiling: '7' })
    expect(await quota(owner)).toBe('10 3 0 6 1')
  })
})

describe('what was allowed then', () => {
  const minute = 60_000
  const at = async (ms: number) => {
    const { merchant, car, hub } = world
    const asked = { account: merchant, device: car.device, service: 'trunk.access', action: 'open', atMs: ms }
    const checked = value(await hub.read((stores) => checkAction(stores, hub.environment.nowMs(), asked)))
    return `${checked.basis}: ${checked.decision.granted ? 'yes' : checked.decision.code}`
  }

  test('goes by consents, standings and suspensions of then, and is the same decision as now', async () => {
    const { hub, owner, merchant, car } = world
    const { environment } = hub
    await world.entitle()
    const began = environment.nowMs()
    expect(await at(began)).toBe('now: yes')
    hub.pass(10 * minute)
    await hub.write((stores) => suspendDevice(stores, environment, { device: car.device, reason: 'Sample' }))
    hub.pass(10 * minute)
    await hub.write((stores) => liftSuspension(stores, environment, car.device))
    hub.pass(10 * minute)
    const standing = { account: merchant, standing: 'suspended', reason: 'Sample', by: 'opr_1' } as const
    await hub.write((stores) => setStanding(stores, environment, standing))
    hub.pass(10 * minute)
    await hub.write((stores) => setStanding(stores, environment, { ...standing, standing: 'good' }))
    hub.pass(10 * minute)
    const [consent] = (await hub.read(({ consents }) => consents.given({ limit: 1 }, owner))).items
    if (consent === undefined) throw new Error('the owner consented')
    value(await hub.write((stores) => revokeConsent(stores, environment, { id: consent.id, owner })))
    hub.pass(10 * minute)
    const told = await Promise.all([-5, 5, 15, 25, 35, 45, 55, 60, 90].map((minutes) => at(began + minutes * minute)))
    expect(told).toEqual([
      // The device was not there yet.
      'then: device_not_found',
      'then: yes',
      'then: device_suspended',
      'then: yes',
      'then: standing_suspended',
      'then: yes',
      'then: consent_missing',
      'now: consent_missing',
      'now: consent_missing',
    ])
  })
})
