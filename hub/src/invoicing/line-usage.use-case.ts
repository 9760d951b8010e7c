import type { LineKind } from '@octroi/shared/api/vocabulary'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import type { Failure } from '@octroi/shared/errors/failure'
import { ok, type Result } from '@octroi/shared/errors/result'
import type { AuthorizationId, DeviceId } from '@octroi/shared/ids/id'
import { oneUnit } from '@octroi/shared/money/quantity'
import type { Rational } from '@octroi/shared/money/rational'
import type { Zone } from '@octroi/shared/time/zone'
import { decodeRecord } from '@octroi/shared/wire/messages/record'
import type { Meter } from '../catalogue/meter.ts'
import { isWholesale } from '../catalogue/sale.ts'
import type { Environment } from '../environment.ts'
import { type Page, type PageRequest, pageOf } from '../page.ts'
import { holds, readBatch, type StoredBatch } from '../proof/batch-excerpt.ts'
import type { BillingPeriod } from '../rating/billing-period.ts'
import { usageOnLine } from '../rating/fold.ts'
import { inUnitsOf } from '../rating/in-units-of.ts'
import { isEvent, type Origin } from '../rating/origin.ts'
import type { SourcePlace } from '../rating/rating.store.ts'
import type { LineKey, UsageSource } from '../rating/usage-source.ts'
import type { Stores } from '../stores.ts'
import type { PlacedRecord } from '../usage/read-records.ts'
import type { ReadingUsage } from '../usage/usage.ts'
import { usageOf } from '../usage/usage-of.ts'
import type { InvoiceLine } from './draft-invoice.ts'
import { findLine, type NamedLine } from './find-line.use-case.ts'
import { type CountedOnLine, type LineEvent, type LineInUnits, lineEvents } from './line-event.ts'

/** What a line counts: how much of it, in the unit of the line. */
export type LineRecord = SignedRecord | LineEvent

/** A record that its device signed. */
export interface SignedRecord extends CountedOnLine {
  readonly device: DeviceId
  readonly boot: Uint8Array
  readonly seq: number
  readonly authorization?: AuthorizationId
}

export interface ShownLine {
  readonly line: InvoiceLine
  readonly offerName: string
  readonly period: BillingPeriod
  /** Whose days the period has. */
  readonly zone: Zone
  readonly kind: LineKind
  readonly records: number
  /** Whether every record of the line is listed. */
  readonly isComplete: boolean
  readonly page: Page<LineRecord>
}

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'promotions' | 'journals' | 'usageEvents'>

export interface AskedLine extends NamedLine {
  readonly page: PageRequest
}

/** Looks behind one line of a draft: which records or events make it. Readings are read again from the batches that were signed. */
export async function lineUsage(
  stores: Needs,
  environment: Environment,
  { account, reference, month, page }: AskedLine,
): Promise<Result<ShownLine, Failure>> {
  const found = await findLine(stores, environment, { account, reference, month })
  if (!found.ok) return found
  const { line, key, offerName, period, facts, card, price } = found.value
  const shown = { line, offerName, period, zone: facts.card.subscription.zone }
  if (card === undefined || price === undefined) {
    return ok({ ...shown, kind: 'flat', records: 0, isComplete: true, page: { items: [] } })
  }
  const records = facts.aggregates
    .filter((sum) => sum.price === key.price && sum.version === key.version && sum.band === key.band)
    .reduce((count, sum) => count + sum.records, 0)
  // The records are the reseller's; what its batches add to the line is listed by itself.
  if (isWholesale(facts.card.offer)) return ok({ ...shown, kind: 'resold', records, isComplete: false, page: { items: [] } })
  const inLineUnits = (quantity: bigint): Rational => inUnitsOf(price, quantity)
  if (price.meter.record === 'opened') {
    const listed = await openingsOn(stores, key, page, inLineUnits)
    return ok({ ...shown, kind: 'openings', records, isComplete: true, page: listed })
  }
  const isSourced = (await stores.rating.sourcedRecords(key)) === records
  const read: SourcesOn['read'] = (envelope, overlap) => readBatch(environment.crypto.sha256, envelope, overlap)
  const { isWhole, ...listed } = await sourcesOn(stores, { line: key, card, read, inLineUnits }, page)
  const kind = kindOf(price.meter)
  return ok({ ...shown, kind, records, isComplete: isSourced && isWhole, page: listed })
}

function kindOf(meter: Meter): LineKind {
  if (meter.record !== 'reading') return 'actions'
  return meter.from === 'events' ? 'events' : 'readings'
}

async function openingsOn(
  { rating, journals }: Needs,
  line: LineKey,
  page: PageRequest,
  inLineUnits: (quantity: bigint) => Rational,
): Promise<Page<LineRecord>> {
  const { items, ...rest } = await rating.chargesOn(page, line)
  const records: SignedRecord[] = []
  for (const { device, seq, happenedAtMs, quantity, authorization } of items) {
    const boot = await journals.bootAt(device, seq)
    records.push({
      ...{ device, boot, seq, authorization },
      ...{ fromMs: happenedAtMs, untilMs: happenedAtMs, quantity: inLineUnits(quantity) },
    })
  }
  return { items: records, ...rest }
}

