import type { Allotment } from './allotment.ts'

export interface AllotmentFacts {
  /** In 1e-9 of the counter's unit, as all here: what a device is handed at most. */
  readonly perDevice: bigint
  /** What is left of the quota for as long as the lease may last, everything that devices were handed taken off. */
  readonly left: bigint
  /** What the hub knows the device to have counted. */
  readonly counted: bigint
  /** Of this device, of every lease that it may still go by. */
  readonly held: readonly Pick<Allotment, 'leaseSeq' | 'ceiling'>[]
}

/**
 * How far a device may count by its next lease. Until it tells that it goes by that one, the greatest ceiling it has counts, so a
 * lower one gives nothing back yet. While half of what it was handed is unused the ceiling stays: a lease that says the same
 * is not given twice.
 */
export function plannedCeiling({ perDevice, left, counted, held }: AllotmentFacts): bigint {
  const [newest] = held.toSorted((one, other) => other.leaseSeq - one.leaseSeq)
  const own = most(0n, ...held.map(({ ceiling }) => ceiling - counted))
  const free = most(0n, left + own)
  const target = free < perDevice ? free : perDevice
  const open = newest === undefined ? undefined : most(0n, newest.ceiling - counted)
  if (newest !== undefined && open !== undefined && open <= free && 2n * open >= target) return newest.ceiling
  return counted + target
}

function most(first: bigint, ...others: readonly bigint[]): bigint {
  return others.reduce((greatest, each) => (each > greatest ? each : greatest), first)
}
