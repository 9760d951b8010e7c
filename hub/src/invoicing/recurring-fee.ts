import { multiply, rational, subtract } from '@octroi/shared/money/rational'
import type { PeriodLength } from '@octroi/shared/time/period'
import { localDate, type Zone } from '@octroi/shared/time/zone'
import type { FlatPrice } from '../catalogue/flat-price.ts'
import { billingCycle } from '../rating/billing-cycle.ts'
import { exactPrice } from '../rating/exact-price.ts'
import { rateFlat } from '../rating/models/flat.ts'
import { periodPart, prorate } from '../rating/models/prorate.ts'
import type { Priced } from '../rating/models/rated.ts'
import { summed } from '../rating/models/summed.ts'
import { type FeeTime, feeTimes } from './fee-times.ts'
import type { Fee, FlatFacts, InForce } from './flat-line.ts'
import { termWords } from './term-words.ts'

type RecurringPrice = FlatPrice & { readonly every: PeriodLength }

/** A fee for every week, month, quarter or year, which may be longer or shorter than the period of the bill. */
export function recurringFee(price: RecurringPrice, facts: FlatFacts, inForce: InForce): Fee {
  const { card, period, asOfMs } = facts
  const cycle = billingCycle(card.offer, card.subscription, price)
  const { asked, unused } = feeTimes({ cycle, timing: price.timing, period, ...inForce })
  const back = unused === undefined || asOfMs <= period.fromMs ? undefined : givenBack(price, unused, cycle.zone)
  if (back !== undefined) return { ...back, askedMs: Math.max(unused?.whole.fromMs ?? 0, inForce.fromMs) }
  const isDue = ({ part }: FeeTime): boolean => (price.timing === 'advance' ? part.fromMs <= asOfMs : part.fromMs < asOfMs)
  return feeOf(price, facts, asked.filter(isDue))
}

/** Whole times together, each time that is asked in part by itself. */
function feeOf(price: RecurringPrice, facts: FlatFacts, due: readonly FeeTime[]): Fee {
  const amount = exactPrice(price.amount)
  const { zone } = facts.card.cycle
  const parts = due.flatMap(({ whole, part }) => periodPart(zone, price.proration ?? 'none', whole, part) ?? [])
  const wholes = due.length - parts.length
  const steps: readonly Priced[] = [
    ...(wholes > 0 || due.length === 0 ? [rateFlat({ times: wholes, every: price.every, amount })] : []),
    ...parts.map((part) => prorate(amount, part)),
  ]
  const { exact, explanation } = summed(steps)
  const words = timeWords(price, facts, due)
  const isPlain = parts.length === 0 && words.length === 0
  return {
    unit: price.every,
    ...(isPlain ? { unitPrice: amount } : {}),
    quantity: rational(BigInt(due.length)),
    exact,
    explanation: [...words, ...explanation],
  }
}

/** What was asked in advance and not used: where days are counted, a day that was begun was used. */
function givenBack(price: RecurringPrice, { whole, part }: FeeTime, zone: Zone): Fee | undefined {
  const used = periodPart(zone, price.proration ?? 'none', whole, { fromMs: whole.fromMs, untilMs: part.fromMs })
  if (used === undefined) return undefined
  const one = rational(-1n)
  const unused = { ...used, taken: subtract(used.whole, used.taken) }
  const { exact, explanation } = prorate(multiply(exactPrice(price.amount), one), unused)
  const words = `asked in advance and not used after ${localDate(zone, part.fromMs - 1)}`
  return { unit: price.every, quantity: one, exact, explanation: [words, ...explanation] }
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
