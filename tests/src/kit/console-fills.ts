import { type RawBuilder, sql } from 'kysely'
import type { Filled } from './filled-console.ts'
import { nowMs } from './opening-world.ts'
import { type Fill, rowId as id, padded } from './row-filler.ts'

type Sql = RawBuilder<unknown>

const number = sql`i`
/** One in a thousand is something else. */
const rarely = (rare: Sql, else_: Sql): Sql => sql`case when i % 1000 = 7 then ${rare} else ${else_} end`
const text = (said: string): Sql => sql`${sql.lit(said)}`
/** Half of all is about one and the same, so that what is narrowed to it is long as well. */
const half = (one: string, other: Sql): Sql => sql`case when i % 2 = 0 then ${sql.lit(one)} else ${other} end`
const none = sql`null`
const at = sql`${sql.lit(nowMs)} - 20000000 + i`

export function fillsOf(filled: Filled, isSqlite: boolean): readonly Fill[] {
  const bytes = (written: Sql): Sql => (isSqlite ? sql`cast(${written} as blob)` : sql`convert_to(${written}, 'UTF8')`)
  return [
    ...customers(filled, bytes),
    ...devices(filled, bytes),
    ...openings(filled),
    ...money(filled),
    ...resold(filled),
    ...running(filled),
  ]
}

type Bytes = (written: Sql) => Sql

function customers({ world: { owner, merchant } }: Filled, bytes: Bytes): readonly Fill[] {
  const ofOwner = half(owner, id('account'))
  return [
    {
      table: 'accounts',
      like: sql`account = ${sql.lit(owner)}`,
      set: {
        ...{ account: id('account'), name: sql`'Sample ' || i`, folded_name: sql`'sample ' || i` },
        standing: rarely(text('suspended'), text('good')),
      },
    },
    {
      table: 'account_profiles',
      set: { account: id('account'), version: sql`1`, parent: ofOwner, contacts: text('[]') },
    },
    {
      table: 'account_attributes',
      set: { account: id('account'), attribute: text('plan'), value: rarely(text('student'), text('none')) },
    },
    {
      table: 'external_ids',
      set: { kind: text('account'), system: text('crm'), external_id: sql`'C-' || i`, thing: id('account') },
    },
    {
      table: 'orders',
      like: sql`account = ${sql.lit(merchant)}`,
      set: { order_id: id('order'), account: ofOwner, state: rarely(text('placed'), text('fulfilled')), placed_ms: at },
    },
    {
      table: 'order_items',
      set: {
        ...{ order_id: id('order'), nth: sql`0`, action: text('add'), subscription: id('subscription') },
        ...{ offer: text('own'), catalogue_version: sql`1`, starts_ms: at },
      },
    },
    { table: 'order_steps', set: { order_id: id('order'), step: text('approval'), done_ms: rarely(none, at) } },
    { table: 'order_events', set: { order_id: id('order'), nth: sql`0`, type: text('placed'), at_ms: at } },
    // One an account: what an account owes for a month is summed from each of them.
    {
      table: 'subscriptions',
      like: sql`account = ${sql.lit(merchant)}`,
      set: { subscription: id('subscription'), account: id('account'), order_id: id('order') },
    },
    // An account has few of them, and what it owes is reckoned from them all.
    {
      table: 'credits',
      set: {
        ...{ credit: id('credit'), account: id('account'), minor: text('100'), currency: text('EUR') },
        ...{ priority: sql`0`, granted_ms: at },
      },
    },
    {
      table: 'coupon_redemptions',
      set: {
        ...{ coupon: text('spring'), nth: number, code: text('SPRING26'), account: id('account') },
        ...{ subscription: id('subscription'), catalogue_version: sql`1`, terms: text('{"name":"Spring","percent":"10"}') },
        ...{ from_ms: at, redeemed_ms: at },
      },
    },
    {
      table: 'entitlements',
      like: sql`account = ${sql.lit(owner)}`,
      set: {
        ...{ entitlement: id('entitlement'), subscription: id('subscription'), account: ofOwner },
        ...{
          device: sql`case when i % 3 = 0 then ${id('device')} end`,
          service: rarely(text('energy.supply'), text('trunk.access')),
        },
      },
    },
    {
      table: 'consents',
      like: sql`owner = ${sql.lit(owner)}`,
      set: { consent: id('consent'), owner: ofOwner, grantee: half(merchant, id('account')) },
    },
    {
      table: 'api_keys',
      set: {
        ...{ api_key: id('apiKey'), account: ofOwner, role: text('account_holder'), label: text('Sample') },
        ...{ secret_hash: bytes(padded(number)), created_ms: at },
      },
    },
  ]
}

