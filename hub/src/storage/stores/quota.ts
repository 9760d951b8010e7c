import type { AccountId, DeviceId, QuotaGrantId } from '@octroi/shared/ids/id'
import type { Insertable, Selectable } from 'kysely'
import type { Allotment } from '../../entitlements/allotment.ts'
import type { QuotaStore } from '../../entitlements/quota.store.ts'
import type { GivenGrant, QuotaKey } from '../../entitlements/quota.ts'
import { pageOf } from '../../page.ts'
import { orNull, present, writeWhole } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

type Allotments = Pick<QuotaStore, 'insertAllotments' | 'allotments' | 'allotmentsOf' | 'noteCounted' | 'takeBack'>

export function quotaStore(scope: Scope): QuotaStore {
  return { ...usageAndGrants(scope), ...allotmentStore(scope) }
}

function usageAndGrants({ db, tenant }: Scope): Omit<QuotaStore, keyof Allotments> {
  const usageOf = (quota: QuotaKey) => {
    const { account, meter, quota_device } = columnsOf(quota)
    const usage = db.selectFrom('quota_usage').select(['from_ms', 'quantity']).where('tenant', '=', tenant)
    return usage.where('account', '=', account).where('meter', '=', meter).where('quota_device', '=', quota_device)
  }
  const grantsOf = (quota: QuotaKey) => {
    const { account, meter, quota_device } = columnsOf(quota)
    const grants = db.selectFrom('quota_grants').selectAll().where('tenant', '=', tenant)
    return grants.where('account', '=', account).where('meter', '=', meter).where('quota_device', '=', quota_device)
  }
  return {
    async used(quota, fromMs) {
      const rows = await usageOf(quota).where('from_ms', '>=', fromMs).orderBy('from_ms').execute()
      return rows.map(({ from_ms, quantity }) => ({ fromMs: from_ms, quantity: BigInt(quantity) }))
    },

    async count(quota, used) {
      if (used.length === 0) return
      const known = await usageOf(quota)
        .where(
          'from_ms',
          'in',
          used.map(({ fromMs }) => fromMs),
        )
        .execute()
      const before = new Map(known.map(({ from_ms, quantity }) => [from_ms, BigInt(quantity)]))
      const rows = used.map(({ fromMs, quantity }) => ({
        ...{ tenant, ...columnsOf(quota), from_ms: fromMs },
        quantity: writeWhole((before.get(fromMs) ?? 0n) + quantity),
      }))
      await db
        .insertInto('quota_usage')
        .values(rows)
        .onConflict((clash) =>
          clash
            .columns(['tenant', 'account', 'meter', 'quota_device', 'from_ms'])
            .doUpdateSet((row) => ({ quantity: row.ref('excluded.quantity') })),
        )
        .execute()
    },

    async insertGrant({ id, quantity, priority, fromMs, untilMs, reason, madeAtMs, by, ...quota }) {
      const row = {
        ...{ tenant, quota_grant: id, ...columnsOf(quota), quantity: writeWhole(quantity), priority },
        ...{ from_ms: fromMs, until_ms: orNull(untilMs), reason, made_ms: madeAtMs, made_by: by },
      }
      await db.insertInto('quota_grants').values(row).execute()
    },

    async grants(quota) {
      return (await grantsOf(quota).orderBy('quota_grant').execute()).map(grantOf)
    },

    async listGrants(page, quota) {
      const rows = await grantsOf(quota)
        .where('quota_grant', '<', pageStart(page))
        .orderBy('quota_grant', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(grantOf), page.limit, ({ id }) => id)
    },
  }
}

function allotmentStore({ db, tenant }: Scope): Allotments {
  const allotments = db.selectFrom('quota_allotments').selectAll().where('tenant', '=', tenant)
  return {
    async insertAllotments(list) {
      if (list.length === 0) return
      const rows = list.map((each): Insertable<Database['quota_allotments']> => {
        const { quota, device, leaseSeq, service, counter, ceiling, counted, endsAtMs } = each
        return {
          ...{ tenant, ...columnsOf(quota), device, lease_seq: leaseSeq, service, counter },
          ...{ ceiling: writeWhole(ceiling), counted: writeWhole(counted), ends_ms: orNull(endsAtMs) },
        }
      })
      await db.insertInto('quota_allotments').values(rows).execute()
    },

    async allotments(quota) {
      const { account, meter, quota_device } = columnsOf(quota)
      const rows = await allotments
        .where('account', '=', account)
        .where('meter', '=', meter)
        .where('quota_device', '=', quota_device)
        .orderBy('device')
        .orderBy('lease_seq')
        .execute()
      return rows.map(allotmentOf)
    },

    async allotmentsOf(device) {
      const rows = await allotments.where('device', '=', device).orderBy('meter').orderBy('lease_seq').execute()
      return rows.map(allotmentOf)
    },

    async noteCounted(device, service, counter, counted) {
      await db
        .updateTable('quota_allotments')
        .set({ counted: writeWhole(counted) })
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where('service', '=', service)
        .where('counter', '=', counter)
        .execute()
    },

    async takeBack(device, { beforeLeaseSeq, endedAtMs }) {
      await db
        .deleteFrom('quota_allotments')
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where((where) => where.or([where('lease_seq', '<', beforeLeaseSeq), where('ends_ms', '<=', endedAtMs)]))
        .execute()
    },
  }
}

function columnsOf({ account, meter, device }: QuotaKey) {
  return { account, meter, quota_device: device ?? '' }
}

function quotaIn(row: { readonly account: string; readonly meter: string; readonly quota_device: string }): QuotaKey {
  const device = row.quota_device === '' ? {} : { device: row.quota_device as DeviceId }
  return { account: row.account as AccountId, meter: row.meter, ...device }
}

function grantOf(row: Selectable<Database['quota_grants']>): GivenGrant {
  return {
    id: row.quota_grant as QuotaGrantId,
    ...quotaIn(row),
    quantity: BigInt(row.quantity),
    priority: row.priority,
    fromMs: row.from_ms,
    ...present('untilMs', row.until_ms),
    reason: row.reason,
    madeAtMs: row.made_ms,
    by: row.made_by as GivenGrant['by'],
  }
}

function allotmentOf(row: Selectable<Database['quota_allotments']>): Allotment {
  return {
    quota: quotaIn(row),
    device: row.device as DeviceId,
    leaseSeq: row.lease_seq,
    service: row.service,
    counter: row.counter,
    ceiling: BigInt(row.ceiling),
    counted: BigInt(row.counted),
    ...present('endsAtMs', row.ends_ms),
  }
}
