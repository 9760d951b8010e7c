import { expect, test } from 'vitest'
import { type FailedSignIns, isLocked, noFailures, oneMoreFailure, takenBack } from './lockout.ts'

const minute = 60_000

/** What is left after so many failures, each as soon as the lock before it ended. */
function afterFailures(count: number): { failed: FailedSignIns; nowMs: number } {
  let [failed, nowMs] = [noFailures, 0]
  for (let done = 0; done < count; done++) {
    nowMs = failed.lockedUntilMs ?? nowMs
    failed = oneMoreFailure(failed, nowMs)
  }
  return { failed, nowMs }
}

test.each([
  [0, 0],
  [1, 0],
  [4, 0],
  [5, minute],
  [6, 2 * minute],
  [7, 4 * minute],
  [10, 32 * minute],
  [11, 60 * minute],
  [5000, 60 * minute],
])('%i failures lock for %i ms', (count, lockMs) => {
  const { failed, nowMs } = afterFailures(count)
  expect(isLocked(failed, nowMs)).toBe(lockMs > 0)
  expect(isLocked(failed, nowMs + lockMs - 1)).toBe(lockMs > 0)
  expect(isLocked(failed, nowMs + lockMs)).toBe(false)
})

test.each<[FailedSignIns, FailedSignIns, FailedSignIns]>([
  [{ count: 1 }, { count: 0 }, { count: 0 }],
  [
    { count: 6, lockedUntilMs: 900 },
    { count: 5, lockedUntilMs: 60 },
    { count: 5, lockedUntilMs: 60 },
  ],
  [
    { count: 7, lockedUntilMs: 900 },
    { count: 5, lockedUntilMs: 60 },
    { count: 6, lockedUntilMs: 900 },
  ],
  [{ count: 0 }, { count: 4 }, { count: 0 }],
])('of %j a try is taken back that came after %j: %j', (now, before, left) => {
  expect(takenBack(now, before)).toEqual(left)
})
