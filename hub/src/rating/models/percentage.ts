import { formatExact } from '@octroi/shared/money/decimal'
import { add, compare, multiply, type Rational, rational } from '@octroi/shared/money/rational'
import { quantityWords } from './quantity-words.ts'
import type { Billable, EventCounts, Priced } from './rated.ts'
import { summed } from './summed.ts'

export interface Percentage {
  /** Of one: 0.025 for 2.5 %. */
  readonly part: Rational
  /** What every event asks beside its part. */
  readonly fixed?: Rational
  /** What an event comes to at least and at most, its fixed part included. */
  readonly minimum?: Rational
  readonly maximum?: Rational
}

/** By which of its three prices an event is priced: that decides which sum it is added to. */
export function eventPrice({ part, fixed, minimum, maximum }: Percentage, value: Rational): keyof EventCounts {
  const exact = add(multiply(value, part), fixed ?? rational(0n))
  if (minimum !== undefined && compare(exact, minimum) < 0) return 'atMinimum'
  return maximum !== undefined && compare(exact, maximum) > 0 ? 'atMaximum' : 'byValue'
}

/** A part of the value of each transaction. The value of those that cost the minimum or the maximum is not among the units. */
export function ratePercentage(billable: Billable, { part, fixed, minimum, maximum }: Percentage): Priced {
  const { byValue, atMinimum, atMaximum } = billable.events ?? { byValue: 0, atMinimum: 0, atMaximum: 0 }
  const exact = multiply(billable.units, part)
  const percent = formatExact(multiply(part, rational(100n)))
  const ofValue = { exact, explanation: [`${percent} % of ${quantityWords(billable)} = ${formatExact(exact)}`] }
  return summed([
    ofValue,
    ...each(byValue, fixed, 'fixed part'),
    ...each(atMinimum, minimum, 'minimum'),
    ...each(atMaximum, maximum, 'maximum'),
  ])
}

function each(count: number, amount: Rational | undefined, name: string): readonly Priced[] {
  if (count === 0 || amount === undefined) return []
  const exact = multiply(rational(BigInt(count)), amount)
  const events = count === 1 ? 'event' : 'events'
  return [{ exact, explanation: [`${count} ${events} × ${name} ${formatExact(amount)} = ${formatExact(exact)}`] }]
}
