import { describe, expect, test } from 'vitest'
import { type ActionFacts, type ActionRequest, type Consent, decideAction, type Entitlement } from './action.ts'

const merchant = 'acct_merchant'
const driver = 'acct_driver'
const stranger = 'acct_stranger'
const car = 'dev_car'
const now = 1_700_000_000_000
const minutes = (count: number): number => count * 60_000

const request: ActionRequest = {
  requester: merchant,
  service: 'trunk.access',
  action: 'open',
  window: { fromMs: now - 1000, untilMs: now + minutes(30) },
  hasHolderKey: true,
  nowMs: now,
}

const merchantEntitlement: Entitlement = {
  id: 'ent_merchant',
  subscription: 'sub_merchant',
  account: merchant,
  service: 'trunk.access',
  actions: ['open'],
  reach: 'consented',
  fromMs: now - minutes(60),
}
const driverEntitlement: Entitlement = {
  ...merchantEntitlement,
  id: 'ent_driver',
  subscription: 'sub_driver',
  account: driver,
  reach: 'own',
}
const consent: Consent = {
  id: 'cons_1',
  owner: driver,
  grantee: merchant,
  service: 'trunk.access',
  fromMs: now - minutes(60),
}
const facts: ActionFacts = {
  standings: { requester: 'good', owner: 'good' },
  policy: { windowSecondsAtMost: 3600, aheadSecondsAtMost: 86_400, holderKeyRequired: true },
  device: device(),
  entitlements: [merchantEntitlement, driverEntitlement],
  consents: [consent],
}

describe('an action is granted', () => {
  test('to a merchant whose subscription, the owner’s subscription and the owner’s consent cover it', () => {
    const decision = decideAction(request, facts)
    expect(decision).toMatchObject({ granted: true, entitlement: { subscription: 'sub_merchant' } })
    expect(decision.reasons.map(({ rule }) => rule)).toEqual([
      'window',
      'device',
      'service',
      'holder',
      'entitlement',
      'standing',
      'owner_entitlement',
      'consent',
    ])
  })

  test('to the owner, without anybody’s consent', () => {
    const own = decideAction({ ...request, requester: driver }, { ...facts, consents: [] })
    expect(own).toMatchObject({ granted: true, entitlement: { subscription: 'sub_driver' } })
  })

  test('when the subscriptions are bound to this very device', () => {
    const bound = facts.entitlements.map((entitlement) => ({ ...entitlement, device: car }) as const)
    expect(decideAction(request, { ...facts, entitlements: bound }).granted).toBe(true)
  })

  test.each<[string, Partial<Consent>]>([
    ['for this device', { device: car }],
    ['until exactly the end of the window', { untilMs: request.window.untilMs }],
    ['from now on, though the window began before', { fromMs: now }],
  ])('when the consent is %s', (_what, change) => {
    expect(decideAction(request, { ...facts, consents: [{ ...consent, ...change }] }).granted).toBe(true)
  })
})

test('a restricted standing leaves what is essential, and a reminder everything', () => {
  const lease = { validSeconds: 60, afterExpiry: 'refuse', essential: ['open'], quotas: [] } as const
  const entitlements = facts.entitlements.map((each) => ({ ...each, lease }))
  const restricted = { standings: { requester: 'restricted', owner: 'good' } } as const
  expect(decideAction(request, { ...facts, ...restricted, entitlements }).granted).toBe(true)
  expect(decideAction(request, { ...facts, standings: { requester: 'reminded', owner: 'reminded' } }).granted).toBe(true)
})

describe('an action is refused', () => {
  test.each<[string, Partial<ActionRequest>, Partial<ActionFacts>]>([
    ['window_in_the_past', { nowMs: request.window.untilMs }, {}],
    ['window_too_long', { window: { fromMs: now, untilMs: now + minutes(61) } }, {}],
    ['window_too_far', { window: { fromMs: now + minutes(1441), untilMs: now + minutes(1442) } }, {}],
    ['device_not_found', {}, { device: undefined }],
    ['device_not_enrolled', {}, { device: { ...device(), state: 'registered' } }],
    ['device_suspended', {}, { device: { ...device(), suspension: { reason: 'stolen' } } }],
    ['device_frozen', {}, { device: { ...device(), state: 'frozen' } }],
    ['service_unknown', { service: 'home.alarm' }, {}],
    ['service_unknown', { action: 'start' }, {}],
    ['holder_key_required', { hasHolderKey: false }, {}],
    ['not_entitled', {}, { entitlements: [driverEntitlement] }],
    ['not_entitled', { requester: stranger }, {}],
    ['not_entitled', {}, { entitlements: [{ ...merchantEntitlement, actions: ['close'] }, driverEntitlement] }],
    ['not_entitled', {}, { entitlements: [{ ...merchantEntitlement, reach: 'own' }, driverEntitlement] }],
    ['not_entitled', {}, { entitlements: [{ ...merchantEntitlement, fromMs: now + 1 }, driverEntitlement] }],
    ['not_entitled', {}, { entitlements: [{ ...merchantEntitlement, untilMs: now + minutes(29) }, driverEntitlement] }],
    ['not_entitled', {}, { entitlements: [{ ...merchantEntitlement, device: 'dev_other' }, driverEntitlement] }],
    ['service_unknown', { service: 'constructor', action: 'name' }, {}],
    ['owner_not_entitled', {}, { entitlements: [merchantEntitlement] }],
    ['owner_not_entitled', {}, { entitlements: [merchantEntitlement, { ...driverEntitlement, device: 'dev_other' }] }],
    ['standing_suspended', {}, { standings: { requester: 'suspended', owner: 'good' } }],
    ['standing_restricted', {}, { standings: { requester: 'restricted', owner: 'good' } }],
    ['owner_not_entitled', {}, { standings: { requester: 'good', owner: 'suspended' } }],
    ['owner_not_entitled', {}, { standings: { requester: 'good', owner: 'restricted' } }],
    ['consent_missing', {}, { consents: [] }],
    ['consent_missing', {}, { consents: [{ ...consent, grantee: stranger }] }],
    ['consent_missing', {}, { consents: [{ ...consent, owner: stranger }] }],
    ['consent_missing', {}, { consents: [{ ...consent, service: 'home.alarm' }] }],
    ['consent_missing', {}, { consents: [{ ...consent, device: 'dev_other' }] }],
    ['consent_missing', {}, { consents: [{ ...consent, untilMs: request.window.untilMs - 1 }] }],
  ])('%s', (code, change, known) => {
    const decision = decideAction({ ...request, ...change }, { ...facts, ...known })
    expect(decision).toMatchObject({ granted: false, code })
  })

  test('and every reason is told, not only the first', () => {
    const decision = decideAction({ ...request, hasHolderKey: false }, { ...facts, entitlements: [], consents: [] })
    const codes = decision.reasons.flatMap((reason) => (reason.satisfied ? [] : [reason.code]))
    expect(codes).toEqual(['holder_key_required', 'not_entitled', 'owner_not_entitled', 'consent_missing'])
  })
})

function device(): NonNullable<ActionFacts['device']> {
  return { id: car, owner: driver, state: 'enrolled', services: { 'trunk.access': ['open'] } }
}
