import { emptyJournal } from '@octroi/hub/proof/journal-head'
import type { Stores } from '@octroi/hub/stores'
import { dayMs } from '@octroi/shared/time/zone'
import { consentRows } from './isolation-consents.ts'
import { customerRows } from './isolation-customers.ts'
import { deviceRows } from './isolation-devices.ts'
import { orderRows } from './isolation-orders.ts'
import { promotionRows } from './isolation-promotions.ts'
import { leaseRows, quotaRows } from './isolation-quotas.ts'
import { resaleRows } from './isolation-resales.ts'
import { lineOf, noPage, page, type Reading, reads, readsEach, span, type Writing, writes } from './isolation-rows.ts'
import { subscriptionRows } from './isolation-subscriptions.ts'
import { walletRows } from './isolation-wallets.ts'
import { type AskedRows, bytesOf, emailOf, rowsOf, subjectOf } from './isolation-world.ts'
import { bytes, euro, sampleLimit, sampleOpening, sampleSigningKey } from './samples.ts'

/** The way to other tenants is no store: what may take it is tested by itself. */
export const wayAcross = 'across'

type IsolationTable = {
  readonly [S in Exclude<keyof Stores, typeof wayAcross>]: { readonly [M in keyof Stores[S]]: Reading | Writing }
}

type ListedByAccount = 'entitlements' | 'authorizations' | 'outbox'

function referenceOf({ subscription }: AskedRows) {
  return { subscription, price: 'energy', band: 'peak' }
}

function lists(store: ListedByAccount): Reading {
  return reads([noPage, noPage], async (stores, { first }) => [
    await stores[store].list(page),
    await stores[store].list(page, first.account),
  ])
}

const nothingBlocks = {
  balance_open: 0,
  subscription_active: 0,
  authorization_open: 0,
  dispute_open: 0,
  delivery_waiting: 0,
}

