import type { AccountId } from '@octroi/shared/ids/id'
import { inUnits } from '@octroi/shared/money/quantity'
import { add, type Rational, rational } from '@octroi/shared/money/rational'
import { type Month, monthNamed, monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import type { Meter } from '../catalogue/meter.ts'
import type { ActivitySpan } from '../catalogue/segment.ts'
import type { Charge } from '../rating/charge.ts'
import type { Usage } from '../usage/usage.ts'

/** What an account did in one month of its zone, by one counter. Only ever added to, by the transaction that counts the usage. */
export interface Activity {
  readonly account: AccountId
  readonly counter: string
  readonly monthFromMs: number
  /** Units of what is counted, or money. */
  readonly total: Rational
  /** How many records or charges it is the sum of. */
  readonly records: number
}

/** What of a usage is counted together. Nothing of a catalogue is in it, so that a rule that is written later finds what was done before. */
function counterOfUsage(usage: Usage): string {
  if (usage.record !== 'reading') return `${usage.service} ${usage.record}`
  return `${usage.service} reading ${usage.reading}${usage.isFromEvents === true ? ' events' : ''}`
}

/** What counts the same as a meter does; only of a plain one, see `isPlainMeter`. */
export function counterOfMeter(meter: Meter): string {
  if (meter.record !== 'reading') return `${meter.service} ${meter.record}`
  return `${meter.service} reading ${meter.reading}${meter.from === 'events' ? ' events' : ''}`
}

/** What a meter makes of a counter. */
export function metered({ record, aggregation }: Meter, { total, records }: Pick<Activity, 'total' | 'records'>): Rational {
  return record === 'reading' && aggregation === 'count' ? rational(BigInt(records)) : total
}

export function counterOfCharges(currency: string): string {
  return `charges ${currency}`
}

export interface RuleMonths {
  readonly running: Month
  /** The eleventh before it. */
  readonly first: Month
}

/** The month that runs in a zone, and the eleventh before it. */
export function ruleMonths(zone: Zone, nowMs: number): RuleMonths {
  const running = monthOf(zone, nowMs)
  const [year, month] = running.name.split('-').map(Number) as [number, number]
  const name = month === 12 ? `${year}-01` : `${year - 1}-${String(month + 1).padStart(2, '0')}`
  return { running, first: monthNamed(zone, name) ?? running }
}

/** From when months count. */
export function spanFromMs(span: ActivitySpan, months: RuleMonths): number {
  if (span === 'ever') return Number.MIN_SAFE_INTEGER
  return (span === 'month' ? months.running : months.first).fromMs
}

export function sumOf(activities: readonly Activity[], counter: string, fromMs: number): Pick<Activity, 'total' | 'records'> {
  return activities
    .filter((each) => each.counter === counter && each.monthFromMs >= fromMs)
    .reduce((sum, each) => ({ total: add(sum.total, each.total), records: sum.records + each.records }), nothing)
}

/** Every counter of an account, in each of the spans that rules look back. */
export function countersOf(activities: readonly Activity[], months: RuleMonths) {
  return [...new Set(activities.map(({ counter }) => counter))].map((counter) => {
    const within = (span: ActivitySpan) => sumOf(activities, counter, spanFromMs(span, months))
    const { total: ever, records } = within('ever')
    return { counter, month: within('month').total, twelveMonths: within('twelve-months').total, ever, records }
  })
}

const nothing = { total: rational(0n), records: 0 }

/** Something that an account did, whose month is not known yet: it used so much, or paid so much. */
export interface Did extends Pick<Activity, 'account' | 'counter'> {
  readonly atMs: number
  /** In 1e-9 of a unit. */
  readonly quantity?: bigint
  readonly amount?: Rational
}

export function didUse(account: AccountId, usage: Usage): Did {
  return { account, counter: counterOfUsage(usage), atMs: usage.fromMs, quantity: usage.quantity }
}

export function didPay(account: AccountId, { happenedAtMs, exact, currency }: Charge): Did {
  return { account, counter: counterOfCharges(currency), atMs: happenedAtMs, amount: exact }
}

interface Sum extends Pick<Activity, 'account' | 'counter' | 'monthFromMs'> {
  quantity: bigint
  amount: Rational
  records: number
}

/** What was done by account, counter and month of the account's zone. */
export function activitiesOf(did: readonly Did[], zones: ReadonlyMap<AccountId, Zone>): readonly Activity[] {
  const sums = new Map<string, Sum>()
  let month: (Month & { readonly zone: Zone }) | undefined
  for (const { account, counter, atMs, quantity = 0n, amount } of did) {
    const zone = zones.get(account)
    if (zone === undefined) continue
    // What came together was done about the same time, so the time-zone library is asked once a month and not once a record.
    if (month?.zone !== zone || atMs < month.fromMs || atMs >= month.untilMs) month = { zone, ...monthOf(zone, atMs) }
    const key = `${account} ${month.fromMs} ${counter}`
    const sum = sums.get(key) ?? { account, counter, monthFromMs: month.fromMs, quantity: 0n, amount: rational(0n), records: 0 }
    sum.quantity += quantity
    if (amount !== undefined) sum.amount = add(sum.amount, amount)
    sum.records += 1
    sums.set(key, sum)
  }
  return [...sums.values()].map(({ quantity, amount, ...sum }) => ({ ...sum, total: add(amount, inUnits(quantity)) }))
}
