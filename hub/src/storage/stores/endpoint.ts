import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { AccountId, EndpointId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import type { EndpointStore } from '../../confirmations/endpoint.store.ts'
import type { Endpoint } from '../../confirmations/endpoint.ts'
import { pageOf } from '../../page.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

export function endpointStore({ db, tenant }: Scope): EndpointStore {
  const endpoints = db.selectFrom('webhook_endpoints').selectAll().where('tenant', '=', tenant)
  return {
    async insert({ id, account, url, sealedSecret, createdAtMs }) {
      const row = { tenant, endpoint: id, account, url, sealed_secret: sealedSecret, created_ms: createdAtMs }
      await db.insertInto('webhook_endpoints').values(row).execute()
    },

    async get(id) {
      const row = await endpoints.where('endpoint', '=', id).executeTakeFirst()
      return row && endpointOf(row)
    },

    async of(accounts) {
      if (accounts.length === 0) return []
      const rows = await endpoints
        .where('account', 'in', [...accounts])
        .orderBy('endpoint')
        .execute()
      return rows.map(endpointOf)
    },

    async list(page) {
      const rows = await endpoints
        .where('endpoint', '<', pageStart(page))
        .orderBy('endpoint', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(endpointOf), page.limit, ({ id }) => id)
    },

    async remove(id) {
      await db.deleteFrom('webhook_endpoints').where('tenant', '=', tenant).where('endpoint', '=', id).execute()
    },
  }
}

function endpointOf(row: Selectable<Database['webhook_endpoints']>): Endpoint {
  return {
    id: row.endpoint as EndpointId,
    account: row.account as AccountId,
    url: row.url,
    sealedSecret: plainBytes(row.sealed_secret),
    createdAtMs: row.created_ms,
  }
}
