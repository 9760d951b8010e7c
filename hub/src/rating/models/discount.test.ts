import { formatExact } from '@octroi/shared/money/decimal'
import { expect, test } from 'vitest'
import { exactPercent, exactPrice } from '../exact-price.ts'
import { type Reduction, reduced } from './discount.ts'

const lines = (...amounts: readonly string[]) => amounts.map((amount) => ({ exact: exactPrice(amount), explanation: [] }))
const percent = (text: string): Reduction => ({ name: 'Welcome', part: exactPercent(text) })
const amount = (text: string): Reduction => ({ name: 'Welcome', amount: exactPrice(text) })

test.each<[string, readonly string[], Reduction, readonly string[]]>([
  ['a part of each line', ['10', '3'], percent('15.5'), ['8.45', '2.535']],
  ['all of it', ['10'], percent('100'), ['0']],
  ['an amount, shared pro rata', ['30', '10'], amount('8'), ['24', '8']],
  ['an amount that has no finite share', ['1', '2'], amount('1'), ['2/3', '4/3']],
  ['never more than there is', ['10', '2'], amount('15'), ['0', '0']],
  ['nothing of nothing', ['0', '4'], amount('1'), ['0', '3']],
])('%s', (_what, before, reduction, after) => {
  expect(reduced(lines(...before), reduction).map(({ exact }) => formatExact(exact))).toEqual(after)
})

test('a line below nothing neither gives nor takes', () => {
  const credit = { exact: { n: -5n, d: 1n }, explanation: [] }
  expect(reduced([credit, ...lines('4')], amount('1')).map(({ exact }) => formatExact(exact))).toEqual(['-5', '3'])
})

test('says each step', () => {
  expect(reduced(lines('10'), percent('15.5'))[0]?.explanation).toEqual(['less Welcome 15.5 %: 10 - 1.55 = 8.45'])
  expect(reduced(lines('10'), amount('4'))[0]?.explanation).toEqual(['less Welcome 4: 10 - 4 = 6'])
})
