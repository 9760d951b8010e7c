import { expect, test } from 'vitest'
import type { PageRequest } from '../../page.ts'
import { csvBody } from './csv-body.ts'

/** A list of so many numbers, read slice by slice; told to fail, its second slice cannot be read. */
function listOf(many: number, { fails = false } = {}) {
  const asked: PageRequest[] = []
  const defects: unknown[] = []
  const slice = async (page: PageRequest) => {
    asked.push(page)
    if (fails && asked.length === 2) throw new Error('the disk is gone')
    const first = Number(page.after ?? 0)
    const until = Math.min(many, first + page.limit)
    const items = Array.from({ length: until - first }, (_, index) => first + index)
    return until < many ? { items, next: String(until) } : { items }
  }
  const body = csvBody({ columns: [{ name: 'number', text: String }], slice, onDefect: (error) => defects.push(error) })
  return { asked, defects, body, text: () => new Response(body).text() }
}

test('a list longer than a slice is one file, each row once', async () => {
  const { asked, text } = listOf(1201)
  const lines = (await text()).trim().split(/\r?\n/)
  expect(lines).toEqual(['number', ...Array.from({ length: 1201 }, (_, index) => String(index))])
  expect(asked.map(({ after }) => after)).toEqual([undefined, '500', '1000'])
})

test('a file whose list cannot be read to its end breaks, rather than end as if it were whole', async () => {
  const { defects, text } = listOf(1201, { fails: true })
  await expect(text()).rejects.toThrow('the disk is gone')
  expect(defects).toHaveLength(1)
})

test('what nobody reads is not read from the storage either', async () => {
  const { asked, body } = listOf(100_000)
  const reader = body.getReader()
  await reader.read()
  await reader.cancel()
  expect(asked.length).toBeLessThan(3)
})
