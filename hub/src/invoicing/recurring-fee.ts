import { formatExact } from '@octroi/shared/money/decimal'
import { multiply, type Rational, rational, subtract, sum } from '@octroi/shared/money/rational'
import type { PeriodLength } from '@octroi/shared/time/period'
import { localDate } from '@octroi/shared/time/zone'
import type { FlatPrice } from '../catalogue/flat-price.ts'
import { billingCycle } from '../rating/billing-cycle.ts'
import { exactPrice } from '../rating/exact-price.ts'
import { rateFlat } from '../rating/models/flat.ts'
import { type Proration, periodPart, prorate } from '../rating/models/prorate.ts'
import type { Priced } from '../rating/models/rated.ts'
import { summed } from '../rating/models/summed.ts'
import { type Phase, phasesOf } from '../subscriptions/phase.ts'
import { feeTimesOver, type Phased } from './fee-stretches.ts'
import { type EarlierTime, type FeeTime, feeTimes } from './fee-times.ts'
import type { Fee, FlatFacts, InForce } from './flat-line.ts'
import { partSteps, type TimedFee, timedFee, wholeSteps } from './phased-fee.ts'
import { termWords } from './term-words.ts'

export type Recurring = FlatPrice & { readonly every: PeriodLength }

/** The line that a change within a time that was asked in advance makes, beside the times that the bill asks itself. */
const changedBand = 'changed'

/**
 * A fee for every week, month, quarter or year, which may be longer or shorter than the period of the bill. What a bill asks in
 * advance it asks by the phases that begin before its period ends; a later one, in whose period something changes, asks or gives
 * back the difference.
 */
export function recurringFee(price: Recurring, facts: FlatFacts, inForce: InForce): readonly Fee[] {
  const { card, period, asOfMs } = facts
  const cycle = billingCycle(card.offer, card.subscription, price)
  const { asked, earlier } = feeTimes({ cycle, timing: price.timing, period, ...inForce })
  const change = earlier === undefined || asOfMs <= period.fromMs ? undefined : changedFee(price, facts, earlier)
  if (change !== undefined && asked.length === 0) return [change]
  const isDue = ({ part }: FeeTime): boolean => (price.timing === 'advance' ? part.fromMs <= asOfMs : part.fromMs < asOfMs)
  const fee = feeOf(price, facts, asked.filter(isDue))
  return change === undefined ? [fee] : [fee, { ...change, band: changedBand }]
}

/** The phases that a bill knows when its time is over. */
function phasedAt(price: Recurring, { card }: FlatFacts, knownUntilMs: number): Phased {
  const { zone } = card.cycle
  const known = ({ fromMs }: Phase, index: number): boolean => index === 0 || fromMs < knownUntilMs
  return { zone, phases: phasesOf(card.subscription).filter(known), timesOf: feeTimesOver(price) }
}

/** Whole times together, each time that is asked in parts by itself. */
function feeOf(price: Recurring, facts: FlatFacts, due: readonly FeeTime[]): Fee {
  const amount = exactPrice(price.amount)
  const how = price.proration ?? 'none'
  const phased = phasedAt(price, facts, facts.period.untilMs)
  const timed = due.map((time) => timedFee(phased, how, time))
  const parted = timed.filter(({ whole }) => whole === undefined)
  const steps: readonly Priced[] = [
    ...(due.length === 0 ? [rateFlat({ times: 0, every: price.every, amount })] : wholeSteps(price, amount, timed)),
    ...parted.flatMap((fee) => partSteps(phased, how, amount, fee)),
  ]
  const { exact, explanation } = summed(steps)
  const words = timeWords(price, facts, due)
  const isPlain = parted.length === 0 && words.length === 0
  return {
    unit: price.every,
    ...(isPlain ? { unitPrice: amount } : {}),
    quantity: rational(BigInt(timed.reduce((count, fee) => count + countOf(fee), 0))),
    exact,
    explanation: [...words, ...explanation],
  }
}

/** Of a time that is asked in parts, one; none where all of it is paused. */
function countOf({ whole, stretches }: TimedFee): number {
  return whole ?? (stretches.some(({ times }) => times > 0) ? 1 : 0)
}

