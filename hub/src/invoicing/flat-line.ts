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
  /** When its version asks it. */
  readonly asked: InForce
  readonly asOfMs: number
}

/** When something is asked at all. */
export interface InForce {
  readonly fromMs: number
  readonly untilMs?: number
}

/** What a fee comes to, before it is named. */
export type Fee = Omit<RatedLine, 'price' | 'name' | 'version'>

/** A flat fee on the bill of a period, as far as time has come. A trial is time in which it is not asked. */
export function flatLine(key: string, price: FlatPrice, facts: FlatFacts): Omit<RatedLine, 'version'> {
  return { price: key, name: price.name, ...feeOn(price, facts) }
}

/** What of a period a subscription is in force; empty where it is not. */
export function spanInForce(period: TimeSpan, { fromMs: begins, untilMs: ends }: InForce): TimeSpan {
  const fromMs = Math.max(period.fromMs, begins)
  return { fromMs, untilMs: Math.max(fromMs, Math.min(period.untilMs, ends ?? period.untilMs)) }
}

/** When a version asks a fee, undefined where it never does: the last one of a subscription also after its end, for a minimum term. */
export function askedSpan(card: RateCard, price: string): InForce | undefined {
  const within = spanOfPrice(card, price)
  if (within === undefined) return undefined
  const untilMs = within.untilMs === card.subscription.untilMs ? feesEndMs(card) : within.untilMs
  return { fromMs: within.fromMs, ...(untilMs === undefined ? {} : { untilMs }) }
}

function feeOn(price: FlatPrice, facts: FlatFacts): Fee {
  const { every, trialDays } = price
  const { card, asked } = facts
  const { subscription } = card
  const beginsMs = trialDays === undefined ? subscription.fromMs : daysAfter(subscription.zone, subscription.fromMs, trialDays)
  if (every === 'once') return once(price, facts, { ...subscription, fromMs: beginsMs })
  const inForce = { ...asked, fromMs: Math.max(beginsMs, asked.fromMs) }
  return every === 'day' ? daily(price, facts, inForce) : recurringFee({ ...price, every }, facts, inForce)
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
