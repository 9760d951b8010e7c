import type { AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { AccessEvent } from '../authorizations/access-event.ts'
import type { GrantedAuthorization } from '../authorizations/authorization.ts'
import { type OutcomeChange, outcomeOf } from '../authorizations/outcome.ts'
import type { OwnerSpan } from '../devices/owner-span.ts'
import { type FoldedUsage, foldUsage } from '../rating/fold.ts'
import type { RateCard } from '../rating/rate-card.ts'
import { accessEventOf } from './access-events.ts'
import type { PlacedRecord } from './read-records.ts'
import type { Usage } from './usage.ts'
import { usageOf } from './usage-of.ts'

/** What is known before a batch of records is taken in. */
export interface IngestFacts {
  readonly device: DeviceId
  readonly receivedAtMs: number
  readonly records: readonly PlacedRecord[]
  /** The boot of the records, where another boot used their numbers too. */
  readonly overlap?: Uint8Array
  /** Granted on this very device, among those the records name. A device cannot charge for another's authorization. */
  readonly authorizations: readonly GrantedAuthorization[]
  /** Already stored, of those authorizations. */
  readonly earlierEvents: readonly AccessEvent[]
  readonly rateCards: readonly RateCard[]
  readonly ownerSubscriptions: ReadonlySet<SubscriptionId>
  /** Whose the device was when, where it was transferred. */
  readonly owners: readonly OwnerSpan[]
}

export interface IngestPlan {
  readonly events: readonly AccessEvent[]
  /** What the records count, each action once. */
  readonly usages: readonly Usage[]
  readonly folded: FoldedUsage
  readonly outcomes: readonly OutcomeChange[]
}

/** Everything a verified batch changes, decided before anything is written. */
export function planIngest(facts: IngestFacts): IngestPlan {
  const { device, receivedAtMs, records, overlap, authorizations, earlierEvents } = facts
  const grantedHere = new Map(authorizations.map((authorization) => [authorization.id, authorization]))
  // A record speaks of an authorization only about the service it was granted for.
  const grantedFor = ({ record }: PlacedRecord): GrantedAuthorization | undefined => {
    const granted = record.authorization === undefined ? undefined : grantedHere.get(record.authorization)
    return granted?.service === record.service ? granted : undefined
  }
  const events = records.flatMap((placed) => accessEventOf(device, placed, grantedFor(placed), overlap) ?? [])
  const payers = new Map(authorizations.map(({ id, subscription }) => [id, subscription]))
  const metered = records.flatMap((placed) => usageOf(placed, { granted: grantedFor(placed), receivedAtMs }) ?? [])
  const usages = onePerUse(metered, earlierEvents)
  return {
    events,
    usages,
    folded: foldUsage(usages, { ...facts, origin: device, payers, wasTransferred: facts.owners.length > 0 }),
    outcomes: authorizations.flatMap((authorization) => outcomeChange(authorization, [...earlierEvents, ...events])),
  }
}

/** A lid that bounces open again under one use is one opening: only the first counts. */
function onePerUse(usages: readonly Usage[], earlierEvents: readonly AccessEvent[]): readonly Usage[] {
  const counted = new Set<AuthorizationId | undefined>(
    earlierEvents.filter(({ type }) => type === 'opened' || type === 'performed').map(({ authorization }) => authorization),
  )
  return usages.filter((usage) => {
    if (usage.record === 'reading' || usage.authorization === undefined) return true
    if (counted.has(usage.authorization)) return false
    counted.add(usage.authorization)
    return true
  })
}

function outcomeChange(authorization: GrantedAuthorization, events: readonly AccessEvent[]): readonly OutcomeChange[] {
  const own = events.filter((event) => event.authorization === authorization.id).toSorted((left, right) => left.seq - right.seq)
  const outcome = outcomeOf(own, authorization.outcome)
  return outcome === authorization.outcome ? [] : [{ authorization, outcome, events: own }]
}
