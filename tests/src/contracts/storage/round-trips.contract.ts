import type { ChangeItem } from '@octroi/hub/orders/order'
import type { QuarantineEntry } from '@octroi/hub/proof/quarantine.store'
import type { Stores } from '@octroi/hub/stores'
import type { Currency } from '@octroi/shared/money/currency'
import { rational } from '@octroi/shared/money/rational'
import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import {
  accountRow,
  bytes,
  euro,
  newId,
  sampleCharge,
  sampleConsent,
  sampleCredit,
  sampleDevice,
  sampleDispute,
  sampleEndpoint,
  sampleEntitlement,
  sampleEvent,
  sampleGranted,
  sampleLimit,
  sampleOrder,
  sampleOrderItem,
  sampleQuarantined,
  sampleRedemption,
  sampleRefused,
  sampleResale,
  sampleSource,
  sampleSubscription,
  sampleVersion,
  sampleWholesaleSource,
} from './samples.ts'

const { batch: _batch, quantity: _quantity, ...bareSource } = sampleWholesaleSource()

interface RoundTrip {
  readonly what: string
  readonly row: unknown
  readonly put: (stores: Stores) => Promise<unknown>
  readonly get: (stores: Stores) => Promise<unknown>
}

/** How a kind of row is put and got, and its samples. */
function roundTrips<T>(
  put: (stores: Stores, row: T) => Promise<unknown>,
  get: (stores: Stores, row: T) => Promise<unknown>,
  samples: Readonly<Record<string, T>>,
): readonly RoundTrip[] {
  return Object.entries(samples).map(([what, row]) => ({
    ...{ what, row },
    put: (stores) => put(stores, row),
    get: (stores) => get(stores, row),
  }))
}

const device = newId('device')
const changeItems: readonly ChangeItem[] = [
  { action: 'change', subscription: newId('subscription'), at: 'now', offer: 'more', catalogueVersion: 4, quantity: 2 },
  { action: 'end', subscription: newId('subscription'), at: 900, began: newId('subscription') },
  { action: 'pause', subscription: newId('subscription'), at: 'period_end' },
]
const authorization = newId('authorization')
const { bytes: setApart, ...quarantined } = sampleQuarantined()

