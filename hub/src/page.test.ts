import { expect, test } from 'vitest'
import { everyOf, type PageRequest, pageOf } from './page.ts'

test.each<readonly [string, number, number, asked: number]>([
  ['an empty list', 0, 3, 1],
  ['less than a page', 2, 3, 1],
  ['a whole page', 3, 3, 1],
  ['one more than a page', 4, 3, 2],
  ['one item at a time', 5, 1, 5],
])('%s: every item comes once and in its order', async (_what, count, atOnce, asked) => {
  const ids = Array.from({ length: count }, (_, index) => `item ${index}`)
  let pages = 0
  const list = async ({ limit, after }: PageRequest) => {
    pages++
    const rest = after === undefined ? ids : ids.slice(ids.indexOf(after) + 1)
    return pageOf(rest.slice(0, limit + 1), limit, (id) => id)
  }
  const found: string[] = []
  for await (const id of everyOf(list, atOnce)) found.push(id)
  expect(found).toEqual(ids)
  expect(pages).toBe(asked)
})
