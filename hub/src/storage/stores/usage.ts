import type { DeviceId } from '@octroi/shared/ids/id'
import type { UsageStore } from '../../usage/usage.store.ts'
import { writeWhole } from '../codec.ts'
import { inParts } from '../in-parts.ts'
import type { Scope } from '../scope.ts'

export function usageStore({ db, tenant }: Scope): UsageStore {
  const counts = (device: DeviceId, service: string, counter: string) =>
    db
      .selectFrom('device_counters')
      .select(['period_ms', 'quantity'])
      .where('tenant', '=', tenant)
      .where('device', '=', device)
      .where('service', '=', service)
      .where('counter', '=', counter)
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

    async count(device, added) {
      for (const { service, counter, periodFromMs, quantity } of added) {
        const key = { tenant, device, service, counter, period_ms: periodFromMs }
        const before = await counts(device, service, counter).where('period_ms', '=', periodFromMs).executeTakeFirst()
        const sum = writeWhole(BigInt(before?.quantity ?? 0) + quantity)
        await db
          .insertInto('device_counters')
          .values({ ...key, quantity: sum })
          .onConflict((conflict) =>
            conflict.columns(['tenant', 'device', 'service', 'counter', 'period_ms']).doUpdateSet({ quantity: sum }),
          )
          .execute()
      }
    },

    async counted(device, service, counter, periodFromMs) {
      const rows = await counts(device, service, counter).execute()
      const sumOf = (part: typeof rows): bigint => part.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n)
      return { beforePeriod: sumOf(rows.filter(({ period_ms }) => period_ms < periodFromMs)), total: sumOf(rows) }
    },
  }
}
