import { expect, test } from 'vitest'
import { waitBeforeRetryMs } from './retry.ts'

const first = { attempt: 1, isRepeatable: true, random: 1 }

test.each([
  ['no answer', { status: undefined, retryAfter: null }, first, 250],
  [
    'no answer to what may not be done twice',
    { status: undefined, retryAfter: null },
    { ...first, isRepeatable: false },
    undefined,
  ],
  ['503', { status: 503, retryAfter: '3' }, first, 3000],
  ['503 to what may not be done twice', { status: 503, retryAfter: '3' }, { ...first, isRepeatable: false }, undefined],
  ['429, which did nothing', { status: 429, retryAfter: '2' }, { ...first, isRepeatable: false }, 2000],
  ['a longer wait than is worth it', { status: 429, retryAfter: '31' }, first, undefined],
  ['a date instead of seconds', { status: 503, retryAfter: 'Mon, 23 Nov 2026 12:00:00 GMT' }, first, 250],
  ['a refusal', { status: 403, retryAfter: null }, first, undefined],
  ['a defect', { status: 500, retryAfter: null }, first, undefined],
  ['the fourth time', { status: undefined, retryAfter: null }, { ...first, attempt: 4 }, 2000],
  ['after the last time', { status: undefined, retryAfter: null }, { ...first, attempt: 5 }, undefined],
  ['at the near end of the span', { status: undefined, retryAfter: null }, { ...first, random: 0 }, 125],
])('%s', (_what, failed, attempt, waitMs) => {
  expect(waitBeforeRetryMs(failed, attempt)).toBe(waitMs)
})
