import type { TenantId } from '@octroi/shared/ids/id'
import { formatAmount } from '@octroi/shared/money/amount'
import type { BalanceDifference, BalanceSides } from '../ledger/balance-differences.ts'
import { checkBalances, rebuildBalances } from '../ledger/rebuild-balances.use-case.ts'
import type { StoragePlace } from '../open-storage.ts'
import { withStorage } from '../with-storage.ts'

export const ledgerUsage = `octroi ledger check [--data-dir DIR]
  Holds each kept balance of the ledger against the sum of its postings, and says every difference.
octroi ledger rebuild [--data-dir DIR]
  Puts the sums of the postings in the place of the kept balances, and says what that changed.
  --data-dir  the hub's data directory; OCTROI_DATA_DIR or .octroi/hub where it is absent. The hub must not run.
  The database is the one of OCTROI_DATABASE_URL where that is set.
`

export type LedgerCommand = 'check' | 'rebuild'

export function isLedgerCommand(name: string | undefined): name is LedgerCommand {
  return name === 'check' || name === 'rebuild'
}

/** Exit codes: 0 all is right (now), 1 `check` found a difference. Throws where the data cannot be opened. */
export async function ledger(command: LedgerCommand, place: StoragePlace, write: (line: string) => void): Promise<0 | 1> {
  return withStorage(place, async (storage) => {
    let found = 0
    const tenants = await storage.tenants()
    for (const tenant of tenants) {
      const differences =
        command === 'check' ? await storage.read(tenant, checkBalances) : await storage.transaction(tenant, rebuildBalances)
      for (const difference of differences) write(sentence(tenant, difference))
      found += differences.length
    }
    const counted = `${tenants.length} ${tenants.length === 1 ? 'tenant' : 'tenants'}`
    if (found === 0) write(`The balances of ${counted} are what the postings sum to.`)
    else write(command === 'check' ? `${found} differ; \`octroi ledger rebuild\` mends them.` : `${found} rebuilt.`)
    return command === 'check' && found > 0 ? 1 : 0
  })
}

function sentence(tenant: TenantId, { account, currency, kept, summed }: BalanceDifference): string {
  const told = ({ debit, credit }: BalanceSides): string =>
    `debit ${formatAmount({ minor: debit, currency })}, credit ${formatAmount({ minor: credit, currency })}`
  return `${tenant}  ${account}  ${currency}: kept ${told(kept)}; the postings sum to ${told(summed)}`
}
