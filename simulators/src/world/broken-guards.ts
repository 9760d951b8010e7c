import type { Stores } from '@octroi/hub/stores'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Sabotage } from './sabotage.ts'
import { withMethods } from './with-methods.ts'

/** What a run of the hub saw. */
export interface Seen {
  partner?: AccountId
}

/** What keeps those who mean ill from the others, broken on purpose. */
export function brokenGuards(stores: Stores, sabotage: Sabotage, seen: Seen): Stores {
  const { tenants, accounts, devices, journals } = stores
  switch (sabotage) {
    case 'keys_not_replaced':
      return { ...stores, tenants: withMethods(tenants, { replaceKeys: async () => undefined }) }
    case 'lies_forgotten':
      return { ...stores, journals: withMethods(journals, { quarantine: async () => true }) }
    case 'partners_confused':
      return {
        ...stores,
        accounts: withMethods(accounts, {
          getApiKey: async (id) => {
            const key = await accounts.getApiKey(id)
            if (key?.role !== 'partner') return key
            seen.partner ??= key.account
            return { ...key, account: seen.partner }
          },
        }),
      }
    case 'noise_freezes':
      return {
        ...stores,
        journals: withMethods(journals, {
          quarantine: async (entry) => {
            await devices.setState(entry.device, 'frozen')
            return journals.quarantine(entry)
          },
        }),
      }
    default:
      return stores
  }
}
