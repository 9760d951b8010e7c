import type { TimeSpan } from '@octroi/shared/decisions/action'
import type { AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Charge } from './charge.ts'
import type { DayCharges } from './day-charges.ts'
import type { FoldedUsage } from './fold.ts'
import type { OrderedEvent } from './free-events.ts'
import type { UnratedUsage, UsageAggregate } from './usage-aggregate.ts'
import type { UsageDay } from './usage-series.ts'
import type { LineKey, UsageSource } from './usage-source.ts'

/** A source by its device, first record and boot; from the very first where it is absent. */
export type SourcePlace = ({ readonly first: number } & Pick<UsageSource, 'device' | 'overlap'>) | undefined

/** One price of a subscription. */
export type SeriesKey = Pick<LineKey, 'subscription' | 'price'>

export interface RatingStore {
  /** Adds the sums to those that are there, with where they come from, and the charges as rows. */
  fold(device: DeviceId, folded: FoldedUsage): Promise<void>
  aggregates(subscriptions: readonly SubscriptionId[], periodFromMs: number): Promise<readonly UsageAggregate[]>
  /** The first events of a price whose order decides, as they happened. */
  firstEvents(price: Omit<LineKey, 'band'>, limit: number): Promise<readonly OrderedEvent[]>
  /** What a price counted, by days of UTC that touch the span, in order. */
  series(of: SeriesKey, span: Required<TimeSpan>): Promise<readonly UsageDay[]>
  /** From the first quarter of an hour in which a price counted anything to the last. */
  seriesSpan(of: SeriesKey): Promise<Required<TimeSpan> | undefined>
  charges(page: PageRequest, subscription: SubscriptionId): Promise<Page<Charge>>
  /** The charges of a subscription for what happened within a span, newest first. */
  chargesIn(page: PageRequest, subscription: SubscriptionId, span: Required<TimeSpan>): Promise<Page<Charge>>
  /** Whether a charge stands already where one of these would: of the same usage at the same price. */
  isChargedAt(charges: readonly Charge[]): Promise<boolean>
  /** Adds to what the charges of days come to. */
  addDays(sums: readonly DayCharges[]): Promise<void>
  /** From a day through another one. */
  days(from: string, through: string): Promise<readonly DayCharges[]>
  chargesOf(authorization: AuthorizationId): Promise<readonly Charge[]>
  /** The charges of one line, newest first. */
  chargesOn(page: PageRequest, line: LineKey): Promise<Page<Charge>>
  /** Where the sum of a line comes from, by device and in the order of its journal, from a record on. */
  sourcesOf(line: LineKey, from: SourcePlace, limit: number): Promise<readonly UsageSource[]>
  /** Records whose usage began on the line, as far as it was noted which they were. */
  sourcedRecords(line: LineKey): Promise<number>
  unrated(device: DeviceId): Promise<readonly UnratedUsage[]>
}
