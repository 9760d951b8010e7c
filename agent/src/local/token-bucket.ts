export interface TokenBucket {
  /** Takes a token, or says there is none. */
  take(): boolean
}

/** Lets a burst through and then so many a second. */
export function tokenBucket(
  rate: { readonly burst: number; readonly perSecond: number },
  monotonicMs: () => number,
): TokenBucket {
  let tokens = rate.burst
  let countedAtMs = monotonicMs()
  return {
    take: () => {
      const nowMs = monotonicMs()
      tokens = Math.min(rate.burst, tokens + ((nowMs - countedAtMs) / 1000) * rate.perSecond)
      countedAtMs = nowMs
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
