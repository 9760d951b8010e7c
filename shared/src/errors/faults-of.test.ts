import { expect, test } from 'vitest'
import { z } from 'zod'
import { faultsOf } from './faults-of.ts'

const schema = z.strictObject({
  name: z.string().min(1),
  kind: z.enum(['a', 'b']),
  list: z.array(z.strictObject({ count: z.number().max(3) })),
  url: z.url(),
  own: z.string().refine((text) => text === 'x', 'must be x'),
})

test('every fault has its field and a code of ours', () => {
  const input = {
    name: '',
    kind: 'c',
    list: [{ count: 1 }, { count: 9, more: 1 }, { count: 'x' }],
    url: 'no',
    own: 'y',
    extra: 1,
  }
  const { error } = schema.safeParse(input)
  expect(faultsOf(error ?? { issues: [] }).map(({ path, code }) => `${path} ${code}`)).toEqual([
    'name out_of_range',
    'kind unknown_value',
    'list[1].count out_of_range',
    'list[1].more unknown_field',
    'list[2].count wrong_type',
    'url invalid_format',
    'own invalid',
    'extra unknown_field',
  ])
})

test('what is missing is required, and an input of the wrong kind is told at its root', () => {
  const { error } = schema.safeParse({ list: [], url: 'https://a.example', own: 'x' })
  expect(faultsOf(error ?? { issues: [] })).toMatchObject([{ path: 'name', code: 'required' }, { path: 'kind' }])
  expect(faultsOf(schema.safeParse('text').error ?? { issues: [] })).toMatchObject([{ path: '', code: 'wrong_type' }])
})
