import type { TimeSpan } from '@octroi/shared/decisions/action'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import { isWholesale } from '../catalogue/sale.ts'
import type { Device } from '../devices/device.ts'
import type { OwnerSpan } from '../devices/owner-span.ts'
import { loadRateCards } from '../rating/load-rate-cards.use-case.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { IngestFacts } from './plan-ingest.ts'
import type { PlacedRecord } from './read-records.ts'
import { usageOf } from './usage-of.ts'

type Needs = Pick<Stores, 'authorizations' | 'subscriptions' | 'catalogue' | 'devices'>

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
  const owners = await stores.devices.owners(device.id)
  const owned = span === undefined ? [] : await ownedIn(stores, device, owners, span)
  const paying = ids.length === 0 ? [] : await subscriptions.getAll(onThisDevice.map(({ subscription }) => subscription))
  const time = hull([...(span === undefined ? [] : [span]), ...onThisDevice])
  const all = await retailCards(stores, [...owned.map(({ subscription }) => subscription), ...paying], time)
  const isOwned = (id: Subscription['id']): boolean => owned.some(({ subscription }) => subscription.id === id)
  const cards = owners.length === 0 ? all : [...all, ...ownedCards(all, owned)]
  return {
    device: device.id,
    receivedAtMs,
    records,
    ...(overlap === undefined ? {} : { overlap }),
    authorizations: onThisDevice,
    earlierEvents: ids.length === 0 ? [] : await authorizations.eventsOf(ids),
    rateCards: cards,
    owners,
    ownerSubscriptions: new Set(cards.flatMap(({ subscription: { id } }) => (isOwned(id) ? [id] : []))),
  }
}

interface Owned {
  readonly subscription: Subscription
  /** When the device was its account's. */
  readonly owned: TimeSpan
}

/** The subscriptions of whoever owned the device within a span. */
async function ownedIn(
  { subscriptions }: Needs,
  { owner }: Device,
  owners: readonly OwnerSpan[],
  { fromMs, untilMs }: Span,
): Promise<readonly Owned[]> {
  const found: Owned[] = []
  for (const span of owners.length === 0 ? [{ owner, fromMs: 0 }] : owners) {
    const [begins, ends] = [Math.max(fromMs, span.fromMs), Math.min(untilMs, span.untilMs ?? untilMs)]
    if (begins >= ends) continue
    const inForce = await subscriptions.inForce(span.owner, begins, ends)
    found.push(...inForce.map((subscription) => ({ subscription, owned: span })))
  }
  return found
}

/** The cards of each owner, for the time in which the device was its own. */
function ownedCards(cards: readonly RateCard[], owned: readonly Owned[]): readonly RateCard[] {
  return owned.flatMap(({ subscription, owned: span }) =>
    cards.filter((card) => card.subscription.id === subscription.id).map((card) => ({ ...card, owned: span })),
  )
}

/** A wholesale subscription is for the devices of a reseller, whatever its account owns here. */
async function retailCards(stores: Needs, subscriptions: readonly Subscription[], time: Span): Promise<readonly RateCard[]> {
  const distinct = new Map(subscriptions.map((each) => [each.id, each]))
  const cards = await Promise.all(
    [...distinct.values()].map((subscription) => loadRateCards(stores, subscription, { time, isOfUsage: true })),
  )
  return cards.flat().filter(({ offer }) => !isWholesale(offer))
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
