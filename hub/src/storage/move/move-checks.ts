import type { Crypto } from '@octroi/shared/crypto/crypto'
import type { DeviceId, TenantId } from '@octroi/shared/ids/id'
import { balanceDifferences } from '../../ledger/balance-differences.ts'
import type { LedgerBalance } from '../../ledger/ledger.store.ts'
import { checkBalances } from '../../ledger/rebuild-balances.use-case.ts'
import type { PageRequest } from '../../page.ts'
import { checkJournal } from '../../proof/check-journal.use-case.ts'
import { type MoveEnd, readStores } from './move-end.ts'

interface Ends {
  readonly from: MoveEnd
  readonly to: MoveEnd
}

/** What was checked of a tenant after a move. `faults` are sentences. */
export interface CheckedTenant {
  readonly tenant: TenantId
  readonly balances: number
  readonly devices: number
  readonly batches: number
  readonly faults: readonly string[]
}

export async function checkTenant(
  ends: Ends,
  crypto: Crypto,
  tenant: TenantId,
  onDevice: (device: DeviceId, batches: number) => void,
): Promise<CheckedTenant> {
  const ledger = await checkLedger(ends, tenant)
  const journals = await checkJournals(ends.to, crypto, tenant, onDevice)
  return { tenant, ...ledger, ...journals, faults: [...ledger.faults, ...journals.faults] }
}

/** The balances are what their postings sum to, equal on both sides, and zero in every currency. */
async function checkLedger({ from, to }: Ends, tenant: TenantId): Promise<Pick<CheckedTenant, 'balances' | 'faults'>> {
  const balancesOf = (end: MoveEnd) => readStores(end, tenant, ({ ledger }) => ledger.balances())
  const [own, moved] = [await balancesOf(from), await balancesOf(to)]
  const unsummed = await readStores(to, tenant, checkBalances)
  const unequal = balanceDifferences(own, moved)
  return {
    balances: moved.length,
    faults: [
      ...unsummed.map(
        ({ account, currency }) => `${tenant}: the balance of ${account} in ${currency} is not what its postings sum to`,
      ),
      ...unequal.map(({ account, currency }) => `${tenant}: the balance of ${account} in ${currency} was moved as another`),
      ...unbalanced(moved).map((currency) => `${tenant}: the ledger does not sum to zero in ${currency}`),
    ],
  }
}

function unbalanced(balances: readonly LedgerBalance[]): readonly string[] {
  const sums = new Map<string, bigint>()
  for (const { currency, debit, credit } of balances) sums.set(currency, (sums.get(currency) ?? 0n) + debit - credit)
  return [...sums].filter(([, sum]) => sum !== 0n).map(([currency]) => currency)
}

async function checkJournals(
  to: MoveEnd,
  crypto: Crypto,
  tenant: TenantId,
  onDevice: (device: DeviceId, batches: number) => void,
): Promise<Pick<CheckedTenant, 'devices' | 'batches' | 'faults'>> {
  let [devices, batches] = [0, 0]
  const faults: string[] = []
  let page: PageRequest | undefined = { limit: 100 }
  while (page !== undefined) {
    const asked: PageRequest = page
    const { items, next } = await readStores(to, tenant, (stores) => stores.devices.list(asked))
    for (const { id } of items) {
      const checked = await readStores(to, tenant, (stores) => checkJournal(stores, crypto, id))
      devices++
      batches += checked.batches
      faults.push(...checked.faults)
      onDevice(id, checked.batches)
    }
    page = next === undefined ? undefined : { limit: 100, after: next }
  }
  return { devices, batches, faults }
}
