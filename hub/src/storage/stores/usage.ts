import type { UsageStore } from '../../usage/usage.store.ts'
import { inParts } from '../in-parts.ts'
import type { Scope } from '../scope.ts'

export function usageStore({ db, tenant }: Scope): UsageStore {
  return {
    async spans(device, source, { fromMs, untilMs, limit }) {
      const rows = await db
        .selectFrom('reading_spans')
        .select(['from_ms', 'until_ms'])
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where('source', '=', source)
        .where('from_ms', '<=', untilMs)
        .where('until_ms', '>=', fromMs)
        .orderBy('from_ms')
        .limit(limit)
        .execute()
      return rows.map(({ from_ms, until_ms }) => ({ fromMs: from_ms, untilMs: until_ms }))
    },

    async replaceSpans(device, source, { old, now }) {
      const own = db
        .deleteFrom('reading_spans')
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where('source', '=', source)
      const [first, last] = [old[0], old.at(-1)]
      if (first !== undefined && last !== undefined) {
        await own.where('from_ms', '>=', first.fromMs).where('from_ms', '<=', last.fromMs).execute()
      }
      const rows = now.map(({ fromMs, untilMs }) => ({ tenant, device, source, from_ms: fromMs, until_ms: untilMs }))
      for (const part of inParts(rows)) await db.insertInto('reading_spans').values(part).execute()
    },
  }
}
