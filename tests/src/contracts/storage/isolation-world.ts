import type { Email } from '@octroi/hub/operators/email'
import type { ProviderSubject } from '@octroi/hub/operators/operator'
import type { VerifiedBatch } from '@octroi/hub/proof/verify-envelope'
import type { Stores } from '@octroi/hub/stores'
import type {
  AccountId,
  AgreementId,
  ApiKeyId,
  AuditEntryId,
  AuthorizationId,
  ChangeId,
  ConsentId,
  CreditId,
  DeviceId,
  DisputeId,
  EndpointId,
  EntitlementId,
  MessageId,
  OperatorId,
  OrderId,
  QuotaGrantId,
  RejectedEventId,
  ResaleId,
  SessionId,
  SubscriptionId,
  TenantId,
  TopUpId,
  UsageEventId,
} from '@octroi/shared/ids/id'
import { rational } from '@octroi/shared/money/rational'
import { dayMs } from '@octroi/shared/time/zone'
import { settleCustomers } from './isolation-profiles.ts'
import {
  accountRow,
  bytes,
  euro,
  newId,
  sampleAccepted,
  sampleAggregate,
  sampleAllotment,
  sampleApiKey,
  sampleBatch,
  sampleChange,
  sampleCharge,
  sampleConsent,
  sampleCredit,
  sampleDevice,
  sampleDispute,
  sampleEndpoint,
  sampleEntitlement,
  sampleEvent,
  sampleGranted,
  sampleLeaseTerms,
  sampleLimit,
  sampleMessage,
  sampleMovement,
  sampleOperator,
  sampleOperatorSession,
  sampleOrder,
  sampleOrderedEvent,
  sampleOrderItem,
  sampleQuarantined,
  sampleQuotaGrant,
  sampleRedemption,
  sampleRejected,
  sampleResale,
  sampleSession,
  sampleSigningKey,
  sampleSource,
  sampleSubscription,
  sampleTenant,
  sampleTopUp,
  sampleUnrated,
  sampleVersion,
  sampleWallet,
  sampleWalletBill,
  sampleWholesaleSource,
} from './samples.ts'

/** The ids of one row in every table. Tenants that share them must still not meet. */
export interface AskedRows {
  /** A catalogue version, a sequence number, or the byte of which hashes and keys are made. */
  readonly number: number
  readonly tenant: TenantId
  readonly account: AccountId
  readonly apiKey: ApiKeyId
  readonly order: OrderId
  readonly subscription: SubscriptionId
  readonly entitlement: EntitlementId
  readonly consent: ConsentId
  readonly grantee: AccountId
  readonly device: DeviceId
  readonly session: SessionId
  readonly authorization: AuthorizationId
  /** Of a passcode. */
  readonly typed: AuthorizationId
  readonly endpoint: EndpointId
  readonly message: MessageId
  readonly agreement: AgreementId
  readonly auditEntry: AuditEntryId
  readonly dispute: DisputeId
  readonly operator: OperatorId
  readonly resale: ResaleId
  readonly usageEvent: UsageEventId
  readonly rejectedEvent: RejectedEventId
  readonly credit: CreditId
  readonly change: ChangeId
  readonly quotaGrant: QuotaGrantId
  readonly topUp: TopUpId
}

export interface World {
  /** What every tenant has from the beginning. */
  readonly first: AskedRows
  /** What a method adds. */
  readonly second: AskedRows
}

export function newWorld(): World {
  const [one, other] = [newId('account'), newId('account')]
  return { first: idsOf(1, one, other), second: idsOf(2, other, one) }
}

function idsOf(number: number, account: AccountId, grantee: AccountId): AskedRows {
  return {
    ...{ number, account, grantee },
    tenant: newId('tenant'),
    apiKey: newId('apiKey'),
    order: newId('order'),
    subscription: newId('subscription'),
    entitlement: newId('entitlement'),
    consent: newId('consent'),
    device: newId('device'),
    session: newId('session'),
    authorization: newId('authorization'),
    typed: newId('authorization'),
    endpoint: newId('endpoint'),
    message: newId('message'),
    agreement: newId('agreement'),
    auditEntry: newId('auditEntry'),
    dispute: newId('dispute'),
    operator: newId('operator'),
    resale: newId('resale'),
    usageEvent: newId('usageEvent'),
    rejectedEvent: newId('rejectedEvent'),
    credit: newId('credit'),
    change: newId('change'),
    quotaGrant: newId('quotaGrant'),
    topUp: newId('topUp'),
  }
}

