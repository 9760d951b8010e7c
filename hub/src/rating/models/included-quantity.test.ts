import { formatExact } from '@octroi/shared/money/decimal'
import { expect, test } from 'vitest'
import { exactPrice } from '../exact-price.ts'
import { takeIncluded } from './included-quantity.ts'

test.each<[string, string[], string, string[]]>([
  ['no more than was used', ['3'], '10', ['3']],
  ['no more than is included', ['30'], '10', ['10']],
  ['pro rata to the bands', ['30', '10'], '10', ['7.5', '2.5']],
  ['pro rata without a finite decimal', ['2', '1'], '1', ['2/3', '1/3']],
  ['everything of every band', ['3', '4'], '7', ['3', '4']],
  ['nothing of what was given back', ['-5', '8'], '4', ['0', '4']],
  ['nothing of nothing', ['0', '0'], '4', ['0', '0']],
])('%s', (_what, quantities, included, expected) => {
  expect(takeIncluded(quantities.map(exactPrice), exactPrice(included)).map(formatExact)).toEqual(expected)
})
