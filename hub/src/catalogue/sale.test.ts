import { describe, expect, test } from 'vitest'
import type { Catalogue } from './catalogue.ts'
import { parseCatalogue } from './parse-catalogue.ts'
import { staysBehind } from './stays-behind.ts'

const offers = (text: string): string => `
services: { sample.use: { name: Sample use, actions: [use] } }
offers:
  own: { name: Own, currency: EUR, entitlements: [{ service: sample.use, actions: [use], reach: own }] }
  grid: { name: Grid, currency: EUR, sale: wholesale }
  ${text}
`

describe('an offer for resellers', () => {
  test.each([
    ['is wholesale', 'more: { name: More, currency: EUR, sale: wholesale, includes: [grid] }', []],
    [
      'entitles to nothing',
      'more: { name: More, currency: EUR, sale: wholesale, entitlements: [{ service: sample.use, actions: [use], reach: own }] }',
      ['offers.more.entitlements'],
    ],
    ['is in no retail bundle', 'more: { name: More, currency: EUR, includes: [grid] }', ['offers.more.includes[0]']],
    [
      'includes no retail offer',
      'more: { name: More, currency: EUR, sale: wholesale, includes: [own] }',
      ['offers.more.includes[0]'],
    ],
    ['is of a kind that there is', 'more: { name: More, currency: EUR, sale: both }', ['offers.more.sale']],
  ])('%s', (_what, text, paths) => {
    const parsed = parseCatalogue(offers(text))
    expect(parsed.ok ? [] : parsed.error.map(({ path }) => path)).toEqual(paths)
  })

  test('stays what it is for those who have it, whatever a later version says', () => {
    const read = (sale: string): Catalogue => {
      const parsed = parseCatalogue(offers(`more: { name: More, currency: EUR, sale: ${sale} }`))
      if (!parsed.ok) throw new Error('it has faults')
      return parsed.value
    }
    const left = (before: string, after: string) => staysBehind(read(before), { touches: 'renewal', catalogue: read(after) })
    expect(left('wholesale', 'wholesale')).toEqual([])
    expect(left('wholesale', 'retail')).toEqual([{ offer: 'more', reason: 'other_sale' }])
    expect(left('retail', 'wholesale')).toEqual([{ offer: 'more', reason: 'other_sale' }])
  })
})
