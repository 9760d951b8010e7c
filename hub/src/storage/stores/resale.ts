import type { ResaleSide } from '@octroi/shared/api/vocabulary'
import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { AccountId, ResaleId, TenantId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import { pageOf } from '../../page.ts'
import type { ResaleStore } from '../../resales/resale.store.ts'
import type { Resale, ResalePartner } from '../../resales/resale.ts'
import { orNull, present } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'
import { insertWholesaleSources, wholesaleSourcesOn } from './wholesale-source.ts'

export function resaleStore(scope: Scope): ResaleStore {
  const { db, tenant } = scope
  const resales = db.selectFrom('resales').selectAll().where('tenant', '=', tenant)
  const change = (id: ResaleId) => db.updateTable('resales').where('tenant', '=', tenant).where('resale', '=', id)
  return {
    async insert(resale) {
      await db
        .insertInto('resales')
        .values({ tenant, ...rowOf(resale) })
        .execute()
    },

    async get(id) {
      const row = await resales.where('resale', '=', id).executeTakeFirst()
      return row && resaleOf(row)
    },

    async list(page) {
      const before = resales.where('resale', '<', pageStart(page)).orderBy('resale', 'desc')
      return pageOf((await before.limit(page.limit + 1).execute()).map(resaleOf), page.limit, ({ id }) => id)
    },

    async ofAccount(account) {
      return (await resales.where('account', '=', account).orderBy('resale').execute()).map(resaleOf)
    },

    async agreed(side, { fromMs, untilMs }) {
      const rows = await resales
        .where('side', '=', side)
        .where('agreed_ms', 'is not', null)
        .$if(untilMs !== undefined, (query) => query.where('agreed_ms', '<', untilMs ?? 0))
        .where((where) => where.or([where('ended_ms', 'is', null), where('ended_ms', '>', fromMs)]))
        .orderBy('resale')
        .execute()
      return rows.flatMap((row) => {
        const partner = partnerOf(row)
        return partner === undefined ? [] : [{ id: row.resale as ResaleId, partner }]
      })
    },

    async accept(id, { partner, agreedAtMs }) {
      const accepted = { partner: partner.tenant, partner_name: partner.name, agreed_ms: agreedAtMs }
      await change(id)
        .set({ ...accepted, code_hash: null, code_expires_ms: null })
        .execute()
    },

    async end(id, { endedAtMs, endedBy }) {
      const ended = { ended_ms: endedAtMs, ended_by: endedBy, code_hash: null, code_expires_ms: null }
      await change(id).set(ended).execute()
    },

    insertSources: (sources) => insertWholesaleSources(scope, sources),
    sourcesOn: (page, line) => wholesaleSourcesOn(scope, page, line),
  }
}

function rowOf(resale: Resale): Omit<Database['resales'], 'tenant'> {
  const own = resale.side === 'supplier' ? resale : undefined
  return {
    resale: resale.id,
    side: resale.side,
    account: orNull(own?.account),
    partner: orNull(resale.partner?.tenant),
    partner_name: orNull(resale.partner?.name),
    code_hash: orNull(own?.code?.hash),
    code_expires_ms: orNull(own?.code?.expiresAtMs),
    proposed_ms: resale.proposedAtMs,
    agreed_ms: orNull(resale.agreedAtMs),
    ended_ms: orNull(resale.endedAtMs),
    ended_by: orNull(resale.endedBy),
  }
}

type ResaleRow = Selectable<Database['resales']>

function resaleOf(row: ResaleRow): Resale {
  const both = {
    id: row.resale as ResaleId,
    proposedAtMs: row.proposed_ms,
    ...present('endedAtMs', row.ended_ms),
    ...present('endedBy', row.ended_by as ResaleSide | null),
  }
  const partner = partnerOf(row)
  if (row.side === 'reseller' && partner !== undefined) {
    return { ...both, side: 'reseller', partner, agreedAtMs: row.agreed_ms ?? row.proposed_ms }
  }
  const { code_hash: hash, code_expires_ms: expiresAtMs } = row
  return {
    ...both,
    side: 'supplier',
    account: row.account as AccountId,
    ...(hash === null || expiresAtMs === null ? {} : { code: { hash: plainBytes(hash), expiresAtMs } }),
    ...(partner === undefined ? {} : { partner }),
    ...present('agreedAtMs', row.agreed_ms),
  }
}

function partnerOf({ partner, partner_name: name }: ResaleRow): ResalePartner | undefined {
  return partner === null ? undefined : { tenant: partner as TenantId, name: name ?? '' }
}
