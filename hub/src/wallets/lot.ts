/** What came into a wallet at once, and what of it is left. */
export interface Lot {
  /** The number of the movement that brought it. */
  readonly nth: number
  readonly minor: bigint
  readonly left: bigint
  readonly fromMs: number
  readonly expiresAtMs?: number
}

export function leftIn(lots: readonly Lot[]): bigint {
  return lots.reduce((sum, { left }) => sum + left, 0n)
}

export function isExpired({ expiresAtMs }: Lot, nowMs: number): boolean {
  return expiresAtMs !== undefined && expiresAtMs <= nowMs
}

/** The one that expires first, then the older. Promotional money is no lot: it lowers the bill before a wallet pays it. */
function inOrderOfUse(left: Lot, right: Lot): number {
  const never = Number.MAX_SAFE_INTEGER
  return (left.expiresAtMs ?? never) - (right.expiresAtMs ?? never) || left.nth - right.nth
}

export function lotsInOrder(lots: readonly Lot[]): readonly Lot[] {
  return lots.toSorted(inOrderOfUse)
}

export interface Taken {
  readonly lots: readonly Lot[]
  /** Less than was asked where there was no more. */
  readonly taken: bigint
}

export function take(lots: readonly Lot[], minor: bigint): Taken {
  let open = minor
  const left = new Map<number, bigint>()
  for (const lot of lots.toSorted(inOrderOfUse)) {
    const part = lot.left < open ? lot.left : open
    open -= part
    left.set(lot.nth, lot.left - part)
  }
  const after = lots.map((lot) => ({ ...lot, left: left.get(lot.nth) ?? lot.left }))
  return { lots: after.filter((lot) => lot.left > 0n), taken: minor - open }
}

/**
 * Gives back what was taken: into lots that were begun and may still be used, the last used first. What they do not hold is a
 * lot of its own that never expires, so that nobody loses what was asked wrongly.
 */
export function giveBack(lots: readonly Lot[], minor: bigint, { nth, nowMs }: { nth: number; nowMs: number }): readonly Lot[] {
  let open = minor
  const left = new Map<number, bigint>()
  for (const lot of lots.toSorted(inOrderOfUse).toReversed()) {
    const room = isExpired(lot, nowMs) ? 0n : lot.minor - lot.left
    const part = room < open ? room : open
    open -= part
    left.set(lot.nth, lot.left + part)
  }
  const after = lots.map((lot) => ({ ...lot, left: left.get(lot.nth) ?? lot.left }))
  return open === 0n ? after : [...after, { nth, minor: open, left: open, fromMs: nowMs }]
}
