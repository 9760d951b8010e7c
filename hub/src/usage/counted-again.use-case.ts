import type { AuthorizationId, DeviceId } from '@octroi/shared/ids/id'
import type { GrantedAuthorization } from '../authorizations/authorization.ts'
import { everyOf, type PageRequest } from '../page.ts'
import type { Charge } from '../rating/charge.ts'
import { foldUsage } from '../rating/fold.ts'
import { isEvent } from '../rating/origin.ts'
import type { RateCard } from '../rating/rate-card.ts'
import { Recount } from '../rating/recount.ts'
import { sourcesInOrder } from '../rating/sources-in-order.use-case.ts'
import type { UsageAggregate } from '../rating/usage-aggregate.ts'
import type { LineKey } from '../rating/usage-source.ts'
import type { Stores } from '../stores.ts'
import { EventsAgain } from '../usage-events/events-again.use-case.ts'
import { type GatheredBatch, gather, gathered, gathering, isOf, mayFollow } from './gathered-batch.ts'
import { latestBelievableMs, type PlacedRecord } from './read-records.ts'
import { usageOf } from './usage-of.ts'

type Needs = Pick<Stores, 'rating' | 'journals' | 'authorizations' | 'usageEvents'>

/** What a subscription counted, and the prices that it is to be counted by instead. */
export interface CountAgain {
  /** The prices it was counted by, of each version. */
  readonly formers: readonly RateCard[]
  readonly fresh: RateCard
  /** What was counted in the time whose records are read again. */
  readonly aggregates: readonly UsageAggregate[]
  readonly span: { readonly fromMs: number; readonly untilMs: number }
  /** Beginnings of the periods of which every record has to be there; of the others, as many as are. */
  readonly periods: ReadonlySet<number>
}

/**
 * Counts the very records that a subscription was rated by once more, under other prices: they are read again from the
 * batches that were signed, one device after the other, and from the events that were taken in. Undefined where some of them are not there any more.
 */
export async function countedAgain(stores: Needs, asked: CountAgain): Promise<Recount | undefined> {
  const recount = new Recount(asked.fresh)
  const isWhole = (await countSources(stores, asked, recount)) && (await countOpenings(stores, asked, recount))
  return isWhole ? recount : undefined
}

/** Readings and actions: which records a line counts was noted as they were rated. */
async function countSources(stores: Needs, asked: CountAgain, recount: Recount): Promise<boolean> {
  const lines = linesOf(asked, ({ meter }) => meter.record !== 'opened')
  let open: readonly GatheredBatch[] = []
  const events = new EventsAgain(stores, asked, recount)
  let records = 0
  for await (const source of sourcesInOrder(stores.rating, lines)) {
    const { origin } = source
    if (asked.periods.has(source.periodFromMs)) records += source.records
    if (isEvent(origin)) {
      if (!(await events.count(origin, source.periodFromMs))) return false
      continue
    }
    for (const batch of open) if (!mayFollow(source, batch) && !(await countBatch(stores, asked, recount, batch))) return false
    open = open.filter((batch) => mayFollow(source, batch))
    let batch = open.find((each) => isOf(source, each))
    if (batch === undefined) {
      const stored = await stores.journals.covering(origin, source.seqs[0]?.first ?? 0, source.overlap)
      if (stored === undefined && asked.periods.has(source.periodFromMs)) return false
      if (stored === undefined) continue
      batch = gathering({ ...source, device: origin }, stored)
      open = [...open, batch]
    }
    gather(batch, source)
  }
  for (const batch of open) if (!(await countBatch(stores, asked, recount, batch))) return false
  return (await events.finish()) && records === recordsOf(asked, lines)
}

const chargesAtOnce = 500

/** Openings stand alone: each has a charge, which names its record. */
async function countOpenings(stores: Needs, asked: CountAgain, recount: Recount): Promise<boolean> {
  const lines = linesOf(asked, ({ meter }) => meter.record === 'opened')
  if (lines.length === 0) return true
  const opened = new Set(lines.map(priceOf))
  let records = 0
  let last: Charge | undefined
  const list = (page: PageRequest) => stores.rating.chargesIn(page, asked.fresh.subscription.id, asked.span)
  for await (const charge of everyOf(list, chargesAtOnce)) {
    if (!opened.has(priceOf(charge))) continue
    if (asked.periods.has(charge.periodFromMs)) records += 1
    // An opening under several prices is one record: its charges stand side by side.
    const isSame = last?.device === charge.device && last.seq === charge.seq
    last = charge
    if (!isSame && !(await countOpening(stores, asked, recount, charge)) && asked.periods.has(charge.periodFromMs)) return false
  }
  return records === recordsOf(asked, lines)
}