function devices({ world: { owner, car } }: Filled, bytes: Bytes): readonly Fill[] {
  const one = half(car.device, id('device'))
  const like = sql`device = ${sql.lit(car.device)}`
  return [
    {
      table: 'devices',
      like,
      set: {
        ...{ device: id('device'), owner: half(owner, id('account')), state: rarely(text('frozen'), text('enrolled')) },
        ...{ label: sql`'Device ' || i`, folded_label: sql`'device ' || i` },
        suspended_ms: sql`case when i % 1000 = 8 then ${at} end`,
      },
    },
    { table: 'journal_heads', like, set: { device: id('device'), gap_ms: sql`case when i % 1000 = 3 then ${at} end` } },
    {
      table: 'device_contacts',
      set: { device: id('device'), connected_ms: at, seq: sql`i`, time_state: rarely(text('unknown'), text('synced')) },
    },
    {
      table: 'leases',
      set: {
        ...{ device: id('device'), lease_seq: sql`i`, signed: bytes(text('sample')), issued_ms: at },
        applied_seq: rarely(none, sql`i`),
      },
    },
    {
      table: 'quarantine',
      set: {
        ...{ device: one, bytes_hash: bytes(sql`${padded(number)} || 'sample'`), verdict: text('bad_signature') },
        ...{ detail: text('sample'), bytes: bytes(text('sample')), received_ms: at },
        ...{ state: rarely(text('dismissed'), text('waiting')), decided_by: rarely(text(owner), none) },
        ...{ decided_ms: rarely(at, none), reason: rarely(text('sample'), none) },
      },
    },
    {
      table: 'usage_events',
      set: {
        ...{ event: id('usageEvent'), source: text('urn:sample'), event_id: sql`cast(i as text)`, account: id('account') },
        ...{ content: text('{}'), content_hash: bytes(text('sample')), received_ms: at, received_from: text('key_sample') },
        rejected: rarely(id('rejectedEvent'), none),
      },
    },
    {
      table: 'rejected_events',
      set: {
        ...{ rejected: id('rejectedEvent'), event_id: sql`cast(i as text)`, body: text('{}'), received_ms: at },
        source: half('urn:sample', sql`'urn:sample:' || i`),
        ...{ body_hash: bytes(sql`${padded(number)} || 'sample'`), code: text('not_priced'), detail: text('sample') },
        ...{ received_from: text('key_sample'), state: rarely(text('dismissed'), text('waiting')) },
        ...{ decided_ms: rarely(at, none), reason: rarely(text('sample'), none) },
      },
    },
    {
      table: 'last_movements',
      set: {
        ...{ device: id('device'), service: text('trunk.access'), opened_seq: sql`i`, closed_seq: sql`i` },
        open_ms: sql`case when i % 1000 = 9 then ${at} end`,
      },
    },
  ]
}

function openings({ world: { merchant, car } }: Filled): readonly Fill[] {
  const device = half(car.device, id('device'))
  const seq = sql`1000 + i`
  return [
    {
      table: 'authorizations',
      like: sql`requester = ${sql.lit(merchant)}`,
      set: {
        ...{ authorization: id('authorization'), requester: half(merchant, id('account')), device, decided_ms: at },
        ...{ outcome: rarely(text('failed'), text('completed')), reference: sql`'sample ' || i / 3` },
      },
    },
    {
      table: 'access_events',
      like: sql`listed_ms is not null`,
      set: {
        ...{ device, seq, authorization: id('authorization'), at_ms: at, listed_ms: at },
        type: sql`case when i % 3 = 0 then 'safety_action' else 'opened' end`,
      },
    },
    {
      table: 'charges',
      like: sql`seq >= 0`,
      set: { subscription: id('subscription'), device, seq, authorization: id('authorization'), happened_ms: at },
    },
  ]
}

