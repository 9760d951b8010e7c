import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everyOf, type PageRequest, pageOf } from './page.ts'

test('every item of a list comes once and in its order, however many are read at a time', async () => {
  const lists = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 30 }).map((ids) => ids.toSorted().toReversed())
  await fc.assert(
    fc.asyncProperty(lists, fc.integer({ min: 1, max: 12 }), async (ids, atOnce) => {
      const asked: number[] = []
      const list = async ({ limit, after }: PageRequest) => {
        asked.push(limit)
        const rest = after === undefined ? ids : ids.slice(ids.indexOf(after) + 1)
        return pageOf(rest.slice(0, limit + 1), limit, (id) => id)
      }
      const found: string[] = []
      for await (const id of everyOf(list, atOnce)) found.push(id)
      expect(found).toEqual(ids)
      expect(asked).toEqual(Array.from({ length: Math.max(1, Math.ceil(ids.length / atOnce)) }, () => atOnce))
    }),
  )
})
