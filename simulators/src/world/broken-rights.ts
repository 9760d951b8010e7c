import type { AgentEnvironment } from '@octroi/agent/environment'
import type { Stores } from '@octroi/hub/stores'
import type { Sabotage } from './sabotage.ts'
import { withMethods } from './with-methods.ts'

/** What a hub keeps of who may do what and how much, broken on purpose. */
export function brokenRights(stores: Stores, sabotage: Sabotage): Stores {
  const { entitlements, consents, authorizations, quotas, wallets } = stores
  switch (sabotage) {
    case 'ends_not_kept':
      return { ...stores, entitlements: withMethods(entitlements, { setEnd: async () => undefined }) }
    case 'consents_linger':
      return { ...stores, consents: withMethods(consents, { end: async () => undefined }) }
    case 'revoked_at_once':
      return {
        ...stores,
        authorizations: withMethods(authorizations, {
          setRevocation: (id, revocation) => authorizations.setRevocation(id, { ...revocation, appliedSeq: 1 }),
        }),
      }
    case 'allotments_forgotten':
      return { ...stores, quotas: withMethods(quotas, { insertAllotments: async () => undefined }) }
    case 'quotas_not_counted':
      return { ...stores, quotas: withMethods(quotas, { count: async () => undefined }) }
    case 'reservations_forgotten':
      return { ...stores, authorizations: withMethods(authorizations, { outstanding: async () => [] }) }
    case 'bills_forgotten':
      return { ...stores, wallets: withMethods(wallets, { putBills: async () => undefined }) }
    default:
      return stores
  }
}

/** How many times slower than the time a broken clock goes. */
const crawl = 10

/** What an agent decides by, broken on purpose. */
export function brokenEnvironment(environment: AgentEnvironment, sabotage: Sabotage | undefined): AgentEnvironment {
  if (sabotage !== 'clocks_crawl') return environment
  return { ...environment, monotonicMs: () => environment.monotonicMs() / crawl }
}
