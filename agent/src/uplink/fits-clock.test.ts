import { expect, test } from 'vitest'
import { fitsClock } from './fits-clock.ts'

const lease = { notBefore: 1000, renewAt: 1060 }

test.each<readonly [string, number, boolean]>([
  ['as it begins', 1000, true],
  ['of a clock that lags by what a network takes', 997, true],
  ['before it begins', 996, false],
  ['shortly before it is to be renewed', 1059, true],
  ['when it was to be renewed already, though it lasts on', 1060, false],
])('a lease that comes %s', (_when, seconds, fits) => {
  expect(fitsClock(lease, { nowMs: seconds * 1000, uncertaintyMs: 1000 })).toBe(fits)
})
