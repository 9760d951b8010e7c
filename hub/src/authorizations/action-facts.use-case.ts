import type { ActionFacts, ActionRequest } from '@octroi/shared/decisions/action'
import { quotaStandings } from '../entitlements/quota-facts.use-case.ts'
import type { Stores } from '../stores.ts'

export type ActionNeeds = Pick<Stores, 'accounts' | 'entitlements' | 'quotas' | 'consents' | 'authorizations'>

/** Everything that a decision on an action rests on, but what is known of the device already: read along indexes, for one request. */
export async function actionFacts(
  stores: ActionNeeds,
  { requester, service, window, nowMs }: Pick<ActionRequest, 'requester' | 'service' | 'window' | 'nowMs'>,
  known: Pick<ActionFacts, 'policy' | 'device' | 'insteadOfHolder'>,
): Promise<ActionFacts> {
  const { accounts, entitlements, consents } = stores
  const { device } = known
  const parties = device === undefined || device.owner === requester ? [requester] : [requester, device.owner]
  const [standings, entitled, given] = await Promise.all([
    accounts.standings(parties),
    entitlements.forService(parties, service, window),
    device === undefined ? [] : consents.between(device.owner, requester, service, window),
  ])
  const own = entitled.filter(({ account }) => account === requester)
  return {
    ...known,
    standings: {
      requester: standings.get(requester) ?? 'suspended',
      owner: standings.get(device?.owner ?? requester) ?? 'suspended',
    },
    entitlements: entitled,
    quotas: await quotaStandings(stores, own, window, nowMs),
    consents: given,
  }
}
