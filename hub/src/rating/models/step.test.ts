import { expect, test } from 'vitest'
import { stepUp } from './step.ts'

test.each<[string, bigint, bigint, bigint, bigint]>([
  ['no use stays none', 0n, 60n, 30n, 0n],
  ['what is taken back is not rounded', -5n, 60n, 0n, -5n],
  ['a step that is begun is whole', 61n, 60n, 0n, 120n],
  ['whole steps stay', 120n, 60n, 0n, 120n],
  ['the least, however short', 1n, 6n, 30n, 30n],
  ['steps count on from the least', 57n, 6n, 30n, 60n],
  ['CGRateS: a minute, then seconds', 85n, 1n, 60n, 85n],
])('%s', (_what, quantity, step, least, expected) => {
  expect(stepUp(quantity, { step, least })).toBe(expected)
})
