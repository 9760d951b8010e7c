import { describe, expect, test } from 'vitest'
import { levelsFrom, type Parents, pathAbove, treeFaults } from './account-tree.ts'

const chain = (length: number): Parents =>
  new Map(Array.from({ length }, (_, at) => [`a${at}`, at === 0 ? undefined : `a${at - 1}`] as const))

describe('the tree of accounts', () => {
  test('is walked up to the top, and a circle is not walked for ever', () => {
    expect(pathAbove(chain(4), 'a3')).toEqual(['a2', 'a1', 'a0'])
    expect(
      pathAbove(
        new Map([
          ['a', 'b'],
          ['b', 'a'],
        ]),
        'a',
      ),
    ).toEqual(['b', 'a'])
    expect(levelsFrom(chain(4), 'a1')).toBe(3)
    expect(levelsFrom(chain(4), 'a3')).toBe(1)
  })

  test.each([
    { account: 'x', parent: 'x', levels: 1, above: [], code: 'tree_cycle', says: 'x < x' },
    { account: 'x', parent: 'z', levels: 3, above: ['y', 'x', 'w'], code: 'tree_cycle', says: 'x < z < y < x' },
    { account: 'x', parent: 'a', levels: 1, above: Array(8).fill('b'), code: undefined, says: '' },
    { account: 'x', parent: 'a', levels: 2, above: Array(8).fill('b'), code: 'tree_too_deep', says: 'with 1 more below it' },
    { account: 'x', parent: 'a', levels: 1, above: Array(9).fill('b'), code: 'tree_too_deep', says: 'x < a < b' },
  ])('$account below $parent: $code', ({ code, says, ...placed }) => {
    const [found] = treeFaults('parent', placed)
    expect(found?.code).toBe(code)
    expect(found?.detail ?? '').toContain(says)
  })
})
