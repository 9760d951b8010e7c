import { formatExact } from '@octroi/shared/money/decimal'
import { multiply, type Rational, rational } from '@octroi/shared/money/rational'
import { localDate } from '@octroi/shared/time/zone'
import { rateFlat } from '../rating/models/flat.ts'
import { type Proration, periodPart, prorate } from '../rating/models/prorate.ts'
import type { Priced } from '../rating/models/rated.ts'
import { type Phased, type Stretch, stretchesOf } from './fee-stretches.ts'
import type { FeeTime } from './fee-times.ts'
import type { Recurring } from './recurring-fee.ts'

/** One time of a fee with how often it is asked in which part of it. */
export interface TimedFee {
  readonly time: FeeTime
  readonly stretches: readonly Stretch[]
  /** Where all of the time is asked alike: how many times over. */
  readonly whole?: number
}

export function timedFee(phased: Phased, how: Proration, time: FeeTime): TimedFee {
  const stretches = stretchesOf(phased, how, time.part)
  const [only] = stretches
  const isWhole =
    only !== undefined && only.times > 0 && stretches.length === 1 && periodPart(phased.zone, how, time.whole, only) === undefined
  return { time, stretches, ...(isWhole ? { whole: only.times } : {}) }
}

/** What the parts of a time come to, each by itself; a time in which all is paused asks nothing. */
export function partSteps({ zone }: Phased, how: Proration, amount: Rational, { time, stretches }: TimedFee): readonly Priced[] {
  const asked = stretches.filter(({ times }) => times > 0)
  const paused = stretches.length > asked.length ? [pausedWords(zone, stretches)] : []
  if (asked.length === 0) return [{ exact: rational(0n), explanation: paused }]
  return asked.map((stretch, index) => {
    const part = periodPart(zone, how, time.whole, stretch)
    const { exact, explanation } = prorate(multiply(rational(BigInt(stretch.times)), amount), part)
    return { exact, explanation: [...(index === 0 ? paused : []), ...dayWords(zone, stretches, stretch, amount), ...explanation] }
  })
}

/** Times that are asked whole, those that are asked alike together. */
export function wholeSteps({ every }: Recurring, amount: Rational, fees: readonly TimedFee[]): readonly Priced[] {
  const counts = new Map<number, number>()
  for (const { whole } of fees) if (whole !== undefined) counts.set(whole, (counts.get(whole) ?? 0) + 1)
  return [...counts].map(([quantity, times]) => rateFlat({ times, every, amount, quantity }))
}

/** Of a fee that is not asked alike all the time: for which days how many. */
function dayWords(
  zone: Phased['zone'],
  all: readonly Stretch[],
  { fromMs, untilMs, times }: Stretch,
  amount: Rational,
): readonly string[] {
  const many =
    times === 1 ? [] : [`${times} × ${formatExact(amount)} = ${formatExact(multiply(rational(BigInt(times)), amount))}`]
  if (all.length === 1) return many
  return [
    `from ${localDate(zone, fromMs)} through ${localDate(zone, untilMs - 1)}: ${times === 1 ? 'one' : `a quantity of ${times}`}`,
    ...many,
  ]
}

function pausedWords(zone: Phased['zone'], stretches: readonly Stretch[]): string {
  const spans = stretches.filter(({ times }) => times === 0)
  const told = spans.map(({ fromMs, untilMs }) => `${localDate(zone, fromMs)} through ${localDate(zone, untilMs - 1)}`)
  return `paused from ${told.join(' and from ')}`
}
