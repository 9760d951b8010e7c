import { formatExact } from '@octroi/shared/money/decimal'
import { compare, divide, multiply, type Rational, rational, subtract, sum } from '@octroi/shared/money/rational'
import type { Priced } from './rated.ts'

/** What is taken off: a part, or an amount that is shared by the lines pro rata and never more than they come to. */
export type Reduction = Part | Amount

interface Part {
  readonly name: string
  readonly part: Rational
}

interface Amount {
  readonly name: string
  readonly amount: Rational
}

/** What is taken off each line. A line below nothing gives nothing. */
function reductions(exacts: readonly Rational[], reduction: Reduction): readonly Rational[] {
  const bases = exacts.map((exact) => (exact.n > 0n ? exact : nothing))
  if ('part' in reduction) return bases.map((base) => multiply(base, reduction.part))
  const whole = sum(bases)
  if (compare(whole, reduction.amount) <= 0) return bases
  return bases.map((base) => divide(multiply(base, reduction.amount), whole))
}

/** The lines less what is taken off, with how. */
export function reduced<L extends Priced>(lines: readonly L[], reduction: Reduction): readonly L[] {
  const taken = reductions(
    lines.map(({ exact }) => exact),
    reduction,
  )
  return lines.map((line, index) => {
    const off = taken[index] ?? nothing
    if (off.n === 0n) return line
    const exact = subtract(line.exact, off)
    const step = `less ${wordsOf(reduction)}: ${formatExact(line.exact)} - ${formatExact(off)} = ${formatExact(exact)}`
    return { ...line, exact, explanation: [...line.explanation, step] }
  })
}

/** A line less a part of it, also below nothing. */
export function lessPart<L extends Priced>(line: L, reduction: Part): L {
  const left = subtract(rational(1n), reduction.part)
  const exact = multiply(line.exact, left)
  const step = `less ${wordsOf(reduction)}: ${formatExact(line.exact)} × ${formatExact(left)} = ${formatExact(exact)}`
  return { ...line, exact, explanation: [...line.explanation, step] }
}

function wordsOf(reduction: Reduction): string {
  const { name } = reduction
  return 'part' in reduction
    ? `${name} ${formatExact(multiply(reduction.part, rational(100n)))} %`
    : `${name} ${formatExact(reduction.amount)}`
}

const nothing = rational(0n)
