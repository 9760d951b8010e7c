import { levelsFrom, pathAbove, treeDepthAtMost, treeFaults } from '@octroi/hub/accounts/account-tree'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('a tree of accounts never has a circle nor more levels than it may, whatever is asked in whatever order', () => {
  const moves = fc.array(fc.tuple(fc.nat(14), fc.nat(14)), { maxLength: 60 })
  fc.assert(
    fc.property(moves, (asked) => {
      const parents = new Map<string, string | undefined>(Array.from({ length: 15 }, (_, at) => [`a${at}`, undefined]))
      for (const [one, other] of asked) {
        const [account, parent] = [`a${one}`, `a${other}`]
        const placed = { account, parent, levels: levelsFrom(parents, account), above: pathAbove(parents, parent) }
        if (treeFaults('parent', placed).length === 0) parents.set(account, parent)
        for (const each of parents.keys()) {
          const path = pathAbove(parents, each)
          expect(path).not.toContain(each)
          expect(path.length).toBeLessThan(treeDepthAtMost)
        }
      }
    }),
  )
})
