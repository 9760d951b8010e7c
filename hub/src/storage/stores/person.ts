import type { ErasureBlock } from '@octroi/shared/api/persons'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Erased } from '../../accounts/account.ts'
import type { PersonStore } from '../../persons/person.store.ts'
import type { Scope } from '../scope.ts'
import { personalRows } from './personal-rows.ts'
import { inLedger, ofThings } from './personal-tables.ts'

export function personStore(scope: Scope): PersonStore {
  const { db, tenant } = scope
  return {
    rows: (page, account) => personalRows(scope, page, account),

    async blocks(account, nowMs) {
      const own = devicesOf(scope, account)
      const asked: Readonly<Record<ErasureBlock, readonly [string, RawBuilder<SqlBool>]>> = {
        balance_open: ['balances', sql`${inLedger(account)} and debit <> credit`],
        subscription_active: ['subscriptions', sql`account = ${account} and (until_ms is null or until_ms > ${nowMs})`],
        authorization_open: [
          'authorizations',
          sql`(requester = ${account} or device in (${own})) and until_ms > ${nowMs} and outcome in ('pending', 'opened')`,
        ],
        dispute_open: ['disputes', sql`account = ${account} and state = 'open'`],
        delivery_waiting: ['outbox', sql`state = 'pending' and ${await isAbout(scope, account)}`],
      }
      const counts: [string, number][] = []
      for (const [block, [table, isOpen]] of Object.entries(asked)) {
        const { rows } = await sql<{ things: number }>`
          select count(*) as things from ${sql.table(table)} where tenant = ${tenant} and ${isOpen}
        `.execute(db)
        counts.push([block, rows[0]?.things ?? 0])
      }
      return Object.fromEntries(counts) as Record<ErasureBlock, number>
    },

    async erase(account, erased) {
      for (const { table, set, where } of await emptied(scope, account, erased)) {
        const change = set === undefined ? sql`delete from ${sql.table(table)}` : sql`update ${sql.table(table)} set ${set}`
        await sql`${change} where tenant = ${tenant} and ${where}`.execute(db)
      }
    },
  }
}

interface Change {
  readonly table: string
  /** Absent where rows go. */
  readonly set?: RawBuilder<unknown>
  readonly where: RawBuilder<SqlBool>
}

/** Messages to the person's endpoints go before the endpoints do. */
async function emptied(scope: Scope, account: AccountId, { atMs, ground }: Erased): Promise<readonly Change[]> {
  const { tenant } = scope
  const own = devicesOf(scope, account)
  const ofAccount = sql<SqlBool>`account = ${account}`
  const onDevice = sql<SqlBool>`device in (${own})`
  const inOrder = sql<SqlBool>`order_id in (select order_id from orders where tenant = ${tenant} and account = ${account})`
  const runs = sql<SqlBool>`(until_ms is null or until_ms > ${atMs})`
  return [
    {
      table: 'accounts',
      set: sql`name = '', folded_name = '', standing_reason = null, erased_ms = ${atMs}, erasure_ground = ${ground}`,
      where: ofAccount,
    },
    {
      table: 'account_profiles',
      set: sql`language = null, legal_name = null, address = null, tax = null, contacts = '[]'`,
      where: ofAccount,
    },
    { table: 'account_attributes', where: ofAccount },
    // What other systems call the account and what is its own leads to the person there.
    { table: 'external_ids', where: ofThings(account, tenant) },
    { table: 'standing_changes', set: sql`reason = ''`, where: ofAccount },
    {
      table: 'browser_sessions',
      where: sql`api_key in (select api_key from api_keys where tenant = ${tenant} and account = ${account})`,
    },
    { table: 'api_keys', set: sql`label = '', revoked_ms = coalesce(revoked_ms, ${atMs})`, where: ofAccount },
    { table: 'subscriptions', set: sql`until_ms = ${atMs}`, where: sql`${ofAccount} and ${runs}` },
    { table: 'entitlements', set: sql`until_ms = ${atMs}`, where: sql`${ofAccount} and ${runs}` },
    { table: 'consents', set: sql`until_ms = ${atMs}`, where: sql`(owner = ${account} or grantee = ${account}) and ${runs}` },
    { table: 'authorizations', set: sql`reference = null`, where: sql`(requester = ${account} or ${onDevice})` },
    { table: 'order_steps', set: sql`reason = null`, where: inOrder },
    { table: 'order_events', set: sql`reason = null`, where: inOrder },
    { table: 'credits', set: sql`reason = null`, where: ofAccount },
    { table: 'top_ups', set: sql`reference = null`, where: ofAccount },
    { table: 'quota_grants', set: sql`reason = ''`, where: ofAccount },
    { table: 'disputes', set: sql`reason = '', answer = case when answer is null then null else '' end`, where: ofAccount },
    { table: 'resales', set: sql`partner_name = case when partner_name is null then null else '' end`, where: ofAccount },
    { table: 'quarantine', set: sql`reason = ''`, where: sql`${onDevice} and reason is not null` },
    // Whatever a sender wrote. What counts of an event is in figures, and stays as records do.
    { table: 'rejected_events', where: ofAccount },
    { table: 'device_claims', where: onDevice },
    {
      table: 'devices',
      set: sql`label = '', folded_label = '', suspension_reason = case when suspension_reason is null then null else '' end`,
      where: sql`owner = ${account}`,
    },
    { table: 'outbox', where: await isAbout(scope, account) },
    { table: 'webhook_endpoints', where: ofAccount },
    { table: 'idempotency_keys', where: ofAccount },
  ]
}

function devicesOf({ tenant }: Pick<Scope, 'tenant'>, account: AccountId): RawBuilder<unknown> {
  return sql`select device from devices where tenant = ${tenant} and owner = ${account}`
}

/** A message to the person, or about a device of the person: it may carry what a partner calls its parcel. */
async function isAbout({ db, tenant }: Scope, account: AccountId): Promise<RawBuilder<SqlBool>> {
  const devices = await db
    .selectFrom('devices')
    .select('device')
    .where('tenant', '=', tenant)
    .where('owner', '=', account)
    .execute()
  const own = sql`select endpoint from webhook_endpoints where tenant = ${tenant} and account = ${account}`
  const told = devices.map(({ device }) => sql`payload like ${`%${device as DeviceId}%`}`)
  return sql`(${sql.join([sql`endpoint in (${own})`, ...told], sql` or `)})`
}
