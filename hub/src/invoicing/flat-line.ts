import { daysAfter } from '@octroi/shared/time/zone'
import type { FlatPrice } from '../catalogue/flat-price.ts'
import { feesEndMs } from '../rating/billing-period.ts'
import { exactPrice } from '../rating/exact-price.ts'
import { type FlatUnit, rateFlat } from '../rating/models/flat.ts'
import { localDays, type TimeSpan } from '../rating/models/prorate.ts'
import { type RateCard, spanOfPrice } from '../rating/rate-card.ts'
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
}

/** What a fee comes to, before it is named. */
export type Fee = Omit<RatedLine, 'price' | 'version' | 'name'>

/** A flat fee on the bill of a period, as far as time has come. A trial is time in which it is not asked. */
export function flatLine(key: string, price: FlatPrice, facts: FlatFacts): RatedLine {
  const within = spanOfPrice(facts.card, key) ?? { fromMs: 0, untilMs: 0 }
  return { price: key, version: facts.card.version, name: price.name, ...feeOn(price, facts, within) }
}

/** What of a period a subscription is in force; empty where it is not. */
export function spanInForce(period: TimeSpan, { fromMs: begins, untilMs: ends }: InForce): TimeSpan {
  const fromMs = Math.max(period.fromMs, begins)
  return { fromMs, untilMs: Math.max(fromMs, Math.min(period.untilMs, ends ?? period.untilMs)) }
}

/** `within` is the time in which the version rates it whose price it is. */
function feeOn(price: FlatPrice, facts: FlatFacts, within: InForce): Fee {
  const { every, trialDays } = price
  const { subscription } = facts.card
  const fromMs = trialDays === undefined ? subscription.fromMs : daysAfter(subscription.zone, subscription.fromMs, trialDays)
  if (every === 'once') return once(price, facts, { ...subscription, fromMs })
  const inForce = both({ fromMs, ...end(feesEndMs(facts.card)) }, facts.card.spans === undefined ? { fromMs } : within)
  return every === 'day' ? daily(price, facts, inForce) : recurringFee({ ...price, every }, facts, inForce)
}

function both(one: InForce, other: InForce): InForce {
  const fromMs = Math.max(one.fromMs, other.fromMs)
  const untilMs = Math.min(one.untilMs ?? Number.POSITIVE_INFINITY, other.untilMs ?? Number.POSITIVE_INFINITY)
  return { fromMs, ...end(untilMs === Number.POSITIVE_INFINITY ? undefined : Math.max(fromMs, untilMs)) }
}

function end(untilMs: number | undefined): { readonly untilMs?: number } {
  return untilMs === undefined ? {} : { untilMs }
}

/** A single fee falls due with its beginning. */
function once(price: FlatPrice, { period, asOfMs }: FlatFacts, inForce: InForce): Fee {
  const { fromMs, untilMs } = spanInForce(period, inForce)
  const isDue = period.fromMs <= inForce.fromMs && fromMs < Math.min(untilMs, asOfMs)
  return counted(price, 'fee', isDue ? 1 : 0)
}

/** Days fall due one by one as time comes; in advance all days of the period with its beginning. */
function daily(price: FlatPrice, { card, period, asOfMs }: FlatFacts, inForce: InForce): Fee {
  const span = spanInForce(period, inForce)
  const isAhead = price.timing === 'advance' && span.fromMs <= asOfMs
  const untilMs = isAhead ? span.untilMs : Math.min(span.untilMs, asOfMs)
  if (span.fromMs >= untilMs) return counted(price, 'day', 0)
  const { unitPrice: _, ...fee } = counted(price, 'day', localDays(card.cycle.zone, { ...span, untilMs }))
  const words = termWords(card, untilMs)
  return words.length === 0
    ? { ...fee, unitPrice: exactPrice(price.amount) }
    : { ...fee, explanation: [...words, ...fee.explanation] }
}

function counted(price: FlatPrice, unit: FlatUnit, times: number): Fee {
  const amount = exactPrice(price.amount)
  return { unit, unitPrice: amount, ...rateFlat({ times, every: unit, amount }) }
}
