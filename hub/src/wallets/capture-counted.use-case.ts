import type { Environment } from '../environment.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { UsageAggregate } from '../rating/usage-aggregate.ts'
import { type KeepNeeds } from './keep-settlement.use-case.ts'
import { settleWallet } from './settle-wallet.use-case.ts'
import type { BillPlace, WalletPlace } from './wallet.store.ts'
import type { WalletNeeds } from './wallet-facts.use-case.ts'

export type CaptureNeeds = WalletNeeds & KeepNeeds

/**
 * What was counted just now is captured from the wallets that pay for it, in the transaction that counted it: so no grant is
 * decided by money that is spent. Where nothing is prepaid it reads nothing.
 */
export async function captureCounted(
  stores: CaptureNeeds,
  environment: Environment,
  { rateCards, aggregates }: { readonly rateCards: readonly RateCard[]; readonly aggregates: readonly UsageAggregate[] },
): Promise<void> {
  const paying = new Map<string, WalletPlace>()
  for (const { subscription, offer } of rateCards) {
    if (offer.prepaid !== undefined) paying.set(subscription.id, { account: subscription.account, key: offer.prepaid.wallet })
  }
  if (paying.size === 0) return
  const touched = new Map<string, { readonly place: WalletPlace; readonly bills: BillPlace[] }>()
  for (const { subscription, periodFromMs } of aggregates) {
    const place = paying.get(subscription)
    if (place === undefined) continue
    const name = `${place.account} ${place.key}`
    const known = touched.get(name) ?? { place, bills: [] }
    known.bills.push({ subscription, periodFromMs })
    touched.set(name, known)
  }
  // In one order everywhere, so that two transactions do not wait for each other.
  for (const [, { place, bills }] of [...touched].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
    await settleWallet(stores, environment, place, { touched: bills })
  }
}
