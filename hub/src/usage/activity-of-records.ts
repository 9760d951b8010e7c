import type { AccountId } from '@octroi/shared/ids/id'
import { type Did, didPay, didUse } from '../accounts/activity.ts'
import type { IngestFacts, IngestPlan } from './plan-ingest.ts'

/** What records say that accounts did: who was granted an action did it, whatever a device does by itself its owner does. */
export function activityOfRecords(
  ownerAt: (ms: number) => AccountId,
  { authorizations }: Pick<IngestFacts, 'authorizations'>,
  { usages, folded }: Pick<IngestPlan, 'usages' | 'folded'>,
): readonly Did[] {
  const requesters = new Map(authorizations.map(({ id, requester }) => [id, requester]))
  return [
    ...usages.flatMap((usage) => {
      if (usage.record === 'reading' || usage.isOwn) return [didUse(ownerAt(usage.fromMs), usage)]
      const requester = usage.authorization && requesters.get(usage.authorization)
      return requester === undefined ? [] : [didUse(requester, usage)]
    }),
    ...folded.charges.flatMap((charge) => {
      const requester = requesters.get(charge.authorization)
      return requester === undefined ? [] : [didPay(requester, charge)]
    }),
  ]
}
