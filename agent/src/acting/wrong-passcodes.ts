/** How many wrong codes may be typed in how long a time. */
export const wrongPasscodesAtMost = 20
const countedMs = 24 * 3_600_000

/**
 * Wrong codes that were typed, as far as they count. Those of this boot are counted by the monotonic clock, which nobody
 * sets; those of earlier boots by the hub's time. Right codes and new boots change nothing.
 */
export interface WrongPasscodes {
  /** In earlier boots, by device time. */
  readonly earlier: readonly number[]
  readonly own: readonly { readonly atMs: number; readonly atMonotonicMs: number }[]
}

/** When it is asked: by both clocks. The device time is synced, or nothing is compared at all. */
export interface AskedAt {
  readonly nowMs: number
  readonly monotonicMs: number
  readonly bootedAtMs: number
}

/** Those that still count. One of an earlier boot is over at the latest when this boot has lasted as long. */
export function counting({ earlier, own }: WrongPasscodes, { nowMs, monotonicMs, bootedAtMs }: AskedAt): WrongPasscodes {
  const isLongBoot = monotonicMs - bootedAtMs >= countedMs
  return {
    earlier: earlier.filter((atMs) => !isLongBoot && nowMs - atMs < countedMs),
    own: own.filter(({ atMonotonicMs }) => monotonicMs - atMonotonicMs < countedMs),
  }
}

export function isLocked({ earlier, own }: WrongPasscodes): boolean {
  return earlier.length + own.length >= wrongPasscodesAtMost
}

export function withWrong(wrong: WrongPasscodes, { nowMs, monotonicMs }: AskedAt): WrongPasscodes {
  return { ...wrong, own: [...wrong.own, { atMs: nowMs, atMonotonicMs: monotonicMs }] }
}

/** As they are kept for the next boot. */
export function timesOf({ earlier, own }: WrongPasscodes): readonly number[] {
  return [...earlier, ...own.map(({ atMs }) => atMs)]
}
