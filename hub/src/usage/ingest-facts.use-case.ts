import type { AuthorizationId } from '@octroi/shared/ids/id'
import type { Device } from '../devices/device.ts'
import { loadRateCards } from '../rating/load-rate-cards.use-case.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { IngestFacts } from './plan-ingest.ts'
import type { PlacedRecord } from './read-records.ts'
import { usageOf } from './usage-of.ts'

type Needs = Pick<Stores, 'authorizations' | 'subscriptions' | 'catalogue'>

/** Reads what rating a batch depends on: the authorizations its records name, who pays, and at which prices. */
export async function ingestFacts(
  stores: Needs,
  device: Device,
  { records, receivedAtMs, overlap }: Pick<IngestFacts, 'records' | 'receivedAtMs' | 'overlap'>,
): Promise<IngestFacts> {
  const { authorizations, subscriptions } = stores
  const named = new Set<AuthorizationId>(records.flatMap(({ record }) => record.authorization ?? []))
  const granted = named.size === 0 ? [] : await authorizations.getGranted([...named])
  const onThisDevice = granted.filter((authorization) => authorization.device === device.id)
  const ids = onThisDevice.map(({ id }) => id)
  const span = ownUsageSpan(records, receivedAtMs)
  const owned = span === undefined ? [] : await subscriptions.inForce(device.owner, span.fromMs, span.untilMs)
  const paying = ids.length === 0 ? [] : await subscriptions.getAll(onThisDevice.map(({ subscription }) => subscription))
  return {
    device: device.id,
    receivedAtMs,
    records,
    ...(overlap === undefined ? {} : { overlap }),
    authorizations: onThisDevice,
    earlierEvents: ids.length === 0 ? [] : await authorizations.eventsOf(ids),
    rateCards: await rateCards(stores, [...owned, ...paying], hull([...(span === undefined ? [] : [span]), ...onThisDevice])),
    ownerSubscriptions: new Set(owned.map(({ id }) => id)),
  }
}

async function rateCards(stores: Needs, subscriptions: readonly Subscription[], time: Span): Promise<readonly RateCard[]> {
  const distinct = new Map(subscriptions.map((each) => [each.id, each]))
  const cards = await Promise.all(
    [...distinct.values()].map((subscription) => loadRateCards(stores, subscription, { time, isOfUsage: true })),
  )
  return cards.flat()
}

/** From the first beginning to the last end: an authorized action happened in its window. */
function hull(spans: readonly Span[]): Span {
  return {
    fromMs: Math.min(...spans.map(({ fromMs }) => fromMs)),
    untilMs: Math.max(...spans.map(({ untilMs }) => untilMs)),
  }
}

interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

/** Around everything that the device's owner pays for. */
function ownUsageSpan(records: readonly PlacedRecord[], receivedAtMs: number): Span | undefined {
  let span: Span | undefined
  for (const placed of records) {
    if (placed.record.authorization !== undefined) continue
    const usage = usageOf(placed, { granted: undefined, receivedAtMs })
    if (usage === undefined) continue
    const { fromMs, untilMs } = usage
    // What happened at one moment lies in a span too.
    const end = Math.max(untilMs, fromMs + 1)
    span = { fromMs: Math.min(span?.fromMs ?? fromMs, fromMs), untilMs: Math.max(span?.untilMs ?? end, end) }
  }
  return span
}
