import type { AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import type { Selectable, SelectQueryBuilder } from 'kysely'
import { type Page, type PageRequest, pageOf } from '../../page.ts'
import type { Charge } from '../../rating/charge.ts'
import type { RatingStore } from '../../rating/rating.store.ts'
import type { UnratedUsage, UsageAggregate } from '../../rating/usage-aggregate.ts'
import { readCurrency, readExact, readJson, writeJson, writeWhole } from '../codec.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'
import { type Days, dayChargeStore } from './day-charges.ts'
import { firstEvents, insertEvents } from './ordered-event.ts'
import { addToCell, cellsOf } from './usage-cell.ts'
import { addSeries, type UsageSeries, usageSeriesStore } from './usage-series.ts'
import { insertSources, type UsageSources, usageSourceStore } from './usage-source.ts'
import { addAggregates, addUnrated } from './usage-sums.ts'

type Charges = Pick<RatingStore, 'charges' | 'chargesIn' | 'isChargedAt' | 'chargesOf' | 'chargesOn'>

export function ratingStore(scope: Scope): RatingStore {
  return {
    ...sumStore(scope),
    ...chargeStore(scope),
    ...usageSourceStore(scope),
    ...dayChargeStore(scope),
    ...usageSeriesStore(scope),
  }
}

function sumStore(scope: Scope): Omit<RatingStore, keyof Charges | keyof UsageSources | keyof Days | keyof UsageSeries> {
  const { db, tenant, insertRows } = scope
  return {
    async fold(device, { aggregates, charges, events = [], sources, unrated, series }) {
      await addAggregates(
        scope,
        aggregates.filter(({ cell }) => cell === undefined),
      )
      for (const sum of aggregates) if (sum.cell !== undefined) await addToCell(scope, sum.cell, sum)
      await insertEvents(scope, events)
      await insertSources(scope, sources)
      await addSeries(scope, series)
      await addUnrated(scope, device, unrated)
      const rows = charges.map((charge) => chargeRow(tenant, charge))
      for (const insert of insertRows(db, 'charges', rows)) await insert.execute()
    },

    async aggregates(subscriptions, periodFromMs) {
      if (subscriptions.length === 0) return []
      const rows = await db
        .selectFrom('usage_aggregates')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('subscription', 'in', [...subscriptions])
        .where('period_ms', '=', periodFromMs)
        .execute()
      return [...rows.map(aggregateOf), ...(await cellsOf(scope, subscriptions, periodFromMs))]
    },

    firstEvents: (price, limit) => firstEvents(scope, price, limit),

    async unrated(device) {
      const rows = await db
        .selectFrom('unrated_usage')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .execute()
      return rows.map(({ service, meter, reason, quantity, records }) => ({
        service,
        meter,
        reason: reason as UnratedUsage['reason'],
        quantity: BigInt(quantity),
        records,
      }))
    },
  }
}

function chargeStore({ db, tenant }: Scope): Charges {
  const pageIn = async (charges: ChargeRows, { after, limit }: PageRequest): Promise<Page<Charge>> => {
    const { happenedAtMs, device, seq, price } = readCursor(after)
    const rows = await charges
      .where((where) =>
        where(where.refTuple('happened_ms', 'device', 'seq', 'price'), '<', where.tuple(happenedAtMs, device, seq, price)),
      )
      .orderBy('happened_ms', 'desc')
      .orderBy('device', 'desc')
      .orderBy('seq', 'desc')
      .orderBy('price', 'desc')
      .limit(limit + 1)
      .execute()
    return pageOf(rows.map(chargeOf), limit, writeCursor)
  }
  const charges = db.selectFrom('charges').selectAll().where('tenant', '=', tenant)
  return {
    charges: (page, subscription) => pageIn(charges.where('subscription', '=', subscription), page),

    chargesIn: (page, subscription, { fromMs, untilMs }) =>
      pageIn(
        charges.where('subscription', '=', subscription).where('happened_ms', '>=', fromMs).where('happened_ms', '<', untilMs),
        page,
      ),

    chargesOn: (page, { subscription, price, version, band, periodFromMs }) =>
      pageIn(
        charges
          .where('subscription', '=', subscription)
          .where('period_ms', '=', periodFromMs)
          .where('price', '=', price)
          .where('catalogue_version', '=', version)
          .where('band', '=', band),
        page,
      ),

    async isChargedAt(charged) {
      for (const { subscription, happenedAtMs, device, seq, price } of charged) {
        const there = await charges
          .where('subscription', '=', subscription)
          .where('happened_ms', '=', happenedAtMs)
          .where('device', '=', device)
          .where('seq', '=', seq)
          .where('price', '=', price)
          .executeTakeFirst()
        if (there !== undefined) return true
      }
      return false
    },

    async chargesOf(authorization) {
      return (await charges.where('authorization', '=', authorization).execute()).map(chargeOf)
    },
  }
}

type ChargeRows = SelectQueryBuilder<Database, 'charges', Selectable<Database['charges']>>

type ChargeKey = Pick<Charge, 'happenedAtMs' | 'device' | 'seq' | 'price'>

/** Charges have no id of their own: a page goes on after the key of the one that ended it. */
function writeCursor({ happenedAtMs, device, seq, price }: ChargeKey): string {
  return [happenedAtMs, device, seq, price].join(' ')
}

function readCursor(after: string | undefined): ChargeKey {
  const [happenedAtMs, device = '', seq, price = ''] = after?.split(' ') ?? []
  const start = Number.MAX_SAFE_INTEGER
  return { happenedAtMs: Number(happenedAtMs ?? start), device: device as DeviceId, seq: Number(seq ?? start), price }
}

function chargeRow(tenant: string, charge: Charge): Database['charges'] {
  return {
    tenant,
    subscription: charge.subscription,
    price: charge.price,
    catalogue_version: charge.version,
    band: charge.band,
    device: charge.device,
    seq: charge.seq,
    authorization: charge.authorization,
    happened_ms: charge.happenedAtMs,
    period_ms: charge.periodFromMs,
    quantity: writeWhole(charge.quantity),
    exact: formatExact(charge.exact),
    currency: charge.currency,
    explanation: writeJson(charge.explanation),
  }
}

function chargeOf(row: Selectable<Database['charges']>): Charge {
  return {
    subscription: row.subscription as SubscriptionId,
    price: row.price,
    version: row.catalogue_version,
    band: row.band,
    device: row.device as DeviceId,
    seq: row.seq,
    authorization: row.authorization as AuthorizationId,
    happenedAtMs: row.happened_ms,
    periodFromMs: row.period_ms,
    quantity: BigInt(row.quantity),
    exact: readExact(row.exact),
    currency: readCurrency(row.currency),
    explanation: readJson<string[]>(row.explanation),
  }
}

function aggregateOf(row: Selectable<Database['usage_aggregates']>): UsageAggregate {
  return {
    subscription: row.subscription as SubscriptionId,
    price: row.price,
    version: row.catalogue_version,
    band: row.band,
    periodFromMs: row.period_ms,
    quantity: BigInt(row.quantity),
    records: row.records,
  }
}
