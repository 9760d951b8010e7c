import type { VersionScope } from '@octroi/shared/api/vocabulary'
import type { Selectable } from 'kysely'
import type { CatalogueStore, CatalogueVersion } from '../../catalogue/catalogue.store.ts'
import type { Catalogue } from '../../catalogue/catalogue.ts'
import { pageOf } from '../../page.ts'
import { readJson, writeJson } from '../codec.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'

export function catalogueStore({ db, tenant, versions: kept }: Scope): CatalogueStore {
  // What this transaction publishes may never come to be.
  let hasPublished = false
  const versions = db.selectFrom('catalogue_versions').selectAll().where('tenant', '=', tenant).orderBy('version', 'desc')
  return {
    async insert({ version, effectiveFromMs, publishedAtMs, touches, source, catalogue }) {
      const row = {
        tenant,
        version,
        effective_ms: effectiveFromMs,
        published_ms: publishedAtMs,
        touches,
        source,
        catalogue: writeJson(catalogue),
      }
      hasPublished = true
      await db.insertInto('catalogue_versions').values(row).execute()
    },

    async get(version) {
      const known = kept?.get(tenant, version)
      if (known !== undefined) return known
      const row = await versions.where('version', '=', version).executeTakeFirst()
      const found = row && versionOf(row)
      if (found !== undefined && !hasPublished) kept?.keep(tenant, found)
      return found
    },

    async latest() {
      const row = await versions.executeTakeFirst()
      return row && versionOf(row)
    },

    async inEffectAt(ms) {
      const row = await versions.where('effective_ms', '<=', ms).executeTakeFirst()
      return row && versionOf(row)
    },

    async touching({ after, beforeMs }) {
      const rows = await db
        .selectFrom('catalogue_versions')
        .select(['version', 'effective_ms', 'touches'])
        .where('tenant', '=', tenant)
        .where('touches', 'in', ['date', 'renewal'])
        .where('version', '>', after)
        .where('effective_ms', '<', beforeMs)
        .orderBy('version', 'desc')
        .execute()
      return rows.map((row) => ({
        version: row.version,
        effectiveFromMs: row.effective_ms,
        touches: row.touches as VersionScope,
      }))
    },

    async list({ after, limit }) {
      const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after)
      const rows = await versions
        .where('version', '<', before)
        .limit(limit + 1)
        .execute()
      return pageOf(rows.map(versionOf), limit, ({ version }) => String(version))
    },
  }
}

function versionOf(row: Selectable<Database['catalogue_versions']>): CatalogueVersion {
  return {
    version: row.version,
    effectiveFromMs: row.effective_ms,
    publishedAtMs: row.published_ms,
    touches: row.touches as VersionScope,
    source: row.source,
    catalogue: readJson<Catalogue>(row.catalogue),
  }
}
