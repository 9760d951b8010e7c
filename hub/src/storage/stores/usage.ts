import type { DeviceId } from '@octroi/shared/ids/id'
import type { UsageStore } from '../../usage/usage.store.ts'
import { writeWhole } from '../codec.ts'
import type { Scope } from '../scope.ts'

const counterKey = ['service', 'counter', 'period_ms'] as const

type Spans = Pick<UsageStore, 'spans' | 'replaceSpans'>

export function usageStore(scope: Scope): UsageStore {
  return { ...spanStore(scope), ...counterStore(scope) }
}

function spanStore({ db, tenant, insertRows }: Scope): Spans {
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
      const kept = new Set(now.map(({ fromMs }) => fromMs))
      const [first, last] = [old[0], old.at(-1)]
      // Mostly a span only becomes longer, and then nothing is to be deleted.
      if (first !== undefined && last !== undefined && old.some(({ fromMs }) => !kept.has(fromMs))) {
        await db
          .deleteFrom('reading_spans')
          .where('tenant', '=', tenant)
          .where('device', '=', device)
          .where('source', '=', source)
          .where('from_ms', '>=', first.fromMs)
          .where('from_ms', '<=', last.fromMs)
          .execute()
      }
      const rows = now.map(({ fromMs, untilMs }) => ({ tenant, device, source, from_ms: fromMs, until_ms: untilMs }))
      for (const insert of insertRows(db, 'reading_spans', rows)) {
        await insert
          .onConflict((clash) =>
            clash
              .columns(['tenant', 'device', 'source', 'from_ms'])
              .doUpdateSet((row) => ({ until_ms: row.ref('excluded.until_ms') })),
          )
          .execute()
      }
    },
  }
}

function counterStore({ db, tenant, insertRows }: Scope): Omit<UsageStore, keyof Spans> {
  const countersOf = (device: DeviceId) =>
    db.selectFrom('device_counters').where('tenant', '=', tenant).where('device', '=', device)
  return {
    async count(device, added) {
      if (added.length === 0) return
      const periods = [...new Set(added.map(({ periodFromMs }) => periodFromMs))]
      const counters = countersOf(device).where('period_ms', 'in', periods)
      const known = await counters.select(counterKey).select('quantity').execute()
      const keyOf = (row: Pick<(typeof known)[number], (typeof counterKey)[number]>): string =>
        JSON.stringify(counterKey.map((column) => row[column]))
      const sums = new Map(known.map((row) => [keyOf(row), BigInt(row.quantity)]))
      const moved = new Map(
        added.map(({ service, counter, periodFromMs, quantity }) => {
          const key = { tenant, device, service, counter, period_ms: periodFromMs }
          const sum = (sums.get(keyOf(key)) ?? 0n) + quantity
          sums.set(keyOf(key), sum)
          return [keyOf(key), { ...key, quantity: writeWhole(sum) }]
        }),
      )
      for (const insert of insertRows(db, 'device_counters', [...moved.values()])) {
        await insert
          .onConflict((clash) =>
            clash
              .columns(['tenant', 'device', 'service', 'counter', 'period_ms'])
              .doUpdateSet((row) => ({ quantity: row.ref('excluded.quantity') })),
          )
          .execute()
      }
    },

    async counted(device, service, counter, periodFromMs) {
      const own = countersOf(device).where('service', '=', service).where('counter', '=', counter)
      const rows = await own.select(['period_ms', 'quantity']).execute()
      const sumOf = (part: typeof rows): bigint => part.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n)
      return { beforePeriod: sumOf(rows.filter(({ period_ms }) => period_ms < periodFromMs)), total: sumOf(rows) }
    },
  }
}
