import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { TimeState } from '@octroi/shared/wire/messages/record'
import type { SignedTime } from '@octroi/shared/wire/messages/session'

/**
 * What a device knows of the time. `synced` once in this boot the hub answered a nonce of this boot; from then on the
 * monotonic clock carries it, offline too. After a reboot the last saved time is only a lower bound, the `floor`.
 * The wall clock of the machine is never asked: it may be wrong, and anybody may set it.
 */
export interface DeviceTime {
  readonly bootedAtMs: number
  readonly floorMs?: number
  readonly synced?: { readonly hubMs: number; readonly atMonotonicMs: number; readonly uncertaintyMs: number }
  /** The nonce that waits for an answer. */
  readonly asked?: { readonly nonce: Uint8Array; readonly atMonotonicMs: number }
}

export interface TimeReading {
  readonly state: TimeState
  readonly nowMs: number
  readonly uncertaintyMs: number
}

/** How far a monotonic clock may drift: 100 parts in a million, 8.6 s a day. */
const driftPpm = 100
/** An answer that took longer says too little about now. */
const answerWithinMs = 10_000

export function readTime(time: DeviceTime, monotonicMs: number): TimeReading {
  if (time.synced !== undefined) {
    const elapsedMs = monotonicMs - time.synced.atMonotonicMs
    const uncertaintyMs = time.synced.uncertaintyMs + (elapsedMs * driftPpm) / 1e6
    return { state: 'synced', nowMs: Math.floor(time.synced.hubMs + elapsedMs), uncertaintyMs: Math.ceil(uncertaintyMs) }
  }
  const sinceBootMs = Math.floor(monotonicMs - time.bootedAtMs)
  if (time.floorMs !== undefined) return { state: 'floor', nowMs: time.floorMs + sinceBootMs, uncertaintyMs: 0 }
  return { state: 'unknown', nowMs: sinceBootMs, uncertaintyMs: 0 }
}

export function askTime(time: DeviceTime, nonce: Uint8Array, monotonicMs: number): DeviceTime {
  return { ...time, asked: { nonce, atMonotonicMs: monotonicMs } }
}

/** Takes a verified answer, or leaves the time as it is where it answers another nonce than the one that waits. */
export function answerTime(time: DeviceTime, answer: SignedTime, monotonicMs: number): DeviceTime {
  const { asked, ...rest } = time
  if (asked === undefined || !equalBytes(asked.nonce, answer.nonce)) return time
  return hearTime(rest, { hubMs: answer.time, askedAtMs: asked.atMonotonicMs }, monotonicMs)
}

/** What the hub said, and when it was asked, by the monotonic clock. */
export interface HeardTime {
  readonly hubMs: number
  readonly askedAtMs: number
}

/**
 * Takes the hub's time. What came too late says only that it is no earlier: enough to know which keys are good, so that what
 * the hub signs is understood over the slowest way.
 */
export function hearTime(time: DeviceTime, { hubMs, askedAtMs }: HeardTime, monotonicMs: number): DeviceTime {
  const roundTripMs = monotonicMs - askedAtMs
  if (roundTripMs < 0) return time
  if (roundTripMs > answerWithinMs) return time.synced === undefined ? noEarlier(time, hubMs, monotonicMs) : time
  const halfMs = roundTripMs / 2
  return { ...time, synced: { hubMs: hubMs + halfMs, atMonotonicMs: monotonicMs, uncertaintyMs: halfMs } }
}

function noEarlier(time: DeviceTime, hubMs: number, monotonicMs: number): DeviceTime {
  if (readTime(time, monotonicMs).nowMs >= hubMs) return time
  return { ...time, floorMs: hubMs - Math.floor(monotonicMs - time.bootedAtMs) }
}
