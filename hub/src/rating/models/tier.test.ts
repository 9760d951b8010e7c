import { expect, test } from 'vitest'
import { exactPrice } from '../exact-price.ts'
import { tierOf } from './tier.ts'

const tiers = [{ upTo: exactPrice('1') }, { upTo: exactPrice('2.5') }, {}]

test.each([
  ['-3', 'up to 1: '],
  ['0', 'up to 1: '],
  ['1', 'up to 1: '],
  ['1.000000000001', 'above 1 to 2.5: '],
  ['2.5', 'above 1 to 2.5: '],
  ['3', 'above 2.5: '],
])('%s lies in the tier %s', (units, label) => expect(tierOf(tiers, exactPrice(units))?.label).toBe(label))