async function countOpening(stores: Needs, asked: CountAgain, recount: Recount, charge: Charge): Promise<boolean> {
  const { device, seq, authorization } = charge
  const stored = await stores.journals.covering(device, seq)
  if (stored === undefined) return false
  const batch = gathering({ device }, stored)
  gather(batch, { seqs: [{ first: seq, last: seq }] })
  // Two lives of a device may have used the number: the charge is of the record that names its authorization.
  if (gathered(batch)?.[0]?.record.authorization !== authorization) return false
  return countBatch(stores, asked, recount, batch)
}

/** Folds the gathered records as taking a batch in does; false where they do not tell enough any more. */
async function countBatch(stores: Needs, { fresh }: CountAgain, recount: Recount, batch: GatheredBatch): Promise<boolean> {
  const { device, overlap } = batch
  const records = gathered(batch)
  const granted = records && (await grantedIn(stores, device, records))
  const receivedAtMs = records && (await arrivalOf(stores, batch, records))
  if (records === undefined || granted === undefined || receivedAtMs === undefined) return false
  const grantFor = ({ record }: PlacedRecord): GrantedAuthorization | undefined =>
    record.authorization === undefined ? undefined : granted.get(record.authorization)
  const { subscription } = fresh
  recount.add(
    foldUsage(
      records.flatMap((placed) => usageOf(placed, { granted: grantFor(placed), receivedAtMs }) ?? []),
      {
        origin: device,
        ...(overlap === undefined ? {} : { overlap }),
        rateCards: [fresh],
        ownerSubscriptions: new Set([subscription.id]),
        payers: new Map([...granted.values()].map((each) => [each.id, each.subscription])),
      },
    ),
  )
  return true
}

/** What the records were done under; undefined where a decision is forgotten. */
async function grantedIn(
  { authorizations }: Needs,
  device: DeviceId,
  records: readonly PlacedRecord[],
): Promise<ReadonlyMap<AuthorizationId, GrantedAuthorization> | undefined> {
  const named = new Set(records.flatMap(({ record }) => record.authorization ?? []))
  if (named.size === 0) return new Map()
  const granted = (await authorizations.getGranted([...named])).filter((each) => each.device === device)
  return granted.length < named.size ? undefined : new Map(granted.map((each) => [each.id, each]))
}

/**
 * When the batch came, which matters for what was done. Undefined where it is not found any more: of an overlap with a clock
 * that was not set, and of a clock ahead of ours, which was doubted when it was taken in.
 */
async function arrivalOf(
  { journals }: Needs,
  { device, overlap, first }: GatheredBatch,
  records: readonly PlacedRecord[],
): Promise<number | undefined> {
  const done = records.filter(({ record }) => record.type !== 'reading')
  if (done.length === 0) return 0
  if (overlap !== undefined) return done.every(({ record }) => record.timeState === 'synced') ? 0 : undefined
  const receivedAtMs = await journals.receivedAtMs(device, first)
  const isDoubted = done.some(({ record: { time } }) => time > latestBelievableMs(receivedAtMs))
  return isDoubted ? undefined : receivedAtMs
}

type Metered = RateCard['metered'][number]

/** The lines of some prices that count anything, each once. */
function linesOf({ formers, aggregates }: CountAgain, isMeant: (price: Metered) => boolean): readonly LineKey[] {
  const pricesOf = ({ version, metered }: RateCard): readonly string[] =>
    metered.filter(isMeant).map(({ key }) => priceOf({ price: key, version }))
  const meant = new Set(formers.flatMap(pricesOf))
  const lines = aggregates
    .filter((each) => meant.has(priceOf(each)))
    .map(
      ({ subscription, price, version, band, periodFromMs }): LineKey => ({ subscription, price, version, band, periodFromMs }),
    )
  return [...new Map(lines.map((line) => [`${priceOf(line)} ${line.band} ${line.periodFromMs}`, line])).values()]
}

/** A price in one of its versions. */
function priceOf({ price, version }: Pick<LineKey, 'price' | 'version'>): string {
  return `${price}@${version}`
}

/** How many records the lines of the asked periods say they counted. */
function recordsOf({ aggregates, periods }: CountAgain, lines: readonly LineKey[]): number {
  const meant = new Set(lines.map(priceOf))
  return aggregates
    .filter((each) => meant.has(priceOf(each)) && periods.has(each.periodFromMs))
    .reduce((sum, { records }) => sum + records, 0)
}
