import type { Mode } from '@octroi/shared/api/vocabulary'
import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { AccountId, TenantId } from '@octroi/shared/ids/id'
import type { Zone } from '@octroi/shared/time/zone'
import type { KeyUse } from '@octroi/shared/wire/messages/keyset'
import type { SealedSigningKey, TenantStore } from '../../tenants/tenant.store.ts'
import type { TenantPolicy } from '../../tenants/tenant.ts'
import { readJson, writeJson } from '../codec.ts'
import type { Scope } from '../scope.ts'

export function tenantStore({ db, tenant }: Scope): TenantStore {
  return {
    async insert({ name, zone, operator, policy, rootKey, keyset, createdAtMs, mode, testTwin }, keys) {
      const kept = { policy: writeJson(policy), root_key: rootKey, keyset, created_ms: createdAtMs }
      const row = { tenant, name, zone, operator, ...kept, mode, test_twin: testTwin ?? null }
      await db.insertInto('tenants').values(row).execute()
      await db.insertInto('signing_keys').values(keyRows(tenant, keys)).execute()
    },

    async replaceKeys(keyset, added) {
      await db.updateTable('tenants').set({ keyset }).where('tenant', '=', tenant).execute()
      await db.insertInto('signing_keys').values(keyRows(tenant, added)).execute()
    },

    async get() {
      const row = await db.selectFrom('tenants').selectAll().where('tenant', '=', tenant).executeTakeFirst()
      if (row === undefined) return undefined
      return {
        id: row.tenant as TenantId,
        name: row.name,
        zone: row.zone as Zone,
        operator: row.operator as AccountId,
        policy: readJson<TenantPolicy>(row.policy),
        rootKey: plainBytes(row.root_key),
        keyset: plainBytes(row.keyset),
        createdAtMs: row.created_ms,
        mode: row.mode as Mode,
        ...(row.test_twin === null ? {} : { testTwin: row.test_twin as TenantId }),
      }
    },

    async nameTestTwin(twin) {
      const unnamed = db.updateTable('tenants').set({ test_twin: twin }).where('tenant', '=', tenant)
      await unnamed.where('test_twin', 'is', null).execute()
    },

    async signingKey(use) {
      const row = await db
        .selectFrom('signing_keys')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('key_use', '=', use)
        .orderBy('not_before_s', 'desc')
        .executeTakeFirst()
      if (row === undefined) return undefined
      return {
        publicKey: plainBytes(row.public_key),
        use: row.key_use as KeyUse,
        sealedSecret: plainBytes(row.sealed_secret),
        notBefore: row.not_before_s,
        expiresAt: row.expires_s,
      }
    },

    async secret(purpose) {
      const secrets = db.selectFrom('tenant_secrets').select('sealed_secret').where('tenant', '=', tenant)
      const row = await secrets.where('purpose', '=', purpose).executeTakeFirst()
      return row && plainBytes(row.sealed_secret)
    },

    async keepSecret(purpose, sealed) {
      await db
        .insertInto('tenant_secrets')
        .values({ tenant, purpose, sealed_secret: sealed })
        .onConflict((clash) => clash.columns(['tenant', 'purpose']).doNothing())
        .execute()
    },
  }
}

function keyRows(tenant: TenantId, keys: readonly SealedSigningKey[]) {
  return keys.map(({ publicKey, use, sealedSecret, notBefore, expiresAt }) => ({
    tenant,
    public_key: publicKey,
    key_use: use,
    sealed_secret: sealedSecret,
    not_before_s: notBefore,
    expires_s: expiresAt,
  }))
}
