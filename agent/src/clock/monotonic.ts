import { uptime } from 'node:os'
import { performance } from 'node:perf_hooks'

/** Below this the two clocks only read differently. */
const noticedMs = 100

/**
 * Milliseconds that never go back and, on Linux, go on while the machine sleeps. The process clock stands still then, and
 * a device that slept for an hour would take an expired permit for a live one. Elsewhere the uptime follows the wall
 * clock, which anybody may set, so it is not asked.
 */
export function monotonicClock(platform: NodeJS.Platform = process.platform, upSeconds = uptime): () => number {
  if (platform !== 'linux') return () => performance.now()
  const offsetMs = upSeconds() * 1000 - performance.now()
  let sleptMs = 0
  return () => {
    const nowMs = performance.now()
    const aheadMs = upSeconds() * 1000 - offsetMs - nowMs
    if (aheadMs > sleptMs + noticedMs) sleptMs = aheadMs
    return nowMs + sleptMs
  }
}