interface SourcesOn extends LineInUnits {
  readonly read: (envelope: Uint8Array, overlap: UsageSource['overlap']) => StoredBatch
}

/** A record with the place of its source, which is where the next page goes on. */
interface Placed {
  readonly record: LineRecord
  readonly source: UsageSource
}

async function sourcesOn(
  stores: Needs,
  asked: SourcesOn,
  { after, limit }: PageRequest,
): Promise<Page<LineRecord> & { readonly isWhole: boolean }> {
  const { place, seq: afterSeq } = readCursor(after)
  const isAfter = (source: UsageSource, seq: number): boolean =>
    place === undefined || writePlace(placeOf(source)) !== writePlace(place) || seq > afterSeq
  const found: Placed[] = []
  let isWhole = true
  // Every source holds at least one record, so one more of them than records is enough where none is forgotten.
  const sourcesAtOnce = limit + 2
  for (let from = place, seen: SourcePlace, isMore = true; isMore && found.length <= limit; ) {
    const sources = await stores.rating.sourcesOf(asked.line, from, sourcesAtOnce)
    for (const source of sources) {
      // The place a list goes on from is listed again.
      if (seen !== undefined && writePlace(placeOf(source)) === writePlace(seen)) continue
      from = placeOf(source)
      const listed = await listedOf(stores, asked, source)
      if (listed === undefined) isWhole = false
      found.push(...(listed ?? []).flatMap((each) => (isAfter(source, seqOf(each)) ? [{ record: each, source }] : [])))
      if (found.length > limit) break
    }
    seen = from
    isMore = sources.length === sourcesAtOnce
  }
  const { items, ...rest } = pageOf(found, limit, ({ source, record }) => `${writePlace(placeOf(source))} ${seqOf(record)}`)
  return { items: items.map(({ record }) => record), ...rest, isWhole }
}

function seqOf(record: LineRecord): number {
  return 'event' in record ? 1 : record.seq
}

/** What of a source is on the line; undefined where its records or its event are forgotten. */
async function listedOf(
  { journals, usageEvents }: Needs,
  asked: SourcesOn,
  source: UsageSource,
): Promise<readonly LineRecord[] | undefined> {
  const { origin, overlap } = source
  if (isEvent(origin)) {
    const [event] = await usageEvents.named([origin])
    return event && lineEvents(asked, event)
  }
  const stored = await journals.covering(origin, placeOf(source).first, overlap)
  return stored && recordsOf(asked, { ...source, origin }, asked.read(stored, overlap))
}

/** The records of a batch that a line counts; readings split over bands and periods as when they were rated. */
function recordsOf(
  { line, card, inLineUnits }: SourcesOn,
  source: UsageSource & { readonly origin: DeviceId },
  batch: StoredBatch,
): readonly SignedRecord[] {
  const { origin: device } = source
  const records = source.seqs.flatMap(({ first, last }) => {
    const seqs = Array.from({ length: last - first + 1 }, (_, index) => first + index)
    return seqs.flatMap((seq) => recordAt(batch, source, seq))
  })
  const readings = usageOnLine(card, { ...line, origin: device }, records.flatMap(readingOf))
  return [
    ...readings.map(({ usage: { seq, fromMs, untilMs }, quantity }) => ({
      ...{ device, boot: batch.boot, seq, fromMs, untilMs },
      quantity: inLineUnits(quantity),
    })),
    ...records.flatMap(({ seq, record: { type, time, authorization } }) => {
      if (type !== 'performed') return []
      const whose = authorization === undefined ? {} : { authorization }
      return [{ device, boot: batch.boot, seq, fromMs: time, untilMs: time, quantity: inLineUnits(oneUnit), ...whose }]
    }),
  ]
}

function recordAt(batch: StoredBatch, { overlap }: UsageSource, seq: number): readonly PlacedRecord[] {
  const place = overlap === undefined ? { seq } : { seq, overlap }
  const encoded = holds(batch, place) ? batch.records[seq - batch.first] : undefined
  const decoded = encoded === undefined ? undefined : decodeRecord(encoded)
  return decoded?.ok === true ? [{ seq, record: decoded.value }] : []
}

/** When it was received says nothing about a reading: it names its own interval. */
function readingOf(placed: PlacedRecord): readonly ReadingUsage[] {
  const usage = usageOf(placed, { granted: undefined, receivedAtMs: 0 })
  return usage?.record === 'reading' ? [usage] : []
}

type Place = NonNullable<SourcePlace>

function placeOf({ origin, seqs, overlap }: UsageSource): Place {
  return { origin, first: seqs[0]?.first ?? 0, ...(overlap === undefined ? {} : { overlap }) }
}

function writePlace({ origin, first, overlap }: Place): string {
  return [origin, first, overlap === undefined ? '-' : toBase64url(overlap)].join(' ')
}

function readCursor(after: string | undefined): { readonly place: SourcePlace; readonly seq: number } {
  if (after === undefined) return { place: undefined, seq: 0 }
  const [origin, first, boot = '-', seq] = after.split(' ')
  const overlap = boot === '-' ? {} : { overlap: decodeBase64url(boot) }
  return { place: { origin: origin as Origin, first: Number(first), ...overlap }, seq: Number(seq) }
}
