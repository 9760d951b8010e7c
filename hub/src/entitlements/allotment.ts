import type { DeviceId } from '@octroi/shared/ids/id'
import type { QuotaKey } from './quota.ts'

/**
 * A part of a quota that one lease hands to a device: as far as its counter may go, which is never reset. A device that takes
 * a lease has the newest one it got, so of several the greatest ceiling counts until it has told that it goes by a later one.
 */
export interface Allotment {
  readonly quota: QuotaKey
  readonly device: DeviceId
  readonly leaseSeq: number
  readonly service: string
  readonly counter: string
  /** In 1e-9 of the counter's unit, as all that follows. */
  readonly ceiling: bigint
  /** What the hub knows the device to have counted. */
  readonly counted: bigint
  /** From when on the lease has ended by the device's own clock; absent where it is kept beyond its end. */
  readonly endsAtMs?: number
}

/** What devices can still use of what was handed to them, by what they have told. */
export function allottedTo(allotments: readonly Allotment[]): ReadonlyMap<DeviceId, bigint> {
  const left = new Map<DeviceId, bigint>()
  for (const { device, ceiling, counted } of allotments) {
    const own = ceiling > counted ? ceiling - counted : 0n
    if (own > (left.get(device) ?? 0n)) left.set(device, own)
  }
  return left
}

export function allotted(allotments: readonly Allotment[]): bigint {
  return [...allottedTo(allotments).values()].reduce((sum, left) => sum + left, 0n)
}
