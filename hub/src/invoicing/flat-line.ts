import { daysAfter, type Zone } from '@octroi/shared/time/zone'
import type { FlatPrice } from '../catalogue/flat-price.ts'
import { exactPrice } from '../rating/exact-price.ts'
import { rateFlat } from '../rating/models/flat.ts'
import { localDays, periodPart, prorate, type TimeSpan } from '../rating/models/prorate.ts'
import type { RatedLine } from './rated-line.ts'

export interface FlatFacts {
  readonly zone: Zone
  readonly period: TimeSpan
  readonly subscription: { readonly fromMs: number; readonly untilMs?: number }
  /** When the version rates it that asks it; the whole subscription where it is absent. */
  readonly within?: FlatFacts['subscription']
  readonly asOfMs: number
}

/** A flat fee in a period, as far as time has come. A trial is time in which it is not asked. */
export function flatLine(key: string, price: FlatPrice, facts: FlatFacts): Omit<RatedLine, 'version'> {
  const { zone, period, subscription, within = subscription } = facts
  const beginsMs = price.trialDays === undefined ? subscription.fromMs : daysAfter(zone, subscription.fromMs, price.trialDays)
  const asked = spanInForce(spanInForce(period, { ...subscription, fromMs: beginsMs }), within)
  const times = timesDue(price, facts, { beginsMs, asked })
  const amount = exactPrice(price.amount)
  const every = price.every === 'once' ? 'fee' : price.every
  const part = times === 0 ? undefined : periodPart(zone, price.proration ?? 'none', period, asked)
  const rated = rateFlat({ times, every, amount })
  const line = { price: key, name: price.name, unit: every, quantity: rated.quantity }
  return part === undefined ? { ...line, unitPrice: amount, ...rated } : { ...line, ...prorate(amount, part) }
}

/** What of a period a subscription is in force; empty where it is not. */
export function spanInForce(period: TimeSpan, { fromMs: begins, untilMs: ends }: FlatFacts['subscription']): TimeSpan {
  const fromMs = Math.max(period.fromMs, begins)
  return { fromMs, untilMs: Math.max(fromMs, Math.min(period.untilMs, ends ?? period.untilMs)) }
}

interface Asked {
  readonly beginsMs: number
  readonly asked: TimeSpan
}

/** Days fall due one by one as time comes, a month and a single fee once they have begun. */
function timesDue({ every }: FlatPrice, { zone, period, asOfMs }: FlatFacts, { beginsMs, asked }: Asked): number {
  const soFar = { ...asked, untilMs: Math.min(asked.untilMs, asOfMs) }
  if (soFar.fromMs >= soFar.untilMs) return 0
  if (every === 'once') return period.fromMs <= beginsMs ? 1 : 0
  return every === 'day' ? localDays(zone, soFar) : 1
}
