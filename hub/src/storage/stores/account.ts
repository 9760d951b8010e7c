import type { Role, Standing } from '@octroi/shared/api/vocabulary'
import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { AccountId, ApiKeyId, TenantId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import type { AccountStore } from '../../accounts/account.store.ts'
import type { ApiKey } from '../../accounts/api-key.ts'
import { folded } from '../../folded.ts'
import { pageOf } from '../../page.ts'
import { orNull, present } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'
import { type AccountSearch, accountOf, accountSearch } from './account-search.ts'

type Sessions = Pick<AccountStore, 'insertSession' | 'getSession' | 'removeSession'>

type ApiKeys = Pick<AccountStore, 'insertApiKey' | 'getApiKey' | 'apiKeys' | 'revokeApiKey'>

export function accountStore(scope: Scope): AccountStore {
  return { ...accounts(scope), ...accountSearch(scope), ...apiKeys(scope), ...browserSessions(scope) }
}

function accounts({ db, tenant }: Scope): Omit<AccountStore, keyof AccountSearch | keyof ApiKeys | keyof Sessions> {
  return {
    async insert({ id, name, zone, createdAtMs, erased, standing: { standing, reason, sinceMs } }) {
      const since = { standing, standing_reason: orNull(reason), standing_since_ms: orNull(sinceMs) }
      const erasure = { erased_ms: orNull(erased?.atMs), erasure_ground: orNull(erased?.ground) }
      await db
        .insertInto('accounts')
        .values({
          tenant,
          account: id,
          name,
          folded_name: folded(name),
          zone,
          created_ms: createdAtMs,
          ...since,
          ...erasure,
        })
        .execute()
    },

    async standings(ids) {
      const rows = await db
        .selectFrom('accounts')
        .select(['account', 'standing'])
        .where('tenant', '=', tenant)
        .where('account', 'in', [...ids])
        .execute()
      return new Map(rows.map(({ account, standing }) => [account as AccountId, standing as Standing]))
    },

    async setStanding(id, { standing, reason, sinceMs }) {
      await db
        .updateTable('accounts')
        .set({ standing, standing_reason: reason, standing_since_ms: sinceMs })
        .where('tenant', '=', tenant)
        .where('account', '=', id)
        .execute()
    },

    async setName(id, name) {
      const update = db.updateTable('accounts').set({ name, folded_name: folded(name) })
      await update.where('tenant', '=', tenant).where('account', '=', id).execute()
    },

    async get(id) {
      const row = await db
        .selectFrom('accounts')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('account', '=', id)
        .executeTakeFirst()
      return row && accountOf(row)
    },

    async list(page) {
      const rows = await db
        .selectFrom('accounts')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('account', '<', pageStart(page))
        .orderBy('account', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(accountOf), page.limit, ({ id }) => id)
    },
  }
}

function apiKeys({ db, tenant }: Scope): ApiKeys {
  return {
    async insertApiKey({ id, account, role, label, secretHash, createdAtMs, revokedAtMs }) {
      const row = {
        tenant,
        api_key: id,
        account,
        role,
        label,
        secret_hash: secretHash,
        created_ms: createdAtMs,
        revoked_ms: orNull(revokedAtMs),
      }
      await db.insertInto('api_keys').values(row).execute()
    },

    async getApiKey(id) {
      const row = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('api_key', '=', id)
        .executeTakeFirst()
      return row && apiKeyOf(row)
    },

    async apiKeys(page, account) {
      const rows = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('tenant', '=', tenant)
        .$if(account !== undefined, (query) => query.where('account', '=', account ?? ''))
        .where('api_key', '<', pageStart(page))
        .orderBy('api_key', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(apiKeyOf), page.limit, ({ id }) => id)
    },

    async revokeApiKey(id, revokedAtMs) {
      const update = db.updateTable('api_keys').set({ revoked_ms: revokedAtMs })
      await update.where('tenant', '=', tenant).where('api_key', '=', id).execute()
    },
  }
}

function browserSessions({ db, tenant }: Scope): Sessions {
  return {
    async insertSession({ tokenHash, key, expiresAtMs }) {
      const row = { tenant, token_hash: tokenHash, api_key: key, expires_ms: expiresAtMs }
      await db.insertInto('browser_sessions').values(row).execute()
    },

    async getSession(tokenHash) {
      const row = await db
        .selectFrom('browser_sessions')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('token_hash', '=', tokenHash)
        .executeTakeFirst()
      return row && { tokenHash: plainBytes(row.token_hash), key: row.api_key as ApiKeyId, expiresAtMs: row.expires_ms }
    },

    async removeSession(tokenHash) {
      await db.deleteFrom('browser_sessions').where('tenant', '=', tenant).where('token_hash', '=', tokenHash).execute()
    },
  }
}

function apiKeyOf(row: Selectable<Database['api_keys']>): ApiKey {
  return {
    id: row.api_key as ApiKeyId,
    tenant: row.tenant as TenantId,
    account: row.account as AccountId,
    role: row.role as Role,
    label: row.label,
    secretHash: plainBytes(row.secret_hash),
    createdAtMs: row.created_ms,
    ...present('revokedAtMs', row.revoked_ms),
  }
}
