import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { IdempotencyStore } from '../../idempotency/idempotency.store.ts'

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
        sealedAnswer: plainBytes(row.sealed_answer),
        createdAtMs: row.created_ms,
      }
    },

    async insert(account, key, { fingerprint, sealedAnswer, createdAtMs }) {
      const row = { tenant, account, idempotency_key: key, fingerprint, sealed_answer: sealedAnswer, created_ms: createdAtMs }
      await db.insertInto('idempotency_keys').values(row).execute()
    },
  }
}