export function bytesOf({ number }: AskedRows): Uint8Array {
  return bytes(32, number)
}

export function emailOf({ number }: AskedRows): Email {
  return `operator-${number}@octroi.example` as Email
}

export function subjectOf({ number }: AskedRows): ProviderSubject {
  return { issuer: 'https://login.example', subject: `subject ${number}` }
}

/** The rows under those ids. What is not an id carries the mark, so that it shows whose row was read. */
export function rowsOf(ids: AskedRows, mark: number) {
  const { number, account, grantee, subscription, device, authorization, endpoint } = ids
  const marked = `mark ${mark}`
  return {
    tenant: [sampleTenant({ name: marked }), [sampleSigningKey({ sealedSecret: bytes(60, mark) })]] as const,
    account: { ...accountRow(account), name: marked, standing: { standing: mark % 2 === 0 ? 'reminded' : 'good' } as const },
    apiKey: sampleApiKey({ id: ids.apiKey, tenant: ids.tenant, account, label: marked }),
    version: sampleVersion(number, { source: marked, effectiveFromMs: 100 + mark, touches: 'date' }),
    order: sampleOrder({
      ...{ id: ids.order, account, state: 'waiting', expiresAtMs: 1000 + mark },
      items: Array.from({ length: mark }, () => sampleOrderItem({ subscription, offer: marked, coupon: 'SAMPLE' })),
      steps: [{ kind: 'claim', reason: marked }],
    }),
    subscription: sampleSubscription({ id: subscription, account, offer: marked }),
    change: sampleChange({ id: ids.change, subscription, atMs: mark }),
    entitlement: sampleEntitlement({
      ...{ id: ids.entitlement, subscription, account, actions: [marked], lease: sampleLeaseTerms, limit: sampleLimit },
    }),
    redemption: sampleRedemption({ nth: number * 100 + mark, account, subscription, code: marked }),
    credit: sampleCredit({ id: ids.credit, account, reason: marked }),
    quotaGrant: sampleQuotaGrant({ id: ids.quotaGrant, account, reason: marked }),
    allotment: sampleAllotment({ quota: { account, meter: 'uses' }, device, leaseSeq: number, ceiling: BigInt(mark) }),
    wallet: sampleWallet({ account, owed: BigInt(mark) }),
    movement: sampleMovement({ account, nth: number, minor: BigInt(mark) }),
    walletBill: sampleWalletBill({
      subscription,
      net: BigInt(mark),
      period: { name: '2026-01', fromMs: 100, untilMs: 200 + mark },
    }),
    topUp: sampleTopUp({
      ...{ id: ids.topUp, account, reference: marked, isAutomatic: true },
      amount: { minor: BigInt(mark), currency: euro },
    }),
    consent: sampleConsent({ id: ids.consent, owner: account, grantee, givenAtMs: mark }),
    authorization: sampleGranted({
      ...{ id: authorization, requester: account, device, subscription, reference: marked },
      quote: { ...sampleGranted().quote, exact: rational(BigInt(mark), 3n) },
    }),
    typed: sampleGranted({
      id: ids.typed,
      requester: account,
      device,
      passcode: { slotStart: number * 1800, n: mark, generation: 1 },
    }),
    event: sampleEvent({ device, seq: number, authorization, detail: marked, atMs: 100 + mark }),
    lease: { device, leaseSeq: 1, signed: bytes(80, mark), issuedAtMs: mark },
    count: { service: 'home.scenes', counter: 'performed', periodFromMs: 100, quantity: BigInt(mark) },
    device: sampleDevice({ id: device, owner: account, label: marked }),
    claim: { hash: bytesOf(ids), expiresAtMs: mark },
    key: { device, publicKey: bytesOf(ids), enrolledAtMs: mark },
    session: sampleSession({ id: ids.session, device, tokenHash: bytesOf(ids), expiresAtMs: 1000 + mark }),
    batch: batchOf(number, mark),
    quarantined: sampleQuarantined({
      device,
      detail: marked,
      verdict: 'gap',
      range: { first: 1 + mark, last: 90 },
      receivedAtMs: 100 + mark,
    }),
    aggregate: sampleAggregate({ subscription, quantity: BigInt(mark) }),
    cell: sampleAggregate({ subscription, cell: 'a', quantity: BigInt(mark) }),
    orderedEvent: sampleOrderedEvent({ subscription, origin: device, quantity: BigInt(mark) }),
    seriesDay: { subscription, price: 'energy', band: 'peak', fromMs: mark * dayMs, quarters: new Map([[1, BigInt(mark)]]) },
    standingChange: { account, atMs: number, standing: 'restricted', reason: marked } as const,
    charge: sampleCharge({ subscription, device, authorization, explanation: [marked] }),
    source: sampleSource({ subscription, origin: device, records: mark }),
    day: { day: '2026-11-23', currency: euro, exact: rational(BigInt(mark)), charges: 1 },
    unrated: sampleUnrated({ quantity: BigInt(mark) }),
    usageEvent: sampleAccepted({ event: ids.usageEvent, id: `${number}`, account, content: marked }),
    rejectedEvent: sampleRejected({ rejected: ids.rejectedEvent, id: `${number}`, bodyHash: bytesOf(ids), body: marked }),
    dispute: sampleDispute({ id: ids.dispute, account, line: { subscription, price: 'energy', band: 'peak' }, reason: marked }),
    resale: sampleResale({ id: ids.resale, account, partner: { tenant: ids.tenant, name: marked }, agreedAtMs: mark }),
    wholesaleSource: sampleWholesaleSource({ subscription, device, quantity: BigInt(mark) }),
    browserSession: { tokenHash: bytesOf(ids), key: ids.apiKey, expiresAtMs: 1000 + mark },
    audit: {
      id: ids.auditEntry,
      atMs: mark,
      account,
      key: ids.apiKey,
      role: 'operator',
      action: marked,
      target: marked,
      result: 'done',
    } as const,
    operator: sampleOperator({ id: ids.operator, email: emailOf(ids), subject: subjectOf(ids), name: marked }),
    operatorSession: sampleOperatorSession({ tokenHash: bytesOf(ids), operator: ids.operator, browser: marked }),
    agreement: { id: ids.agreement, offer: marked, fromMs: mark, agreedAtMs: mark, shares: [] },
    shares: {
      charge: sampleCharge({ subscription, device, authorization }),
      parties: [{ account, exact: rational(BigInt(mark)) }],
    },
    total: { key: `total ${number}`, exact: rational(BigInt(mark)), booked: BigInt(mark) },
    entry: {
      key: `entry ${number}`,
      currency: euro,
      atMs: mark,
      postings: [
        { account: `payable ${account}`, minor: BigInt(mark) },
        { account: 'revenue', minor: -BigInt(mark) },
      ] as const,
    },
    endpoint: sampleEndpoint({ id: endpoint, account, url: `https://shop.example/${mark}` }),
    message: sampleMessage({ id: ids.message, endpoint, key: `key ${number}`, payload: marked }),
    answer: { fingerprint: bytes(32, mark), sealedAnswer: bytes(20, mark), createdAtMs: 100 },
  }
}