const every: readonly RoundTrip[] = [
  ...roundTrips(
    ({ accounts }, row) => accounts.insert(row),
    ({ accounts }, { id }) => accounts.get(id),
    {
      'an account': accountRow(newId('account')),
      'an account whose standing changed': {
        ...accountRow(newId('account')),
        standing: { standing: 'suspended', sinceMs: 5, reason: 'Überfällig' },
      } as const,
    },
  ),
  ...roundTrips(
    ({ catalogue }, row) => catalogue.insert(row),
    ({ catalogue }, { version }) => catalogue.get(version),
    {
      'a catalogue version': sampleVersion(3, {
        source: '# a comment\r\nservices: {}\n\n',
        catalogue: {
          services: { 'trunk.access': { name: 'Trunk', actions: ['open'] } },
          meters: { openings: { service: 'trunk.access', record: 'opened', aggregation: 'count', unit: 'opening' } },
          offers: {},
        },
      }),
    },
  ),
  ...roundTrips(
    ({ orders }, row) => orders.insert(row),
    ({ orders }, { id }) => orders.get(id),
    {
      'an order for every device': sampleOrder(),
      'an order of several items that waits': sampleOrder({
        state: 'waiting',
        expiresAtMs: 900,
        items: [sampleOrderItem(), sampleOrderItem({ device, quantity: 3, coupon: 'SPRING26', startsAtMs: 700 }), ...changeItems],
        steps: [
          { kind: 'approval', doneAtMs: 160, by: newId('operator'), reason: 'known' },
          { kind: 'payment', due: [{ minor: 2n ** 70n, currency: euro }] },
        ],
      }),
    },
  ),
  ...roundTrips(
    ({ subscriptions }, row) => subscriptions.insert(row),
    ({ subscriptions }, { id }) => subscriptions.get(id),
    {
      'a subscription without an end': sampleSubscription(),
      'a subscription of one device, with an end': sampleSubscription({ device, untilMs: 900 }),
      'a subscription in the place of another, in phases': sampleSubscription({
        quantity: 2,
        phases: [
          { fromMs: 0, quantity: 2, isPaused: false },
          { fromMs: 9, quantity: 5, isPaused: true, isPinned: true },
        ],
        replaces: { subscription: newId('subscription'), offer: 'other', sinceMs: 1, termUntilMs: 7 },
        replacedBy: newId('subscription'),
      }),
    },
  ),
  ...roundTrips(
    ({ entitlements }, row) => entitlements.insertAll([row]),
    async ({ entitlements }, { account }) => (await entitlements.list({ limit: 1 }, account)).items[0],
    {
      'an entitlement without an end': sampleEntitlement({ actions: [] }),
      'an entitlement with a limit and values': sampleEntitlement({ limit: sampleLimit, value: { users: 5, plan: 'plus' } }),
      'an entitlement of one device, with an end': sampleEntitlement({ device, untilMs: 900, reach: 'consented' }),
    },
  ),
  ...roundTrips(
    ({ promotions }, row) => promotions.addRedemption(row),
    async ({ promotions }, { account }) => (await promotions.redemptionsOf(account))[0],
    {
      'a coupon of an amount': sampleRedemption(),
      'a coupon of a part, for ever': sampleRedemption({ terms: { name: 'Ten', percent: '10' } }),
    },
  ),
  ...roundTrips(
    ({ promotions }, row) => promotions.addCredit(row),
    async ({ promotions }, { account }) => (await promotions.creditsOf(account))[0],
    {
      'a credit for ever': sampleCredit(),
      'a credit of points, with an end': sampleCredit({ reason: 'Points', priority: -3, expiresAtMs: 900, points: 300 }),
      'a credit beyond 2^63': sampleCredit({ amount: { minor: 2n ** 90n, currency: euro } }),
    },
  ),
  ...roundTrips(
    ({ consents }, row) => consents.insert(row),
    ({ consents }, { id }) => consents.get(id),
    {
      'a consent without an end': sampleConsent(),
      'a consent for one device, with an end': sampleConsent({ device, untilMs: 900 }),
    },
  ),
  ...roundTrips(
    ({ authorizations }, row) => authorizations.insert(row),
    ({ authorizations }, { id }) => authorizations.get(id),
    {
      'a refused authorization': sampleRefused(),
      'a refused authorization with a reference': sampleRefused({ reference: 'parcel 1' }),
      'a granted authorization': sampleGranted({ reasons: [] }),
      'a granted authorization with a reference and an outcome': sampleGranted({ reference: 'parcel 2', outcome: 'left_open' }),
      'a granted authorization at no price': sampleGranted({
        quote: { amount: { minor: 0n, currency: 'JPY' as Currency }, exact: rational(1n, 3n), explanation: [] },
      }),
      'a granted authorization at a price beyond 2^63': sampleGranted({
        quote: {
          amount: { minor: 2n ** 63n + 1n, currency: 'EUR' as Currency },
          exact: rational(2n ** 63n + 1n, 100n),
          explanation: ['much', 'more'],
        },
      }),
    },
  ),
  ...roundTrips(
    ({ authorizations }, row) => authorizations.insertEvents([row]),
    async ({ authorizations }, row) => (await authorizations.deviceEvents({ limit: 1 }, row.device)).items[0],
    {
      'an event without an authorization': sampleEvent(),
      'an event of an authorization': sampleEvent({ authorization, detail: 'permit_expired', timeState: 'floor' }),
    },
  ),
  ...roundTrips(
    ({ devices }, row) => devices.insert(row),
    ({ devices }, { id }) => devices.get(id),
    {
      'a suspended device': sampleDevice({ suspension: { sinceMs: 9, reason: 'stolen' } }),
      'a device': sampleDevice(),
      'an enrolled device without services': sampleDevice({ state: 'enrolled', services: {} }),
    },
  ),
  ...roundTrips(
    ({ devices }, { claim }) => devices.insertClaim(device, claim),
    ({ devices }, { claim }) => devices.findClaim(claim.hash),
    {
      'a claim that nobody used': { device, claim: { hash: bytes(32, 1), expiresAtMs: 100 } },
      'a claim that was used': { device, claim: { hash: bytes(32, 2), expiresAtMs: 100, usedBy: bytes(32, 3) } },
    },
  ),
  ...roundTrips(
    ({ journals }, row: QuarantineEntry) => journals.quarantine({ ...row, bytes: setApart }),
    async ({ journals }, row) => (await journals.quarantined(row.device))[0],
    {
      'something quarantined': { ...quarantined, device: newId('device') },
      'records that were quarantined': { ...quarantined, device: newId('device'), range: { first: 3, last: 9 } },
      'an overlap that was counted and decided': {
        ...quarantined,
        device: newId('device'),
        range: { first: 3, last: 9 },
        overlap: bytes(16, 3),
        isCounted: true,
        decision: { state: 'released', by: newId('account'), atMs: 9, reason: 'an operator’s “words”' },
      },
    },
  ),
  ...roundTrips(
    ({ rating }, row) => rating.fold(row.device, { aggregates: [], charges: [row], sources: [], unrated: [], series: [] }),
    async ({ rating }, row) => (await rating.chargesOf(row.authorization))[0],
    { 'a charge': sampleCharge(), 'a charge without an explanation': sampleCharge({ explanation: [] }) },
  ),
  ...roundTrips(
    ({ endpoints }, row) => endpoints.insert(row),
    ({ endpoints }, { id }) => endpoints.get(id),
    { 'an endpoint': sampleEndpoint() },
  ),
  ...roundTrips(
    ({ rating }, row) => rating.fold(undefined, { aggregates: [], charges: [], sources: [row], unrated: [], series: [] }),
    async ({ rating }, row) => (await rating.sourcesOf(row, undefined, 1))[0],
    {
      'a source': sampleSource(),
      'a source of records that are apart': sampleSource({
        seqs: [
          { first: 4, last: 9 },
          { first: 12, last: 12 },
        ],
        records: 7,
      }),
    },
  ),
  ...roundTrips(
    ({ resales }, row) => resales.insert(row),
    ({ resales }, { id }) => resales.get(id),
    {
      'a proposed resale': sampleResale({ code: { hash: bytes(32, 4), expiresAtMs: 2 ** 45 } }),
      'a resale that was agreed and ended': sampleResale({
        partner: { tenant: newId('tenant'), name: 'Partner' },
        agreedAtMs: 95,
        endedAtMs: 99,
        endedBy: 'reseller',
      }),
    },
  ),
  ...roundTrips(
    ({ resales }, row) => resales.insert(row),
    ({ resales }, { id }) => resales.get(id),
    {
      'a resale on the side of the reseller': {
        ...({ id: newId('resale'), side: 'reseller', proposedAtMs: 90, agreedAtMs: 95 } as const),
        partner: { tenant: newId('tenant'), name: 'Supplier' },
      },
    },
  ),
  ...roundTrips(
    ({ resales }, row) => resales.insertSources([row]),
    async ({ resales }, row) => (await resales.sourcesOn({ limit: 1 }, row)).items[0],
    {
      'a wholesale source': sampleWholesaleSource({ quantity: 2n ** 100n }),
      'a wholesale source of a forgotten batch on a line that does not add': bareSource,
    },
  ),
  ...roundTrips(
    ({ disputes }, row) => disputes.insert(row),
    ({ disputes }, { id }) => disputes.get(id),
    {
      'an open dispute': sampleDispute({ reason: 'first line\nsecond line' }),
      'a dispute that was answered': sampleDispute({ state: 'rejected', endedAtMs: 700, answer: 'No.' }),
    },
  ),
  ...roundTrips(
    ({ accounts }, row) => accounts.insertSession(row),
    ({ accounts }, { tokenHash }) => accounts.getSession(tokenHash),
    { 'a session of a browser': { tokenHash: bytes(32, 6), key: newId('apiKey'), expiresAtMs: 100 } },
  ),
]

export function roundTripsContract({ write, read }: OpenStorage): void {
  describe('what is put comes back strictly equal, and without the fields that were left out', () => {
    test.each(every)('$what', async ({ row, put, get }) => {
      const tenant = newId('tenant')
      await write(tenant, put)
      expect(await read(tenant, get)).toStrictEqual(row)
    })
  })
}
