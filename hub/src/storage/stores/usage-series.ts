import { invariant } from '@octroi/shared/errors/invariant'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { formatQuantity, oneUnit, parseQuantity } from '@octroi/shared/money/quantity'
import { dayMs } from '@octroi/shared/time/zone'
import type { RatingStore, SeriesKey } from '../../rating/rating.store.ts'
import { quarterMs, type UsageDay } from '../../rating/usage-series.ts'
import { inParts } from '../in-parts.ts'
import type { Scope } from '../scope.ts'

export type UsageSeries = Pick<RatingStore, 'series' | 'seriesSpan'>

export function usageSeriesStore({ db, tenant }: Scope): UsageSeries {
  const of = ({ subscription, price }: SeriesKey) =>
    db.selectFrom('usage_series').where('tenant', '=', tenant).where('subscription', '=', subscription).where('price', '=', price)
  return {
    async series(key, { fromMs, untilMs }) {
      const rows = await of(key)
        .select(['day_ms', 'band', 'quarters'])
        .where('day_ms', '>', fromMs - dayMs)
        .where('day_ms', '<', untilMs)
        .orderBy('day_ms')
        .orderBy('band')
        .execute()
      return rows.map(({ day_ms, band, quarters }) => ({ ...key, band, fromMs: day_ms, quarters: readQuarters(quarters) }))
    },

    async seriesSpan(key) {
      const end = of(key).select('day_ms').limit(1)
      const first = await end.orderBy('day_ms').executeTakeFirst()
      const last = await end.orderBy('day_ms', 'desc').executeTakeFirst()
      if (first === undefined || last === undefined) return undefined
      const quartersOn = async (day: number): Promise<readonly number[]> => {
        const rows = await of(key).select('quarters').where('day_ms', '=', day).execute()
        return rows.flatMap(({ quarters }) => [...readQuarters(quarters).keys()])
      }
      const fromMs = first.day_ms + Math.min(...(await quartersOn(first.day_ms))) * quarterMs
      return { fromMs, untilMs: last.day_ms + (Math.max(...(await quartersOn(last.day_ms))) + 1) * quarterMs }
    },
  }
}

/** Adds to the days that are there: a late reading finds its day, whatever came since. */
export async function addSeries(scope: Scope, days: readonly UsageDay[]): Promise<void> {
  const { db, tenant, insertRows } = scope
  const bySeries = new Map<string, UsageDay[]>()
  for (const day of days) {
    const name = `${day.subscription} ${day.price}`
    bySeries.set(name, [...(bySeries.get(name) ?? []), day])
  }
  for (const ofSeries of bySeries.values()) {
    for (const part of inParts(ofSeries)) {
      const before = await daysThere(scope, part)
      const rows = part.map(({ subscription, price, band, fromMs, quarters }) => {
        const sums = new Map(before.get(`${fromMs} ${band}`))
        for (const [quarter, quantity] of quarters) sums.set(quarter, (sums.get(quarter) ?? 0n) + quantity)
        return { tenant, subscription, price, day_ms: fromMs, band, quarters: writeQuarters(sums) }
      })
      for (const insert of insertRows(db, 'usage_series', rows)) {
        await insert
          .onConflict((clash) =>
            clash
              .columns(['tenant', 'subscription', 'price', 'day_ms', 'band'])
              .doUpdateSet((row) => ({ quarters: row.ref('excluded.quarters') })),
          )
          .execute()
      }
    }
  }
}

/** By day and band, of the one price that all these days are of. */
async function daysThere({ db, tenant }: Scope, days: readonly UsageDay[]): Promise<ReadonlyMap<string, UsageDay['quarters']>> {
  const [{ subscription, price } = { subscription: '' as SubscriptionId, price: '' }] = days
  const rows = await db
    .selectFrom('usage_series')
    .select(['day_ms', 'band', 'quarters'])
    .where('tenant', '=', tenant)
    .where('subscription', '=', subscription)
    .where('price', '=', price)
    .where('day_ms', 'in', [...new Set(days.map(({ fromMs }) => fromMs))])
    .execute()
  return new Map(rows.map(({ day_ms, band, quarters }) => [`${day_ms} ${band}`, readQuarters(quarters)]))
}

/** `125,130,,125`: from the first quarter of the day to the last that counted anything. */
function writeQuarters(quarters: UsageDay['quarters']): string {
  const last = Math.max(...quarters.keys())
  return Array.from({ length: last + 1 }, (_, quarter) => {
    const quantity = quarters.get(quarter)
    return quantity === undefined ? '' : formatQuantity(quantity)
  }).join(',')
}

function readQuarters(text: string): UsageDay['quarters'] {
  const read = new Map<number, bigint>()
  for (const [quarter, written] of text.split(',').entries()) {
    if (written === '') continue
    // Most are whole, and a chart reads tens of thousands.
    const quantity = written.includes('.') ? parseQuantity(written) : BigInt(written) * oneUnit
    invariant(quantity !== undefined, `not a kept quantity: ${written}`)
    read.set(quarter, quantity)
  }
  return read
}