function batchOf(number: number, mark: number): VerifiedBatch {
  const sample = sampleBatch(number, 1, mark)
  return { ...sample, batch: { ...sample.batch, boot: bytes(16, mark) } }
}

/** Writes the first row of every table. */
export async function settle(stores: Stores, { first }: World, mark: number): Promise<void> {
  const rows = rowsOf(first, mark)
  const { device } = first
  await stores.tenants.insert(...rows.tenant)
  await stores.tenants.keepSecret('sample', bytes(60, mark))
  await stores.accounts.insert(rows.account)
  await stores.accounts.noteStanding(rows.standingChange)
  await settleCustomers(stores, { first }, mark)
  await stores.accounts.insertApiKey(rows.apiKey)
  await stores.accounts.insertSession(rows.browserSession)
  await stores.catalogue.insert(rows.version)
  await stores.orders.insert(rows.order)
  await stores.subscriptions.insert(rows.subscription)
  await stores.subscriptions.addChange(rows.change)
  await stores.entitlements.insertAll([rows.entitlement])
  await stores.promotions.addRedemption(rows.redemption)
  await stores.promotions.addCredit(rows.credit)
  await stores.quotas.count(rows.allotment.quota, [{ fromMs: 100, quantity: BigInt(mark) }])
  await stores.quotas.insertGrant(rows.quotaGrant)
  await stores.quotas.insertAllotments([rows.allotment])
  await stores.wallets.put(rows.wallet)
  await stores.wallets.addMovements([rows.movement])
  await stores.wallets.putBills(rows.wallet, [{ bill: rows.walletBill, isOpen: true }])
  await stores.wallets.addTopUp(rows.topUp)
  await stores.consents.insert(rows.consent)
  await stores.authorizations.insert(rows.authorization)
  await stores.authorizations.setRevocation(first.authorization, { version: 1, requestedAtMs: mark })
  await stores.authorizations.insertEvents([rows.event])
  await stores.leases.insert(rows.lease)
  await stores.leases.insert({ ...rows.lease, leaseSeq: 2 + mark, appliedSeq: 1000 })
  await stores.authorizations.insert(rows.typed)
  await stores.passcodes.putKeypad(device, [`keypad ${mark}`])
  await stores.passcodes.putKey(device, { generation: 1, epoch: mark, from: 0, isHeld: false })
  await stores.devices.insert(rows.device)
  await stores.devices.transfer({ device, from: first.grantee, to: first.account, atMs: mark })
  await stores.devices.insertClaim(device, rows.claim)
  await stores.devices.insertKey(rows.key)
  await stores.devices.putRevocations(device, { version: mark, epoch: 0, deny: [] })
  await stores.devices.putSession(rows.session)
  await stores.devices.setSuspension(device, { sinceMs: mark, reason: `mark ${mark}` })
  await stores.devices.liftSuspension(device, 1000 + mark)
  await stores.devices.noteConnected(device, mark)
  await stores.devices.noteTold(device, { atMs: mark, seq: 1, timeState: 'unknown' })
  await stores.devices.spendNonce(device, bytesOf(first), 100, 0)
  await stores.journals.putHead(device, { boot: bytes(16, mark), through: mark, head: bytes(32, mark) })
  await stores.journals.insertBatch(device, rows.batch, mark)
  await stores.journals.quarantine(rows.quarantined)
  await stores.usage.replaceSpans(device, 'energy', { old: [], now: [{ fromMs: 100, untilMs: 200 + mark }] })
  await stores.usage.count(device, [rows.count])
  const sums = {
    aggregates: [rows.aggregate, rows.cell],
    events: [rows.orderedEvent],
    charges: [rows.charge],
    unrated: [rows.unrated],
    sources: [rows.source],
    series: [rows.seriesDay],
  }
  await stores.rating.fold(device, sums)
  await stores.rating.addDays([rows.day])
  await stores.audit.append(rows.audit)
  await stores.operators.insert(rows.operator)
  await stores.operators.insertSession(rows.operatorSession)
  await stores.settlement.insertAgreement(rows.agreement)
  await stores.settlement.insertShares([rows.shares])
  await stores.settlement.putTotals([rows.total])
  await stores.ledger.append([rows.entry])
  await stores.usageEvents.insert([rows.usageEvent])
  await stores.usageEvents.insertRejected([rows.rejectedEvent])
  await stores.disputes.insert(rows.dispute)
  await stores.resales.insert(rows.resale)
  await stores.resales.insertSources([rows.wholesaleSource])
  await stores.endpoints.insert(rows.endpoint)
  await stores.outbox.enqueue([rows.message])
  await stores.idempotency.insert(first.account, 'key-1', rows.answer)
}
