import { shapeOf } from '@octroi/hub/usage-events/json-elements'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test.each([
  ['[]', 1, []],
  [' [ ] ', 1, []],
  ['[{"id": "a"}, {"id": "b,]\\"}"}]', 2, ['{"id": "a"}', '{"id": "b,]\\"}"}']],
  ['[1,[2,[3]]]', 3, ['1', '[2,[3]]']],
  ['{"a": [1, 2]}', 2, []],
])('%s', (text, depth, elements) => {
  expect(shapeOf(text)).toEqual({ depth, elements })
})

test('whatever an array holds, its elements are told as they were written', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.constantFrom(undefined, 2), (values, indent) => {
      const { elements } = shapeOf(JSON.stringify(values, undefined, indent))
      expect(elements.map((element) => JSON.parse(element))).toEqual(JSON.parse(JSON.stringify(values)))
    }),
  )
})
