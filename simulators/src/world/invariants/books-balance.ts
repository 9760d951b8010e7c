import { checkBalances } from '@octroi/hub/ledger/rebuild-balances.use-case'
import { openingMinor } from '../terms.ts'
import type { Invariant } from './invariant.ts'

export const booksBalance: Invariant = {
  name: 'books balance',
  says: 'The ledger sums to zero in every currency, its balances are what its postings sum to, and what is owed is what was charged and no wallet paid.',
  holds: async ({ hub, business }, { charges }) => {
    const { tenant } = business
    const [differences, balances] = await hub.storage.read(tenant, async (stores) => [
      await checkBalances(stores),
      await stores.ledger.summedBalances(),
    ])
    const wrong = differences.map(({ account }) => `the balance of ${account} is not what its postings sum to`)
    const total = balances.reduce((sum, { debit, credit }) => sum + debit - credit, 0n)
    if (total !== 0n) wrong.push(`the postings sum to ${total}`)
    const owed = balances
      .filter(({ account }) => account.startsWith('accrued'))
      .reduce((sum, { debit, credit }) => sum + debit - credit, 0n)
    const later = charges.filter(({ subscription }) => subscription !== business.prepaid.subscription)
    const charged = BigInt(later.length) * openingMinor
    if (owed !== charged) wrong.push(`${owed} is owed of ${charged} that was charged`)
    return wrong
  },
}
