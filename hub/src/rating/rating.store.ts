import type { AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Charge } from './charge.ts'
import type { FoldedUsage } from './fold.ts'
import type { UnratedUsage, UsageAggregate } from './usage-aggregate.ts'

export interface RatingStore {
  /** Adds the sums to those that are there, and the charges as rows. */
  fold(device: DeviceId, folded: FoldedUsage): Promise<void>
  aggregates(subscriptions: readonly SubscriptionId[], periodFromMs: number): Promise<readonly UsageAggregate[]>
  charges(page: PageRequest, subscription: SubscriptionId): Promise<Page<Charge>>
  /** Whether a charge stands already where one of these would: of the same usage at the same price. */
  isChargedAt(charges: readonly Charge[]): Promise<boolean>
  chargesOf(authorization: AuthorizationId): Promise<readonly Charge[]>
  unrated(device: DeviceId): Promise<readonly UnratedUsage[]>
}
