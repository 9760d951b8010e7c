import { type Account, goodStanding } from '@octroi/hub/accounts/account'
import type { ApiKey } from '@octroi/hub/accounts/api-key'
import type { AccessEvent } from '@octroi/hub/authorizations/access-event'
import type { GrantedAuthorization, RefusedAuthorization } from '@octroi/hub/authorizations/authorization'
import type { BeganOpening } from '@octroi/hub/authorizations/opening'
import type { CatalogueVersion } from '@octroi/hub/catalogue/catalogue.store'
import type { Endpoint } from '@octroi/hub/confirmations/endpoint'
import type { Device } from '@octroi/hub/devices/device'
import type { DeviceSession } from '@octroi/hub/devices/session'
import type { Allotment } from '@octroi/hub/entitlements/allotment'
import type { GivenConsent } from '@octroi/hub/entitlements/entitlement.store'
import type { GivenGrant } from '@octroi/hub/entitlements/quota'
import type { Dispute } from '@octroi/hub/invoicing/dispute'
import type { Email } from '@octroi/hub/operators/email'
import { noFailures } from '@octroi/hub/operators/lockout'
import type { Operator } from '@octroi/hub/operators/operator'
import type { OperatorSession } from '@octroi/hub/operators/operator-session'
import type { AddItem, Order } from '@octroi/hub/orders/order'
import type { OutboxMessage } from '@octroi/hub/outbox/outbox-message'
import type { Credit } from '@octroi/hub/promotions/credit'
import type { Redemption } from '@octroi/hub/promotions/redemption'
import type { Quarantined } from '@octroi/hub/proof/quarantine.store'
import type { VerifiedBatch } from '@octroi/hub/proof/verify-envelope'
import type { Charge } from '@octroi/hub/rating/charge'
import type { OrderedEvent } from '@octroi/hub/rating/free-events'
import type { UnratedUsage, UsageAggregate } from '@octroi/hub/rating/usage-aggregate'
import type { UsageSource } from '@octroi/hub/rating/usage-source'
import type { SupplierResale } from '@octroi/hub/resales/resale'
import type { WholesaleSource } from '@octroi/hub/resales/wholesale-source'
import type { SubscriptionChange } from '@octroi/hub/subscriptions/change'
import type { Subscription } from '@octroi/hub/subscriptions/subscription'
import { defaultPolicy, type Tenant } from '@octroi/hub/tenants/tenant'
import type { SealedSigningKey } from '@octroi/hub/tenants/tenant.store'
import type { AcceptedEvent, RejectedEvent } from '@octroi/hub/usage-events/usage-event.store'
import type { TopUp } from '@octroi/hub/wallets/top-up'
import type { Movement, Wallet } from '@octroi/hub/wallets/wallet'
import type { WalletBill } from '@octroi/hub/wallets/wallet-bill'
import type { Entitlement, LeaseTerms } from '@octroi/shared/decisions/action'
import type { Limit } from '@octroi/shared/decisions/limit'
import { type AccountId, type Id, type IdKind, idFromBytes } from '@octroi/shared/ids/id'
import type { Currency } from '@octroi/shared/money/currency'
import { rational } from '@octroi/shared/money/rational'
import { calendarMonths } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'

let made = 0

/** Ids in rising order, as clocks make them. */
export function newId<K extends IdKind>(kind: K): Id<K> {
  made++
  const raw = new Uint8Array(16)
  new DataView(raw.buffer).setUint32(12, made)
  return idFromBytes(kind, raw)
}

export function bytes(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}

const paris = 'Europe/Paris' as Zone
export const euro = 'EUR' as Currency

export function sampleTenant(more: Partial<Tenant> = {}): Tenant {
  const [rootKey, keyset] = [bytes(32, 1), bytes(90, 2)]
  const named = { id: newId('tenant'), name: 'Sample', zone: paris, operator: newId('account') }
  return { ...named, policy: defaultPolicy, rootKey, keyset, createdAtMs: 50, mode: 'live', ...more }
}

export function sampleSigningKey(more: Partial<SealedSigningKey> = {}): SealedSigningKey {
  return { publicKey: bytes(32, 3), use: 'permits', sealedSecret: bytes(60, 4), notBefore: 100, expiresAt: 900, ...more }
}

export function accountRow(id: AccountId): Account {
  return { id, name: 'Sample', zone: paris, createdAtMs: 1_700_000_000_000, standing: goodStanding }
}

