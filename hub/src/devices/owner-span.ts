import type { AccountId, DeviceId } from '@octroi/shared/ids/id'

/** When a device was whose: `[fromMs, untilMs)`, still where it has no end. */
export interface OwnerSpan {
  readonly owner: AccountId
  readonly fromMs: number
  readonly untilMs?: number
}

/** Whose a device was at an instant; of one that was never transferred its owner's. */
export function ownerAt(spans: readonly OwnerSpan[], owner: AccountId, ms: number): AccountId {
  return spans.findLast(({ fromMs }) => fromMs <= ms)?.owner ?? owner
}

/** A device that went to another account at an instant. */
export interface Transfer {
  readonly device: DeviceId
  readonly from: AccountId
  readonly to: AccountId
  readonly atMs: number
}