function money({ world: { owner, car }, partner }: Filled): readonly Fill[] {
  const like = sql`account = ${sql.lit(partner)}`
  const accrued = sql`'accrued ' || ${id('account')}`
  return [
    {
      table: 'wallets',
      set: {
        ...{
          account: half(owner, id('account')),
          wallet: sql`case when i = 1 then 'main' else 'other-' || i end`,
          currency: text('EUR'),
        },
        ...{ purpose: text('multi_purpose'), lots: text('[]'), owed: text('0'), movements: sql`0`, automatic_spent: sql`0` },
      },
    },
    {
      table: 'wallet_movements',
      set: {
        ...{ account: text(owner), wallet: text('main'), nth: sql`i`, kind: text('expired'), minor: text('-100') },
        ...{ balance: text('0'), vat: text('0'), at_ms: at, about: text('{"lot":1}') },
      },
    },
    {
      table: 'top_ups',
      set: {
        ...{ top_up: id('topUp'), account: half(owner, id('account')), wallet: text('main'), minor: text('100') },
        ...{ currency: text('EUR'), state: text('pending'), provider: text('manual'), is_automatic: sql`0`, asked_ms: at },
      },
    },
    {
      table: 'charge_shares',
      like,
      set: {
        ...{ account: half(partner, id('account')), device: text(car.device), seq: sql`1000 + i`, happened_ms: at },
        authorization: id('authorization'),
      },
    },
    {
      table: 'ledger_postings',
      like: sql`ledger_account = 'revenue'`,
      set: { entry_key: padded(number), line: sql`0`, at_ms: at, ledger_account: half('revenue', accrued) },
    },
    {
      table: 'balances',
      like: sql`ledger_account = 'revenue'`,
      set: { ledger_account: sql`case when i % 2 = 0 then ${accrued} else 'payable ' || ${id('account')} end` },
    },
    {
      table: 'disputes',
      set: {
        ...{ dispute: id('dispute'), account: half(owner, id('account')), month: text('2026-10') },
        ...{ subscription: id('subscription'), price: text('opening'), band: text(''), reason: text('Sample') },
        ...{ state: rarely(text('upheld'), text('open')), opened_ms: at },
      },
    },
  ]
}

function resold({ resales: { wholesale } }: Filled): readonly Fill[] {
  const proposed = { resale: id('resale'), side: text('supplier'), account: id('account'), proposed_ms: at }
  const line = {
    subscription: text(wholesale),
    period_ms: sql.lit(Date.parse('2026-10-31T23:00:00Z')),
    price: text('energy'),
    catalogue_version: sql`2`,
  }
  return [
    { table: 'resales', set: proposed },
    {
      table: 'wholesale_sources',
      set: { ...line, band: text('all'), device: id('device'), first: sql`1`, batch: text('-'), seqs: text('1-1') },
    },
  ].map((fill) => ({ ...fill, set: fill.set as Fill['set'] }))
}

function running({ world: { owner } }: Filled): readonly Fill[] {
  return [
    {
      table: 'outbox',
      like: sql`state <> ''`,
      set: { message: id('message'), dedupe_key: padded(number), state: rarely(text('abandoned'), text('delivered')) },
    },
    {
      table: 'audit_entries',
      set: {
        ...{ entry: id('auditEntry'), at_ms: at, account: half(owner, id('account')), api_key: text('') },
        ...{ role: text('operator'), action: text('POST /console/devices/:device/suspend') },
        ...{ target: text('sample'), result: text('200') },
      },
    },
  ]
}