export function sampleApiKey(more: Pick<ApiKey, 'tenant'> & Partial<ApiKey>): ApiKey {
  const [id, account] = [newId('apiKey'), newId('account')]
  return { id, account, role: 'partner', label: 'shop', secretHash: bytes(32, 5), createdAtMs: 70, ...more }
}

export function sampleVersion(version: number, more: Partial<CatalogueVersion> = {}): CatalogueVersion {
  const catalogue = { services: {}, meters: {}, offers: {} }
  return { version, effectiveFromMs: 100, publishedAtMs: 5, touches: 'new', source: '# text', catalogue, ...more }
}

export function sampleOrder(more: Partial<Order> = {}): Order {
  const [id, account] = [newId('order'), newId('account')]
  const history = [
    { type: 'placed', atMs: 150 },
    { type: 'fulfilled', atMs: 150 },
  ] as const
  return { id, account, items: [sampleOrderItem()], placedAtMs: 150, state: 'fulfilled', steps: [], history, ...more }
}

export function sampleOrderItem(more: Partial<AddItem> = {}): AddItem {
  const subscription = newId('subscription')
  return { action: 'add', subscription, offer: 'deliveries', catalogueVersion: 3, startsAtMs: 200, ...more }
}

export function sampleSubscription(more: Partial<Subscription> = {}): Subscription {
  const [id, account, order] = [newId('subscription'), newId('account'), newId('order')]
  return { id, account, order, offer: 'deliveries', catalogueVersion: 3, zone: paris, fromMs: 0, ...more }
}

export function sampleChange(more: Partial<SubscriptionChange> = {}): SubscriptionChange {
  const [id, subscription] = [newId('change'), newId('subscription')]
  return { id, subscription, change: { kind: 'quantity', quantity: 3 }, atMs: 300, askedAtMs: 200, ...more }
}

export const sampleLeaseTerms: LeaseTerms = {
  validSeconds: 3600,
  afterExpiry: 'degrade',
  essential: ['disarm'],
  quotas: [{ counter: 'performed', quantity: 2n ** 70n }],
}

export function sampleEntitlement(more: Partial<Entitlement> = {}): Entitlement {
  const [id, subscription, account] = [newId('entitlement'), newId('subscription'), newId('account')]
  return { id, subscription, account, service: 'trunk.access', actions: ['open'], reach: 'own', fromMs: 0, ...more }
}

const sampleCounts = { service: 'trunk.access', unit: 'use', record: 'performed', aggregation: 'count' } as const

export const sampleLimit: Limit = {
  ...{ meter: 'uses', counts: sampleCounts, quantity: 2n ** 70n, kind: 'hard', priority: 100, notices: [50, 100] },
  cycle: calendarMonths(paris),
}

export function sampleQuotaGrant(more: Partial<GivenGrant> = {}): GivenGrant {
  const [id, account, by] = [newId('quotaGrant'), newId('account'), newId('operator')]
  return {
    ...{ id, account, meter: 'uses', quantity: 2n ** 70n, priority: 7, fromMs: 100, reason: 'Sample' },
    madeAtMs: 90,
    by,
    ...more,
  }
}

export function sampleAllotment(more: Partial<Allotment> = {}): Allotment {
  const [account, device] = [newId('account'), newId('device')]
  const counter = { service: 'home.scenes', counter: 'performed', ceiling: 2n ** 70n, counted: 3n }
  return { quota: { account, meter: 'uses' }, device, leaseSeq: 1, ...counter, ...more }
}

export function sampleConsent(more: Partial<GivenConsent> = {}): GivenConsent {
  const [id, owner, grantee] = [newId('consent'), newId('account'), newId('account')]
  return { id, owner, grantee, service: 'trunk.access', fromMs: 0, givenAtMs: 1, ...more }
}

const asked = { service: 'trunk.access', action: 'open', fromMs: 100, untilMs: 200, decidedAtMs: 90 }

export function sampleRefused(more: Partial<RefusedAuthorization> = {}): RefusedAuthorization {
  const [id, requester, device] = [newId('authorization'), newId('account'), newId('device')]
  return {
    ...{ id, requester, device, ...asked },
    reasons: [{ satisfied: false, rule: 'consent', code: 'consent_missing', sentence: 'No consent.' }],
    decision: 'refused',
    code: 'consent_missing',
    ...more,
  }
}

