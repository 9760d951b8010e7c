import { expect, test } from 'vitest'
import { tokenBucket } from './token-bucket.ts'

test('lets a burst through, then so many a second, and no more than the burst after a rest', () => {
  let nowMs = 0
  const bucket = tokenBucket({ burst: 3, perSecond: 2 }, () => nowMs)
  const taken = (count: number): number => Array.from({ length: count }, () => bucket.take()).filter(Boolean).length
  expect(taken(5)).toBe(3)
  nowMs = 499
  expect(taken(5)).toBe(0)
  nowMs = 1000
  expect(taken(5)).toBe(2)
  nowMs = 3_600_000
  expect(taken(10)).toBe(3)
})
