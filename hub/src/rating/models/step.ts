export interface BillingStep {
  /** In 1e-9 of the meter's unit, as what is rounded. */
  readonly step: bigint
  /** What a session comes to at least; steps count on from it. */
  readonly least: bigint
}

/** A session rounded up: to the least there is, then by whole steps. No use stays none. */
export function stepUp(quantity: bigint, { step, least }: BillingStep): bigint {
  if (quantity <= 0n) return quantity
  if (quantity <= least) return least
  const beyond = quantity - least
  return least + ((beyond + step - 1n) / step) * step
}