export function sampleGranted(more: Partial<GrantedAuthorization> = {}): GrantedAuthorization {
  const [id, requester, device] = [newId('authorization'), newId('account'), newId('device')]
  return {
    ...{ id, requester, device, ...asked },
    reasons: [{ satisfied: true, rule: 'window', sentence: 'It lasts 100 ms.' }],
    decision: 'granted',
    subscription: newId('subscription'),
    quote: { amount: { minor: 240n, currency: euro }, exact: rational(12n, 5n), explanation: ['1 opening × 2.4 = 2.4'] },
    permit: bytes(120, 6),
    outcome: 'pending',
    ...more,
  }
}

export function sampleEvent(more: Partial<AccessEvent> = {}): AccessEvent {
  return { device: newId('device'), seq: 1, type: 'opened', service: 'trunk.access', atMs: 120, timeState: 'synced', ...more }
}

export function sampleOpening(more: Partial<BeganOpening> = {}): BeganOpening {
  const { device, seq, service, atMs, timeState } = sampleEvent()
  return { device, seq, type: 'opened', service, atMs, timeState, listedAtMs: atMs, ...more }
}

export function sampleDevice(more: Partial<Device> = {}): Device {
  const [id, owner] = [newId('device'), newId('account')]
  const services = { 'trunk.access': ['open', 'close'], energy: [] }
  return { id, owner, label: 'Car', services, state: 'registered', epoch: 1, createdAtMs: 60, ...more }
}

export function sampleSession(more: Partial<DeviceSession> = {}): DeviceSession {
  return {
    id: newId('session'),
    device: newId('device'),
    tokenHash: bytes(32, 1),
    deviceNonce: bytes(16, 2),
    expiresAtMs: 100,
    ...more,
  }
}

/** What the chain reads of a batch; its records are never stored apart from the envelope. */
export function sampleBatch(first: number, count: number, seed: number, envelope = bytes(50, seed)): VerifiedBatch {
  const [boot, previous, root] = [bytes(16, 1), bytes(32, 0), bytes(32, 9)]
  const batch = { device: newId('device'), boot, first, count, previous, root }
  return { batch, payloadHash: bytes(32, seed), records: [], envelope }
}

export function sampleQuarantined(more: Partial<Quarantined> = {}): Quarantined {
  return {
    device: newId('device'),
    verdict: 'bad_signature',
    detail: 'it does not verify',
    bytesHash: bytes(32, 4),
    bytes: bytes(9, 4),
    receivedAtMs: 3,
    ...more,
  }
}

export function sampleAggregate(more: Partial<UsageAggregate> = {}): UsageAggregate {
  const subscription = newId('subscription')
  return { subscription, price: 'energy', version: 3, band: 'peak', periodFromMs: 100, quantity: 1n, records: 1, ...more }
}

export function sampleCharge(more: Partial<Charge> = {}): Charge {
  const [subscription, device, authorization] = [newId('subscription'), newId('device'), newId('authorization')]
  const counted = {
    price: 'opening',
    version: 3,
    band: 'all',
    seq: 1,
    happenedAtMs: 100,
    periodFromMs: 0,
    quantity: 1_000_000_000n,
  }
  return { subscription, device, authorization, ...counted, exact: rational(1n, 3n), currency: euro, explanation: ['a'], ...more }
}

export function sampleSource(more: Partial<UsageSource> = {}): UsageSource {
  const line = { subscription: newId('subscription'), price: 'energy', version: 3, band: 'peak', periodFromMs: 100 }
  return { ...line, origin: newId('device'), seqs: [{ first: 1, last: 1 }], records: 1, ...more }
}

export function sampleOrderedEvent(more: Partial<OrderedEvent> = {}): OrderedEvent {
  const line = { subscription: newId('subscription'), price: 'energy', version: 3, band: 'peak', periodFromMs: 100 }
  return { ...line, origin: newId('device'), happenedAtMs: 100, seq: 1, quantity: 1n, ...more }
}

export function sampleAccepted(more: Partial<AcceptedEvent> = {}): AcceptedEvent {
  const named = { event: newId('usageEvent'), source: 'urn:sample', id: 'a', account: newId('account') }
  const received = { receivedAtMs: 90, receivedFrom: newId('apiKey') }
  return { ...named, content: '{}', contentHash: bytes(32, 6), ...received, ...more }
}

export function sampleRejected(more: Partial<RejectedEvent> = {}): RejectedEvent {
  const rejection = { code: 'not_priced', detail: 'Nobody pays.' } as const
  const received = { receivedAtMs: 90, receivedFrom: newId('apiKey') }
  const kept = { rejected: newId('rejectedEvent'), source: 'urn:sample', id: 'a', body: '{}', bodyHash: bytes(32, made % 256) }
  return { ...kept, rejection, ...received, ...more }
}

