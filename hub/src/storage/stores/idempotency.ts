import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { IdempotencyStore } from '../../http/idempotency.store.ts'

import type { Scope } from '../scope.ts'

export function idempotencyStore({ db, tenant }: Scope): IdempotencyStore {
  return {
    async find(account, key) {
      const row = await db
        .selectFrom('idempotency_keys')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .where('idempotency_key', '=', key)
        .executeTakeFirst()
      if (row === undefined) return undefined
      return {
        fingerprint: plainBytes(row.fingerprint),
        sealedBody: plainBytes(row.sealed_body),
        createdAtMs: row.created_ms,
      }
    },

    async insert(account, key, { fingerprint, sealedBody, createdAtMs }) {
      const row = { tenant, account, idempotency_key: key, fingerprint, sealed_body: sealedBody, created_ms: createdAtMs }
      await db.insertInto('idempotency_keys').values(row).execute()
    },

    async forgetBefore(ms) {
      await db.deleteFrom('idempotency_keys').where('tenant', '=', tenant).where('created_ms', '<', ms).execute()
    },
  }
}
