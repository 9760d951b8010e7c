import { invariant } from '@octroi/shared/errors/invariant'
import { sum } from '@octroi/shared/money/rational'
import { daysAfter, startOfDay } from '@octroi/shared/time/zone'
import type { FlatPrice } from '../catalogue/flat-price.ts'
import { feesEndMs } from '../rating/billing-period.ts'
import { countsByDays } from '../rating/can-part.ts'
import { exactPrice } from '../rating/exact-price.ts'
import { type FlatUnit, rateFlat } from '../rating/models/flat.ts'
import { localDays, type TimeSpan } from '../rating/models/prorate.ts'
import { summed } from '../rating/models/summed.ts'
import { type RateCard, spanOfPrice } from '../rating/rate-card.ts'
import { firstPhase, phasesOf } from '../subscriptions/phase.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { feeTimesOver, stretchesOf } from './fee-stretches.ts'
import type { RatedLine } from './rated-line.ts'
import { recurringFee } from './recurring-fee.ts'
import { termWords } from './term-words.ts'

export interface FlatFacts {
  readonly card: RateCard
  /** Of the bill. */
  readonly period: TimeSpan
  readonly asOfMs: number
}

/** When something is asked at all. */
export interface InForce {
  readonly fromMs: number
  readonly untilMs?: number
  /** Where another subscription is asked for the day of the end: when that day begins. */
  readonly handedOverMs?: number
}

/** What a fee comes to, before it is named. */
export type Fee = Omit<RatedLine, 'price' | 'version' | 'name'>

/** A flat fee on the bill of a period, as far as time has come. A trial is time in which it is not asked. */
export function flatLines(key: string, price: FlatPrice, facts: FlatFacts): readonly RatedLine[] {
  const within = spanOfPrice(facts.card, key) ?? { fromMs: 0, untilMs: 0 }
  return feesOn(price, facts, within).map((fee) => ({ price: key, version: facts.card.version, name: price.name, ...fee }))
}

/** What of a period a subscription is in force; empty where it is not. */
export function spanInForce(period: TimeSpan, { fromMs: begins, untilMs: ends, handedOverMs = ends }: InForce): TimeSpan {
  const fromMs = Math.max(period.fromMs, begins)
  return { fromMs, untilMs: Math.max(fromMs, Math.min(period.untilMs, handedOverMs ?? period.untilMs)) }
}

/** A subscription whose place another took leaves the day on which that was to the other, where days are counted. */
export function leftDay({ zone, fromMs, untilMs, replacedBy }: Subscription): Pick<InForce, 'handedOverMs'> {
  if (untilMs === undefined || replacedBy === undefined) return {}
  return { handedOverMs: Math.max(fromMs, startOfDay(zone, untilMs)) }
}

/** `within` is the time in which the version rates it whose price it is. */
function feesOn(price: FlatPrice, facts: FlatFacts, within: InForce): readonly Fee[] {
  const { every, trialDays } = price
  const { subscription } = facts.card
  const { zone, fromMs: begins, replaces } = subscription
  const trialMs = trialDays === undefined ? begins : daysAfter(zone, replaces?.sinceMs ?? begins, trialDays)
  const fromMs = Math.max(begins, trialMs)
  if (every === 'once') return [once(price, facts, { ...subscription, fromMs })]
  const span = both({ fromMs, ...end(feesEndMs(facts.card)) }, facts.card.spans === undefined ? { fromMs } : within)
  const inForce = countsByDays(price) ? { ...span, ...leftDay(subscription) } : span
  return every === 'day' ? [daily(price, facts, inForce)] : recurringFee({ ...price, every }, facts, inForce)
}

function both(one: InForce, other: InForce): InForce {
  const fromMs = Math.max(one.fromMs, other.fromMs)
  const untilMs = Math.min(one.untilMs ?? Number.POSITIVE_INFINITY, other.untilMs ?? Number.POSITIVE_INFINITY)
  return { fromMs, ...end(untilMs === Number.POSITIVE_INFINITY ? undefined : Math.max(fromMs, untilMs)) }
}

function end(untilMs: number | undefined): { readonly untilMs?: number } {
  return untilMs === undefined ? {} : { untilMs }
}

/** A single fee falls due with its beginning; what goes on with the same offer at another version was asked it before. */
function once(price: FlatPrice, { card, period, asOfMs }: FlatFacts, inForce: InForce): Fee {
  const { fromMs, untilMs } = spanInForce(period, inForce)
  const { offer, replaces } = card.subscription
  const isDue = period.fromMs <= inForce.fromMs && fromMs < Math.min(untilMs, asOfMs) && replaces?.offer !== offer
  return counted(price, 'fee', isDue ? 1 : 0, feeTimesOver(price)(firstPhase(card.subscription)))
}

/** Days fall due one by one as time comes; in advance all days of the period with its beginning. */
function daily(price: FlatPrice, { card, period, asOfMs }: FlatFacts, inForce: InForce): Fee {
  const span = spanInForce(period, inForce)
  const isAhead = price.timing === 'advance' && span.fromMs <= asOfMs
  const untilMs = isAhead ? span.untilMs : Math.min(span.untilMs, asOfMs)
  if (span.fromMs >= untilMs) return counted(price, 'day', 0)
  const { zone } = card.cycle
  const phased = { zone, phases: phasesOf(card.subscription), timesOf: feeTimesOver(price) }
  const asked = stretchesOf(phased, 'day', { ...span, untilMs }).filter(({ times }) => times > 0)
  const fees = asked.map((stretch) => counted(price, 'day', localDays(zone, stretch), stretch.times))
  const { unitPrice, ...fee } = fees.length === 0 ? counted(price, 'day', 0) : together(fees)
  const words = [...(asked.length === 0 ? ['paused'] : []), ...termWords(card, untilMs)]
  return words.length === 0
    ? { ...fee, ...(unitPrice === undefined ? {} : { unitPrice }) }
    : { ...fee, explanation: [...words, ...fee.explanation] }
}

/** Days on which a fee was asked so many times over, and days on which it was otherwise. */
function together(fees: readonly Fee[]): Fee {
  const [first] = fees
  invariant(first !== undefined, 'a day was asked')
  if (fees.length === 1) return first
  return { ...first, quantity: sum(fees.map(({ quantity }) => quantity)), ...summed(fees) }
}

function counted(price: FlatPrice, unit: FlatUnit, times: number, quantity = 1): Fee {
  const amount = exactPrice(price.amount)
  return { unit, unitPrice: amount, ...rateFlat({ times, every: unit, amount, quantity }) }
}
