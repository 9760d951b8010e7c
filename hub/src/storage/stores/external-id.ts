import type { Id } from '@octroi/shared/ids/id'
import type { ExternalIdStore, ExternalKind } from '../../accounts/external-id.store.ts'
import type { Scope } from '../scope.ts'

const namesAtOnce = 500

export function externalIdStore({ db, tenant, insertRows }: Scope): ExternalIdStore {
  return {
    async find<K extends ExternalKind>(kind: K, system: string, names: readonly string[]) {
      const found = new Map<string, Id<K>>()
      for (let at = 0; at < names.length; at += namesAtOnce) {
        const rows = await db
          .selectFrom('external_ids')
          .select(['external_id', 'thing'])
          .where('tenant', '=', tenant)
          .where('kind', '=', kind)
          .where('system', '=', system)
          .where('external_id', 'in', names.slice(at, at + namesAtOnce))
          .execute()
        for (const { external_id, thing } of rows) found.set(external_id, thing as Id<K>)
      }
      return found
    },

    async insert(kind, system, names) {
      const rows = [...names].map(([external_id, thing]) => ({ tenant, kind, system, external_id, thing }))
      for (const insert of insertRows(db, 'external_ids', rows)) await insert.execute()
    },
  }
}