/** Every method of every store. */
const isolationTable: IsolationTable = {
  tenants: {
    insert: {
      writes: ({ tenants }, { first }, mark) => tenants.insert(...rowsOf(first, mark).tenant),
      onlyOnce: true,
    },
    get: reads(undefined, ({ tenants }) => tenants.get()),
    nameTestTwin: writes(({ tenants }, { second }) => tenants.nameTestTwin(rowsOf(second, 1).tenant[0].id)),
    replaceKeys: writes(({ tenants }, _world, mark) =>
      tenants.replaceKeys(bytes(60, mark), [sampleSigningKey({ publicKey: bytes(32, 200 + mark) })]),
    ),
    signingKey: reads(undefined, ({ tenants }) => tenants.signingKey('permits')),
    secret: reads([undefined, undefined], async ({ tenants }) => [await tenants.secret('sample'), await tenants.secret('other')]),
    keepSecret: writes(({ tenants }, _world, mark) => tenants.keepSecret('other', bytes(60, mark))),
  },
  ...customerRows,
  catalogue: {
    insert: writes(({ catalogue }, { second }, mark) => catalogue.insert(rowsOf(second, mark).version)),
    get: readsEach(undefined, ({ catalogue }, { number }) => catalogue.get(number)),
    latest: reads(undefined, ({ catalogue }) => catalogue.latest()),
    inEffectAt: reads(undefined, ({ catalogue }) => catalogue.inEffectAt(1000)),
    touching: reads([], ({ catalogue }) => catalogue.touching({ after: 0, beforeMs: 1000 })),
    list: reads(noPage, ({ catalogue }) => catalogue.list(page)),
  },
  orders: orderRows,
  subscriptions: subscriptionRows,
  promotions: promotionRows,
  wallets: walletRows,
  entitlements: {
    insertAll: writes(({ entitlements }, { second }, mark) => entitlements.insertAll([rowsOf(second, mark).entitlement])),
    list: lists('entitlements'),
    ofSubscriptions: readsEach([], ({ entitlements }, { subscription }) => entitlements.ofSubscriptions([subscription])),
    setEnd: writes(({ entitlements }, { first }, mark) => entitlements.setEnd(first.entitlement, 600 + mark)),
    setLimit: writes(({ entitlements }, { first }, mark) =>
      entitlements.setLimit(first.entitlement, { ...sampleLimit, priority: mark }),
    ),
    search: reads([noPage, noPage], async ({ entitlements }, { first }) => [
      await entitlements.search(page, { account: first.account, service: 'trunk.access' }),
      await entitlements.search(page, { device: { id: first.device, owner: first.account } }),
    ]),
    get: readsEach(undefined, ({ entitlements }, { entitlement }) => entitlements.get(entitlement)),
    limited: readsEach([], ({ entitlements }, { account }) => entitlements.limited([account])),
    leased: reads([], ({ entitlements }, { first }) => entitlements.leased(first.account, first.device, span)),
    forService: reads([], ({ entitlements }, { first }) => entitlements.forService([first.account], 'trunk.access', span)),
  },
  quotas: quotaRows,
  consents: consentRows,
  authorizations: {
    insert: writes(({ authorizations }, { second }, mark) => authorizations.insert(rowsOf(second, mark).authorization)),
    get: readsEach(undefined, ({ authorizations }, { authorization }) => authorizations.get(authorization)),
    getGranted: reads([], ({ authorizations }, { first }) => authorizations.getGranted([first.authorization])),
    list: lists('authorizations'),
    search: reads([noPage, noPage, noPage], async ({ authorizations }, { first }) => [
      await authorizations.search(page, {}),
      await authorizations.search(page, { requester: first.account, state: 'pending' }),
      await authorizations.search(page, { device: first.device }),
    ]),
    standingOpen: reads([], ({ authorizations }) => authorizations.standingOpen(10)),
    countOpen: reads({ count: 0, open: [] }, async ({ authorizations }) => ({
      count: await authorizations.countOpen(10),
      open: await authorizations.standingOpen(10),
    })),
    setOutcomes: writes(({ authorizations }, { first }) =>
      authorizations.setOutcomes([{ authorization: rowsOf(first, 0).authorization, outcome: 'completed' }]),
    ),
    outstanding: readsEach([], ({ authorizations }, { subscription }) => authorizations.outstanding(subscription)),
    setRevocation: writes(({ authorizations }, { first }, mark) =>
      authorizations.setRevocation(first.authorization, { version: 1, requestedAtMs: 700 + mark }),
    ),
    awaitingRevocation: reads([], ({ authorizations }, { first }) => authorizations.awaitingRevocation(first.device, 10)),
    awaitingProof: reads([], async ({ authorizations }, { first }) => {
      const waiting = await authorizations.awaitingRevocation(first.device, 10)
      return [...waiting, ...(await authorizations.awaitingProof(first.device, 10))]
    }),
    unusedOn: reads([], ({ authorizations }, { first }) =>
      authorizations.unusedOn(first.device, { afterMs: 0, throughMs: Number.MAX_SAFE_INTEGER }),
    ),
    unused: reads([], ({ authorizations }, { first }) => authorizations.unused(first.account, 'trunk.access', 0)),
    insertEvents: writes(({ authorizations }, { second }, mark) => authorizations.insertEvents([rowsOf(second, mark).event])),
    eventsOf: reads([], ({ authorizations }, { first }) => authorizations.eventsOf([first.authorization])),
    deviceEvents: readsEach(noPage, ({ authorizations }, { device }) => authorizations.deviceEvents(page, device)),
    openings: reads([noPage, noPage], async ({ authorizations }, { first }) => [
      await authorizations.openings(page),
      await authorizations.openings(page, first.account),
    ]),
    movementsAfter: reads([], ({ authorizations }, { first }) =>
      authorizations.movementsAfter(sampleOpening({ device: first.device, seq: 0 }), 10),
    ),
  },
  leases: leaseRows,
  passcodes: {
    keypad: readsEach([], ({ passcodes }, { device }) => passcodes.keypad(device)),
    putKeypad: writes(({ passcodes }, { first }, mark) => passcodes.putKeypad(first.device, [`other ${mark}`])),
    keys: readsEach([], ({ passcodes }, { device }) => passcodes.keys(device)),
    putKey: writes(({ passcodes }, { first }, mark) =>
      passcodes.putKey(first.device, { generation: 2, epoch: mark, isHeld: false }),
    ),
    holdKeys: writes(({ passcodes }, { first }) => passcodes.holdKeys(first.device)),
    taken: reads([], ({ passcodes }, { first: { device, number } }) =>
      passcodes.taken({ device, service: 'trunk.access', action: 'open', slotStart: number * 1800 }),
    ),
    lastLiveSlot: reads({ last: undefined, taken: [] }, async ({ passcodes }, { first: { device, number } }) => {
      const slot = { device, service: 'trunk.access', action: 'open', slotStart: number * 1800 }
      return { last: await passcodes.lastLiveSlot(device, 0), taken: await passcodes.taken(slot) }
    }),
  },
  devices: deviceRows,
  journals: {
    head: readsEach(emptyJournal, ({ journals }, { device }) => journals.head(device)),
    putHead: writes(({ journals }, { first }, mark) =>
      journals.putHead(first.device, { boot: bytes(16, mark), through: 700 + mark, head: bytes(32, mark) }),
    ),
    standings: reads([], ({ journals }, { first, second }) => journals.standings([first.device, second.device])),
    waiting: reads([new Map(), []], async ({ journals }, { first }) => [
      await journals.waiting([first.device], 10),
      await journals.quarantined(first.device),
    ]),
    overlapping: reads([], ({ journals }, { first }) => journals.overlapping(first.device, 1, 100)),
    ahead: reads([], ({ journals }, { first }) => journals.ahead(first.device, 0, 10)),
    envelope: readsEach('refused', ({ journals }, { device, number }) =>
      journals.envelope(device, number).catch(() => 'refused'),
    ),
    signedAlone: reads(undefined, async ({ journals, retention }, { first }) => {
      // Only what was forgotten is answered for, so it is forgotten first where that is allowed.
      return (await journals.signedAlone(first.device, first.number)) ?? (await retention.oldBatches(100_000, 10))[0]?.envelope
    }),
    covering: readsEach(undefined, ({ journals }, { device, number }) => journals.covering(device, number)),
    bootAt: readsEach('refused', ({ journals }, { device, number }) => journals.bootAt(device, number).catch(() => 'refused')),
    receivedAtMs: readsEach('refused', ({ journals }, { device, number }) =>
      journals.receivedAtMs(device, number).catch(() => 'refused'),
    ),
    highest: readsEach({ highest: 0, envelope: 'refused' }, async ({ journals }, { device, number }) => ({
      highest: await journals.highest(device),
      envelope: await journals.envelope(device, number).catch(() => 'refused'),
    })),
    insertBatch: writes(({ journals }, { first, second }, mark) =>
      journals.insertBatch(first.device, rowsOf(second, mark).batch, 700 + mark),
    ),
    quarantine: writes(({ journals }, { second }, mark) => journals.quarantine(rowsOf(second, mark).quarantined)),
    quarantined: readsEach([], ({ journals }, { device }) => journals.quarantined(device)),
    quarantinePage: readsEach(noPage, ({ journals }, { device }) => journals.quarantinePage(page, device)),
    findQuarantined: reads(undefined, ({ journals }, { first }) =>
      journals.findQuarantined(first.device, rowsOf(first, 0).quarantined),
    ),
    gaps: reads([], ({ journals }, { first }) => journals.gaps(first.device, { first: 1, last: 1000 })),
    isInDoubt: reads([false, false], async ({ journals }, { first }) => [
      await journals.isInDoubt(first.device, 101),
      await journals.isInDoubt(first.device, 102),
    ]),
    decide: writes(({ journals }, { first }, mark) =>
      journals.decide(rowsOf(first, 0).quarantined, {
        state: 'dismissed',
        by: first.account,
        atMs: 700 + mark,
        reason: `mark ${mark}`,
      }),
    ),
  },
  usage: {
    spans: readsEach([], ({ usage }, { device }) => usage.spans(device, 'energy', { fromMs: 0, untilMs: 2000, limit: 10 })),
    replaceSpans: writes(({ usage }, { first }, mark) =>
      usage.replaceSpans(first.device, 'energy', {
        old: [{ fromMs: 100, untilMs: 200 }],
        now: [{ fromMs: 700 + mark, untilMs: 900 }],
      }),
    ),
    count: writes(({ usage }, { first }, mark) =>
      usage.count(first.device, [{ ...rowsOf(first, mark).count, periodFromMs: 300 }]),
    ),
    counted: readsEach({ beforePeriod: 0n, total: 0n }, ({ usage }, { device }) =>
      usage.counted(device, 'home.scenes', 'performed', 200),
    ),
  },
  rating: {
    fold: writes(({ rating }, { first, second }, mark) => {
      const { aggregate, cell, unrated } = rowsOf(first, mark)
      const { charge, orderedEvent, source } = rowsOf(second, mark)
      const sums = {
        aggregates: [aggregate, cell],
        unrated: [unrated],
        sources: [source],
        events: [orderedEvent],
        series: [rowsOf(first, mark).seriesDay],
      }
      return rating.fold(first.device, { ...sums, charges: [charge] })
    }),
    series: reads([], ({ rating }, { first }) =>
      rating.series({ ...first, price: 'energy' }, { fromMs: 0, untilMs: 100 * dayMs }),
    ),
    seriesSpan: reads(undefined, ({ rating }, { first }) => rating.seriesSpan({ ...first, price: 'energy' })),
    aggregates: reads([], ({ rating }, { first }) => rating.aggregates([first.subscription], 100)),
    firstEvents: readsEach([], ({ rating }, row) => rating.firstEvents(lineOf(row), 10)),
    charges: readsEach(noPage, ({ rating }, { subscription }) => rating.charges(page, subscription)),
    chargesIn: readsEach(noPage, ({ rating }, { subscription }) => rating.chargesIn(page, subscription, span)),
    isChargedAt: reads([false, false], async ({ rating }, { first }) => {
      const { charge } = rowsOf(first, 1)
      const [standing] = await rating.chargesOf(first.authorization)
      return [await rating.isChargedAt([charge]), standing?.explanation ?? false]
    }),
    addDays: writes(({ rating }, { first }, mark) => rating.addDays([rowsOf(first, mark).day])),
    days: reads([], ({ rating }) => rating.days('2026-11-01', '2026-11-30')),
    chargesOf: readsEach([], ({ rating }, { authorization }) => rating.chargesOf(authorization)),
    chargesOn: readsEach(noPage, ({ rating }, { subscription }) =>
      rating.chargesOn(page, { subscription, price: 'opening', version: 3, band: 'all', periodFromMs: 0 }),
    ),
    sourcesOf: readsEach([], ({ rating }, row) => rating.sourcesOf(lineOf(row), undefined, 10)),
    sourcedRecords: readsEach(0, ({ rating }, row) => rating.sourcedRecords(lineOf(row))),
    unrated: reads([], ({ rating }, { first }) => rating.unrated(first.device)),
  },
  settlement: {
    insertAgreement: writes(({ settlement }, { second }, mark) => settlement.insertAgreement(rowsOf(second, mark).agreement)),
    agreements: reads([], ({ settlement }) => settlement.agreements()),
    insertShares: writes(({ settlement }, { second }, mark) => settlement.insertShares([rowsOf(second, mark).shares])),
    sharesOf: readsEach([], ({ settlement }, { authorization }) => settlement.sharesOf(authorization)),
    sharesOfPartner: readsEach([], ({ settlement }, { account }) => settlement.sharesOfPartner(account, { ...span, limit: 10 })),
    partsOfPartner: readsEach(noPage, ({ settlement }, { account }) => settlement.partsOfPartner(page, account, span)),
    totals: reads(new Map(), ({ settlement }) => settlement.totals(['total 1', 'total 2'])),
    putTotals: writes(({ settlement }, { first }, mark) => settlement.putTotals([rowsOf(first, mark).total])),
  },
  ledger: {
    append: writes(({ ledger }, { second }, mark) => ledger.append([rowsOf(second, mark).entry])),
    balances: reads([], ({ ledger }) => ledger.balances()),
    listBalances: reads(noPage, ({ ledger }) => ledger.listBalances(page)),
    balancesOf: reads([], ({ ledger }) => ledger.balancesOf('revenue')),
    currencyTotals: reads([], ({ ledger }) => ledger.currencyTotals()),
    postings: reads(noPage, ({ ledger }) => ledger.postings(page, 'revenue')),
    entry: readsEach(undefined, ({ ledger }, { number }) => ledger.entry(`entry ${number}`)),
    summedBalances: reads([], ({ ledger }) => ledger.summedBalances()),
    replaceBalances: writes(({ ledger }, _world, mark) => {
      const side = { debit: BigInt(700 + mark), credit: 0n }
      return ledger.replaceBalances([{ account: 'revenue', currency: euro, ...side }])
    }),
  },
  disputes: {
    insert: writes(({ disputes }, { second }, mark) => disputes.insert(rowsOf(second, mark).dispute)),
    get: readsEach(undefined, ({ disputes }, { dispute }) => disputes.get(dispute)),
    end: writes(({ disputes }, { first }, mark) =>
      disputes.end({ ...rowsOf(first, mark).dispute, state: 'upheld', endedAtMs: 700 + mark }),
    ),
    list: reads([noPage, noPage], async ({ disputes }, { first }) => [
      await disputes.list(page, {}),
      await disputes.list(page, { account: first.account, state: 'open' }),
    ]),
    openOn: readsEach(undefined, ({ disputes }, row) => disputes.openOn(row.account, '2026-10', referenceOf(row))),
    ofMonth: readsEach([], ({ disputes }, { account }) => disputes.ofMonth(account, '2026-10')),
  },
  usageEvents: {
    named: reads([], ({ usageEvents }, { first, second }) => usageEvents.named([first.usageEvent, second.usageEvent])),
    insert: writes(({ usageEvents }, { second }, mark) => usageEvents.insert([rowsOf(second, mark).usageEvent])),
    rejectedAs: reads([], ({ usageEvents }, { first, second }) => usageEvents.rejectedAs([bytesOf(first), bytesOf(second)])),
    insertRejected: writes(({ usageEvents }, { second }, mark) =>
      usageEvents.insertRejected([rowsOf(second, mark).rejectedEvent]),
    ),
    getRejected: readsEach(undefined, ({ usageEvents }, row) => usageEvents.getRejected(row.rejectedEvent)),
    listRejected: reads([noPage, noPage], async ({ usageEvents }) => [
      await usageEvents.listRejected(page, {}),
      await usageEvents.listRejected(page, { state: 'waiting', source: 'urn:sample' }),
    ]),
    decideRejected: writes(({ usageEvents }, { first }, mark) =>
      usageEvents.decideRejected(first.rejectedEvent, { state: 'dismissed', atMs: mark, by: first.apiKey, reason: 'a' }),
    ),
    noteResent: writes(({ usageEvents }, { first }, mark) =>
      usageEvents.noteResent([{ source: 'urn:sample', id: `${first.number}` }], mark),
    ),
  },
  audit: {
    append: writes(({ audit }, { second }, mark) => audit.append(rowsOf(second, mark).audit)),
    list: reads([noPage, noPage], async ({ audit }, { first }) => [
      await audit.list(page),
      await audit.list(page, first.account),
    ]),
  },
  operators: {
    insert: writes(({ operators }, { second }, mark) => operators.insert(rowsOf(second, mark).operator)),
    update: writes(({ operators }, { first }, mark) =>
      operators.update({ ...rowsOf(first, mark).operator, disabledAtMs: 700 + mark }),
    ),
    get: readsEach(undefined, ({ operators }, { operator }) => operators.get(operator)),
    ofEmail: readsEach(undefined, ({ operators }, row) => operators.ofEmail(emailOf(row))),
    ofSubject: readsEach(undefined, ({ operators }, row) => operators.ofSubject(subjectOf(row))),
    list: reads(noPage, ({ operators }) => operators.list(page)),
    count: reads([0, undefined], async ({ operators }, { first }) => [
      await operators.count(),
      await operators.get(first.operator),
    ]),
    countAbleToChange: reads([0, undefined], async ({ operators }, { first }) => [
      await operators.countAbleToChange(),
      await operators.get(first.operator),
    ]),
    insertSession: writes(({ operators }, { second }, mark) => operators.insertSession(rowsOf(second, mark).operatorSession)),
    getSession: readsEach(undefined, ({ operators }, row) => operators.getSession(bytesOf(row))),
    sessionsOf: readsEach([], ({ operators }, { operator }) => operators.sessionsOf(operator)),
    noteUse: writes(({ operators }, { first }, mark) => operators.noteUse(bytesOf(first), 2000 + mark)),
    endSession: writes(({ operators }, { first }) => operators.endSession(bytesOf(first))),
    endSessionsOf: writes(({ operators }, { first }) => operators.endSessionsOf(first.operator)),
  },
  resales: resaleRows,
  endpoints: {
    insert: writes(({ endpoints }, { second }, mark) => endpoints.insert(rowsOf(second, mark).endpoint)),
    get: readsEach(undefined, ({ endpoints }, { endpoint }) => endpoints.get(endpoint)),
    of: reads([], ({ endpoints }, { first, second }) => endpoints.of([first.account, second.account])),
    list: reads(noPage, ({ endpoints }) => endpoints.list(page)),
    remove: writes(({ endpoints }, { first }) => endpoints.remove(first.endpoint)),
  },
  outbox: {
    enqueue: writes(({ outbox }, { second }, mark) => outbox.enqueue([rowsOf(second, mark).message])),
    get: readsEach(undefined, ({ outbox }, { message }) => outbox.get(message)),
    list: reads([noPage, noPage, noPage, noPage], async ({ outbox }, { first }) => [
      await outbox.list(page),
      await outbox.list(page, { account: first.account }),
      await outbox.list(page, { endpoint: first.endpoint }),
      await outbox.list(page, { state: 'pending' }),
    ]),
    sendAgain: writes(({ outbox }, { first }, mark) => outbox.sendAgain(first.message, 800 + mark)),
    about: readsEach([], ({ outbox }, { number }) => outbox.about(`key ${number}`, 10)),
    countAbandoned: reads([0, noPage], async ({ outbox }) => [await outbox.countAbandoned(10), await outbox.list(page)]),
    markDelivered: writes(({ outbox }, { first }, mark) => outbox.markDelivered(first.message, 700 + mark)),
    markFailed: writes(({ outbox }, { first }, mark) =>
      outbox.markFailed(first.message, { error: `failure ${mark}`, dueAtMs: undefined }),
    ),
    giveBack: writes(({ outbox }, { first }, mark) => outbox.giveBack(first.message, 800 + mark)),
  },
  idempotency: {
    find: readsEach(undefined, ({ idempotency }, { account }) => idempotency.find(account, 'key-1')),
    insert: writes(({ idempotency }, { second }, mark) =>
      idempotency.insert(second.account, 'key-1', rowsOf(second, mark).answer),
    ),
  },
  retention: {
    remove: writes(({ retention }) => retention.remove('access_events', 100_000, 10)),
    oldBatches: reads([], ({ retention }) => retention.oldBatches(100_000, 10)),
    forgetRecords: writes(({ retention }, { first }, mark) =>
      retention.forgetRecords({ device: first.device, first: rowsOf(first, mark).batch.batch.first }, bytes(5, mark), 700 + mark),
    ),
  },
  persons: {
    rows: readsEach({ items: [] }, ({ persons }, { account }) => persons.rows({ limit: 100 }, account)),
    // Counts are the same for all, so what stands there tells whose they are.
    blocks: readsEach([nothingBlocks, noPage], async ({ persons }, { account }) => [
      await persons.blocks(account, 0),
      await persons.rows(page, account),
    ]),
    erase: writes(({ persons }, { first }, mark) => persons.erase(first.account, { atMs: 700 + mark, ground: 'objected' })),
  },
}

type Named<R> = readonly [method: string, row: R]

const all: readonly Named<Reading | Writing>[] = Object.entries(isolationTable).flatMap(([store, methods]) =>
  Object.entries<Reading | Writing>(methods).map(([method, row]): Named<Reading | Writing> => [`${store}.${method}`, row]),
)

export const readings = all.filter((named): named is Named<Reading> => 'reads' in named[1])
export const writings = all.filter((named): named is Named<Writing> => 'writes' in named[1])
export const methodsInTable: readonly string[] = all.map(([method]) => method)