/** What a time that was asked in advance comes to otherwise than it did when it was asked. */
function changedFee(price: Recurring, facts: FlatFacts, { before, after }: EarlierTime): Fee | undefined {
  const how = price.proration ?? 'none'
  const was = timedFee(phasedAt(price, facts, facts.period.fromMs), how, before)
  const is = timedFee(phasedAt(price, facts, facts.period.untilMs), how, after)
  const askedMs = before.part.fromMs
  const alike = askedAlike(was, is)
  if (alike !== undefined) {
    const back = givenBack(price, facts, { time: after, quantity: alike, how })
    return back && { ...back, askedMs }
  }
  const amount = exactPrice(price.amount)
  const [asked, known] = [was, is].map((fee) => stepsOf(price, facts, amount, fee, how))
  if (asked === undefined || known === undefined) return undefined
  const [wasExact, isExact] = [asked, known].map((steps) => sum(steps.map(({ exact }) => exact)))
  if (wasExact === undefined || isExact === undefined) return undefined
  const exact = subtract(isExact, wasExact)
  if (exact.n === 0n) return undefined
  const { zone } = facts.card.cycle
  const span = `${localDate(zone, after.whole.fromMs)} through ${localDate(zone, after.whole.untilMs - 1)}`
  const difference = `${formatExact(isExact)} less ${formatExact(wasExact)} asked in advance = ${formatExact(exact)}`
  const explanation = [`changed within ${span}`, ...summed(known).explanation, difference]
  return { unit: price.every, quantity: rational(exact.n < 0n ? -1n : 1n), exact, explanation, askedMs }
}

function stepsOf(price: Recurring, { card }: FlatFacts, amount: Rational, fee: TimedFee, how: Proration): readonly Priced[] {
  const phased: Phased = { zone: card.cycle.zone, phases: [], timesOf: feeTimesOver(price) }
  return fee.whole === undefined ? partSteps(phased, how, amount, fee) : wholeSteps(price, amount, [fee])
}

/** How often it was asked, where nothing but an end comes between what was asked and what is known. */
function askedAlike(was: TimedFee, is: TimedFee): number | undefined {
  const [one, ...others] = [...was.stretches, ...is.stretches].map(({ times }) => times)
  return one !== undefined && others.every((times) => times === one) ? one : undefined
}

interface Ended {
  readonly time: FeeTime
  readonly quantity: number
  readonly how: Proration
}

/** What was asked in advance and not used: where days are counted, a day that was begun was used. */
function givenBack(price: Recurring, { card }: FlatFacts, { time: { whole, part }, quantity, how }: Ended): Fee | undefined {
  const { zone } = card.cycle
  if (part.untilMs >= whole.untilMs || quantity === 0) return undefined
  const used = periodPart(zone, how, whole, { fromMs: whole.fromMs, untilMs: part.untilMs })
  if (used === undefined) return undefined
  const times = rational(BigInt(-quantity))
  const unused = { ...used, taken: subtract(used.whole, used.taken) }
  const { exact, explanation } = prorate(multiply(exactPrice(price.amount), times), unused)
  const words = `asked in advance and not used after ${localDate(zone, part.untilMs - 1)}`
  return { unit: price.every, quantity: times, exact, explanation: [words, ...explanation] }
}

/** For which time a fee is, where the period of the bill does not say it. */
function timeWords({ timing }: FlatPrice, { card, period }: FlatFacts, due: readonly FeeTime[]): readonly string[] {
  const [first, last] = [due[0], due.at(-1)]
  if (first === undefined || last === undefined) return []
  const dateOf = (ms: number): string => localDate(card.cycle.zone, ms)
  const isOfBill = due.every(({ whole }) => whole.fromMs === period.fromMs && whole.untilMs === period.untilMs)
  const span = `for ${dateOf(first.part.fromMs)} through ${dateOf(last.part.untilMs - 1)}`
  const words = timing === 'advance' ? [`in advance ${span}`] : isOfBill ? [] : [span]
  // In advance more may be asked than its end leaves, because the bill does not know it yet: that is no term.
  return [...words, ...termWords(card, Math.min(last.part.untilMs, period.untilMs))]
}
