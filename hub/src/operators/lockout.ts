/** Sign-ins that failed one after the other, since the last that did not. */
export interface FailedSignIns {
  readonly count: number
  readonly lockedUntilMs?: number
}

export const noFailures: FailedSignIns = { count: 0 }

/** So many are typing mistakes; after each one more, nobody signs in for a while. */
const freeFailures = 5
const firstLockMs = 60_000
/** Whoever knows an address could keep its operator out, so a lock ends by itself within the hour. */
const longestLockMs = 3_600_000

export function isLocked({ lockedUntilMs }: FailedSignIns, nowMs: number): boolean {
  return lockedUntilMs !== undefined && nowMs < lockedUntilMs
}

/** Each lock is twice as long as the one before. */
export function oneMoreFailure({ count: before }: FailedSignIns, nowMs: number): FailedSignIns {
  const count = before + 1
  if (count < freeFailures) return { count }
  return { count, lockedUntilMs: nowMs + Math.min(firstLockMs * 2 ** (count - freeFailures), longestLockMs) }
}

/**
 * Takes back a try that was counted and then was right, where more is asked than a password: else each right password would
 * lock out the code that must follow. A failure that came in between stays, with its lock.
 */
export function takenBack(now: FailedSignIns, before: FailedSignIns): FailedSignIns {
  return now.count === before.count + 1 ? before : { ...now, count: Math.max(now.count - 1, 0) }
}
