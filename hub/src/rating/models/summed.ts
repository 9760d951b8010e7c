import { formatExact } from '@octroi/shared/money/decimal'
import { sum } from '@octroi/shared/money/rational'
import type { Priced } from './rated.ts'

/** Steps taken together; where there are several, their sum is a step of its own. */
export function summed(steps: readonly Priced[]): Priced {
  const exact = sum(steps.map((step) => step.exact))
  const explanation = steps.flatMap((step) => step.explanation)
  if (steps.length < 2) return { exact, explanation }
  return {
    exact,
    explanation: [...explanation, `${steps.map((step) => formatExact(step.exact)).join(' + ')} = ${formatExact(exact)}`],
  }
}
