import { invariant } from '@octroi/shared/errors/invariant'
import type { Environment } from '../environment.ts'
import type { Charge } from '../rating/charge.ts'
import { chargesByDay } from '../rating/day-charges.ts'
import type { Stores } from '../stores.ts'
import { bookCharges, type SharedCharge, totalKeys } from './book-charges.ts'
import type { ShareAgreement } from './share-agreement.ts'
import { splitCharge } from './split-charge.ts'

type Needs = Pick<Stores, 'tenants' | 'subscriptions' | 'rating' | 'settlement' | 'ledger'>

/** Shares and books charges, in the transaction that rated them. */
export async function settleCharges(
  { tenants, subscriptions, rating, settlement, ledger }: Needs,
  { nowMs }: Environment,
  charges: readonly Charge[],
): Promise<void> {
  if (charges.length === 0) return
  const tenant = await tenants.get()
  invariant(tenant !== undefined, 'a charge has its tenant')
  const agreements = await settlement.agreements()
  const ids = [...new Set(charges.map(({ subscription }) => subscription))]
  const payers = new Map((await subscriptions.getAll(ids)).map((subscription) => [subscription.id, subscription]))
  const shared = charges.map((charge): SharedCharge => {
    const subscription = payers.get(charge.subscription)
    invariant(subscription !== undefined, 'a charge has its subscription')
    const shares = sharesAt(agreements, subscription.offer, charge.happenedAtMs)
    return { charge, payer: subscription.account, parties: splitCharge(charge.exact, tenant.operator, shares) }
  })
  const before = await settlement.totals(totalKeys(shared, tenant))
  const { entries, totals } = bookCharges(shared, tenant, before, nowMs())
  await rating.addDays(chargesByDay(charges, tenant.zone))
  await settlement.insertShares(shared)
  await settlement.putTotals(totals)
  await ledger.append(entries)
}

/** The newest agreement on an offer that had begun; what was charged before it is not shared anew. */
function sharesAt(agreements: readonly ShareAgreement[], offer: string, atMs: number): ShareAgreement['shares'] {
  return agreements.find((agreement) => agreement.offer === offer && agreement.fromMs <= atMs)?.shares ?? []
}
