import { type CatalogueChange, diffCatalogues, type Plain } from '@octroi/hub/catalogue/diff-catalogues'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('changes, put in place of what was there, make the next of the former', () => {
  const tree = fc.letrec<{ node: Plain }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.string({ maxLength: 3 }),
      fc.boolean(),
      fc.dictionary(fc.stringMatching(/^[a-d]$/), tie('node'), { maxKeys: 4 }),
    ),
  })).node
  const root = fc.dictionary(fc.stringMatching(/^[a-d]$/), tree, { maxKeys: 4, noNullPrototype: true })
  fc.assert(
    fc.property(root, root, (before, after) => {
      const changed = structuredClone(before) as Record<string, unknown>
      const changes = diffCatalogues(before as never, after as never)
      for (const change of changes) put(changed, change)
      expect(changed).toEqual(after)
    }),
    { numRuns: 300 },
  )
})

function put(root: Record<string, unknown>, { path, after }: CatalogueChange): void {
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const parent = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, root)
  if (after === undefined) delete parent[last]
  else parent[last] = structuredClone(after)
}
