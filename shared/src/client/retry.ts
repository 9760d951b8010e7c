/** Requests are tried again this often, and a hub that asks for a longer wait than this is not waited for. */
const retriesAtMost = 4
const waitMsAtMost = 30_000
const firstWaitMs = 250

/** What became of an attempt that may be made again: the status of the answer, or none where there was none. */
export interface FailedAttempt {
  readonly status: number | undefined
  /** The `Retry-After` of the answer, in seconds. */
  readonly retryAfter: string | null
}

/**
 * How long to wait before the next attempt, or undefined where there should be none. Only 429 is certain to have done
 * nothing; what had no answer, or 503, may have been done, and is repeated only where that changes nothing. The waits
 * double, each at a random point of its span, so that clients that failed together do not come back together.
 */
export function waitBeforeRetryMs(
  { status, retryAfter }: FailedAttempt,
  { attempt, isRepeatable, random }: { readonly attempt: number; readonly isRepeatable: boolean; readonly random: number },
): number | undefined {
  if (attempt > retriesAtMost) return undefined
  const isWorthwhile = status === 429 || (isRepeatable && (status === undefined || status === 503))
  if (!isWorthwhile) return undefined
  const backoffMs = firstWaitMs * 2 ** (attempt - 1) * (0.5 + random / 2)
  const askedMs = retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : 0
  const waitMs = Math.ceil(Math.max(askedMs, backoffMs))
  return waitMs <= waitMsAtMost ? waitMs : undefined
}