export function sampleDispute(more: Partial<Dispute> = {}): Dispute {
  const [id, account, subscription] = [newId('dispute'), newId('account'), newId('subscription')]
  const line = { subscription, price: 'energy', band: 'peak' }
  return { id, account, month: '2026-10', line, reason: 'Nobody was at home.', state: 'open', openedAtMs: 90, ...more }
}

export function sampleResale(more: Partial<SupplierResale> = {}): SupplierResale {
  return { id: newId('resale'), side: 'supplier', account: newId('account'), proposedAtMs: 90, ...more }
}

export function sampleWholesaleSource(more: Partial<WholesaleSource> = {}): WholesaleSource {
  const line = { subscription: newId('subscription'), price: 'energy', version: 3, band: 'peak', periodFromMs: 100 }
  return { ...line, device: newId('device'), seqs: [{ first: 1, last: 4 }], batch: bytes(32, 9), quantity: 4n, ...more }
}

export function sampleRedemption(more: Partial<Redemption> = {}): Redemption {
  const [account, subscription] = [newId('account'), newId('subscription')]
  const terms = { name: 'Spring', amount: '10.00', currency: 'EUR' as Currency, periods: 1, prices: ['energy'], combines: false }
  const about = { coupon: 'spring', nth: 1, code: 'SPRING26', account, subscription, catalogueVersion: 1 }
  return { ...about, terms, fromMs: 90, redeemedAtMs: 95, ...more }
}

export function sampleCredit(more: Partial<Credit> = {}): Credit {
  const [id, account] = [newId('credit'), newId('account')]
  return { id, account, amount: { minor: 1200n, currency: euro }, priority: 0, grantedAtMs: 90, ...more }
}

export function sampleWallet(more: Partial<Wallet> = {}): Wallet {
  const place = { account: newId('account'), key: 'main', currency: euro, purpose: 'multi_purpose' } as const
  const lot = { nth: 1, minor: 900n, left: 700n, fromMs: 90 }
  return { ...place, lots: [lot, { ...lot, nth: 2, expiresAtMs: 95 }], owed: 0n, movements: 2, ...more }
}

export function sampleMovement(more: Partial<Movement> = {}): Movement {
  const place = { account: newId('account'), wallet: 'main', nth: 1, kind: 'top_up' } as const
  return { ...place, minor: 900n, balance: 900n, vat: 0n, atMs: 90, about: { topUp: newId('topUp') }, ...more }
}

export function sampleWalletBill(more: Partial<WalletBill> = {}): WalletBill {
  const period = { name: '2026-01', fromMs: 100, untilMs: 200 }
  return { subscription: newId('subscription'), period, net: 100n, vat: 20n, ...more }
}

export function sampleTopUp(more: Partial<TopUp> = {}): TopUp {
  const place = { id: newId('topUp'), account: newId('account'), wallet: 'main', provider: 'manual', isAutomatic: false }
  return { ...place, amount: { minor: 900n, currency: euro }, state: 'pending', askedAtMs: 90, ...more }
}

export function sampleUnrated(more: Partial<UnratedUsage> = {}): UnratedUsage {
  return { service: 'energy', meter: 'import', reason: 'no_subscription', quantity: 1n, records: 1, ...more }
}

export function sampleEndpoint(more: Partial<Endpoint> = {}): Endpoint {
  const [id, account] = [newId('endpoint'), newId('account')]
  return { id, account, url: 'https://shop.example/hook', sealedSecret: bytes(60, 8), createdAtMs: 80, ...more }
}

export function sampleMessage(more: Partial<OutboxMessage> = {}): OutboxMessage {
  const id = newId('message')
  const body = { type: 'authorization.completed', payload: '{}', createdAtMs: 10 }
  return { id, endpoint: newId('endpoint'), key: `key of ${id}`, ...body, ...more }
}

export function sampleOperator(more: Partial<Operator> = {}): Operator {
  const id = newId('operator')
  const named = { id, email: `${id}@octroi.example` as Email, name: 'Ada Sample', role: 'operator' as const }
  return { ...named, recoveryCodes: [], createdAtMs: 30, failed: noFailures, ...more }
}

export function sampleOperatorSession(more: Partial<OperatorSession> = {}): OperatorSession {
  return { tokenHash: bytes(32, 9), operator: newId('operator'), browser: 'Sample', openedAtMs: 40, usedAtMs: 41, ...more }
}
