import { type Fault, fault } from '@octroi/shared/errors/fault'
import type { DeviceId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Offer } from '../catalogue/catalogue.ts'
import { isWholesale } from '../catalogue/sale.ts'
import type { Resale } from '../resales/resale.ts'

interface WholesaleOrder {
  readonly offer: Offer | undefined
  readonly device: DeviceId | undefined
  readonly startsAtMs: number
  /** Those of the account that orders. */
  readonly resales: readonly Resale[]
}

/**
 * A wholesale offer is for an account that stands for a reseller, for all of the reseller's devices, and from no earlier than
 * they agreed.
 */
export function wholesaleFaults({ offer, device, startsAtMs, resales }: WholesaleOrder): readonly Fault[] {
  if (offer === undefined || !isWholesale(offer)) return []
  const agreed = resales.find((resale) => resale.agreedAtMs !== undefined && resale.endedAtMs === undefined)
  if (agreed?.agreedAtMs === undefined) {
    return [
      fault('offer', 'wholesale_only', 'The offer is for resellers: the account stands for no tenant that agreed to resell.'),
    ]
  }
  return [
    ...(device === undefined
      ? []
      : [fault('device', 'wholesale_device', 'A wholesale offer is for all devices of the reseller.')]),
    ...(startsAtMs >= agreed.agreedAtMs
      ? []
      : [fault('startsAt', 'before_resale', `The resale was agreed at ${formatInstant(agreed.agreedAtMs)}.`)]),
  ]
}
