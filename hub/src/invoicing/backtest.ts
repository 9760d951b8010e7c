import type { BacktestState } from '@octroi/shared/api/vocabulary'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Amount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import type { RateCard } from '../rating/rate-card.ts'

/** What a subscription cost in past months, and what it would have cost under a draft of the catalogue. */
export interface Comparison {
  readonly offer: string
  readonly state: BacktestState
  readonly before: Amount
  /** Where both can be compared. */
  readonly after?: Amount
  /** What the draft prices and was not counted then, by its prices. */
  readonly notCounted?: readonly string[]
}

/** The subscriptions of an account to one offer, as far as they came out alike. */
export interface BacktestRow extends Comparison {
  readonly account: AccountId
  readonly name: string
  readonly subscriptions: number
}

/** What a draft does to everybody who is compared, in one currency. */
export interface BacktestTotals {
  readonly currency: Currency
  readonly before: bigint
  readonly after: bigint
  /** How many rows pay more, less, the same; and how many are left out, because they cannot be compared. */
  readonly more: number
  readonly less: number
  readonly same: number
  readonly leftOut: number
}

export function rowsOf(
  account: Pick<BacktestRow, 'account' | 'name'>,
  comparisons: readonly Comparison[],
): readonly BacktestRow[] {
  const rows = new Map<string, BacktestRow>()
  for (const { before, after, ...one } of comparisons) {
    const key = [one.offer, one.state, before.currency, ...(one.notCounted ?? [])].join(' ')
    const row = rows.get(key)
    rows.set(key, {
      ...account,
      ...one,
      subscriptions: (row?.subscriptions ?? 0) + 1,
      before: plus(before, row?.before),
      ...(after === undefined ? {} : { after: plus(after, row?.after) }),
    })
  }
  return [...rows.values()]
}

/** One for each currency, in the order in which they come. */
export function backtestTotals(rows: readonly Pick<BacktestRow, 'before' | 'after'>[]): readonly BacktestTotals[] {
  return rows.reduce<readonly BacktestTotals[]>((totals, row) => sumTotals(totals, [totalsOfRow(row)]), [])
}

function totalsOfRow({
  before: { minor: before, currency },
  after: fresh,
}: Pick<BacktestRow, 'before' | 'after'>): BacktestTotals {
  if (fresh === undefined) return { ...nobody, currency, leftOut: 1 }
  const { minor: after } = fresh
  const which = after > before ? 'more' : after < before ? 'less' : 'same'
  return { ...nobody, currency, before, after, [which]: 1 }
}

/** Totals of two parts together. */
export function sumTotals(ones: readonly BacktestTotals[], others: readonly BacktestTotals[]): readonly BacktestTotals[] {
  const sums = new Map(ones.map((each) => [each.currency, each]))
  for (const { currency, before, after, more, less, same, leftOut } of others) {
    const sum = sums.get(currency) ?? { ...nobody, currency }
    sums.set(currency, {
      currency,
      before: sum.before + before,
      after: sum.after + after,
      more: sum.more + more,
      less: sum.less + less,
      same: sum.same + same,
      leftOut: sum.leftOut + leftOut,
    })
  }
  return [...sums.values()]
}

const nobody = { before: 0n, after: 0n, more: 0, less: 0, same: 0, leftOut: 0 }

/** Prices of a draft on what a former version counted by no price: nobody noted then which records these are. */
export function notCountedBy(former: readonly RateCard[], fresh: RateCard): readonly string[] {
  const isCounted = ({ meter }: RateCard['metered'][number]): boolean =>
    former.every(({ metered }) => metered.some((price) => countsAll(price.meter, meter)))
  return fresh.metered.filter((price) => !isCounted(price)).map(({ key }) => key)
}

type Meter = RateCard['metered'][number]['meter']

/** Whether one meter counts whatever the other one does. */
function countsAll(wide: Meter, narrow: Meter): boolean {
  const isSame = wide.service === narrow.service && wide.record === narrow.record
  const isSameReading = wide.record !== 'reading' || (narrow.record === 'reading' && wide.reading === narrow.reading)
  return isSame && isSameReading && isFromEvents(wide) === isFromEvents(narrow) && isWider(wide.where, narrow.where)
}

function isFromEvents(meter: Meter): boolean {
  return meter.record === 'reading' && meter.from === 'events'
}

type Where = Meter['where']

/** Whether whatever fits the narrow one fits the wide one too. */
function isWider(wide: Where = {}, narrow: Where = {}): boolean {
  return Object.entries(wide).every(([attribute, values]) => narrow[attribute]?.every((value) => values.includes(value)) === true)
}

function plus(amount: Amount, other: Amount | undefined): Amount {
  return { ...amount, minor: amount.minor + (other?.minor ?? 0n) }
}
