import { formatExact } from '@octroi/shared/money/decimal'
import { rational } from '@octroi/shared/money/rational'
import { expect, test } from 'vitest'
import { summed } from './summed.ts'

test.each<[number, string, string[]]>([
  [1, '1/3', ['a third']],
  [3, '1', ['a third', 'a third', 'a third', '1/3 + 1/3 + 1/3 = 1']],
])('%i steps come to %s', (count, exact, explanation) => {
  const taken = summed(Array.from({ length: count }, () => ({ exact: rational(1n, 3n), explanation: ['a third'] })))
  expect([formatExact(taken.exact), taken.explanation]).toEqual([exact, explanation])
})
