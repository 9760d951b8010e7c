import { expect, test } from 'vitest'
import { z } from 'zod'
import { readAnswer } from './read-answer.ts'

const schema = z.strictObject({
  items: z.array(z.strictObject({ id: z.string(), price: z.strictObject({ amount: z.string() }) })),
})

test('what the hub says more is left out at every depth, and what it said is left alone', () => {
  const answer = { items: [{ id: 'a', new: 1, price: { amount: '2.40', tax: '0.48' } }], more: true }
  const before = structuredClone(answer)
  expect(readAnswer(schema, answer)).toEqual({ ok: true, value: { items: [{ id: 'a', price: { amount: '2.40' } }] } })
  expect(answer).toEqual(before)
})

test('what is known must be there and fit, whatever more is said', () => {
  const read = readAnswer(schema, { items: [{ id: 7, new: 1 }] })
  expect(!read.ok && read.error.map(({ path, code }) => [path, code])).toEqual([
    ['items[0].id', 'wrong_type'],
    ['items[0].price', 'required'],
    ['items[0].new', 'unknown_field'],
  ])
})

test.each([undefined, null, 'text', 3, []])('%j is no answer', (answer) => {
  expect(readAnswer(schema, answer).ok).toBe(false)
})
