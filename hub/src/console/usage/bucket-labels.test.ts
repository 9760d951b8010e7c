import type { Zone } from '@octroi/shared/time/zone'
import { expect, test } from 'vitest'
import { bucketSpans } from '../../usage/usage-buckets.ts'
import { bucketLabels } from './bucket-labels.ts'

const zone = 'Europe/London' as Zone
const span = { fromMs: Date.parse('2013-10-27T00:00:00Z'), untilMs: Date.parse('2013-10-27T03:00:00Z') }

test.each([
  ['en', 'month', ['October 2013']],
  ['fr', 'month', ['octobre 2013']],
  ['en', 'day', ['Sun, 27 Oct 2013']],
  ['fr', 'day', ['dim. 27 oct. 2013']],
  ['en', 'hour', ['Sun, 27 Oct 2013, 01:00 BST', 'Sun, 27 Oct 2013, 01:00 GMT', 'Sun, 27 Oct 2013, 02:00']],
] as const)('in %s, by %s, an hour that comes twice is told apart', (language, level, labels) => {
  expect(bucketLabels(language, zone, level, bucketSpans(zone, level, span))).toEqual(labels)
})
