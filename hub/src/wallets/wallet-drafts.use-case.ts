import { type Rational, rational } from '@octroi/shared/money/rational'
import { dayMs } from '@octroi/shared/time/zone'
import type { Offer } from '../catalogue/catalogue.ts'
import type { Environment } from '../environment.ts'
import { type DraftInvoice, draftInvoice } from '../invoicing/draft-invoice.ts'
import { draftFacts } from '../invoicing/draft-invoices.use-case.ts'
import { type BillingPeriod, billingPeriodsIn, feesEndMs } from '../rating/billing-period.ts'
import { exactPercent } from '../rating/exact-price.ts'
import { loadBoughtCard } from '../rating/load-rate-cards.use-case.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { Stores } from '../stores.ts'
import type { BillPlace, WalletPlace } from './wallet.store.ts'
import type { Wallet } from './wallet.ts'
import { nothingPaid, type PaidPart, type WalletBill } from './wallet-bill.ts'

export type DraftNeeds = Pick<Stores, 'catalogue' | 'subscriptions' | 'rating' | 'wallets'>

/** What of a wallet says how it pays. */
export type PayingWallet = Pick<Wallet, 'account' | 'key' | 'purpose'>

/** A bill that a wallet pays, before what was promised is taken off. */
export interface WalletDraft {
  readonly draft: DraftInvoice
  /** Of the versions that rate it. */
  readonly cards: readonly RateCard[]
  /** What of its total is asked as VAT on top. */
  readonly vat: Rational
  readonly captured: PaidPart
  /** It was not captured before: no row tells of it. */
  readonly isNew: boolean
}

/** What was granted under a subscription that ended longer ago reserves nothing more: nobody will prove what came of it. */
const remembersMs = 366 * dayMs

/** The subscriptions that a wallet pays, at the versions that were bought: who pays is part of what was agreed. */
export async function prepaidCards(
  stores: Pick<Stores, 'catalogue' | 'subscriptions'>,
  { nowMs }: Pick<Environment, 'nowMs'>,
  { account, key }: WalletPlace,
  touched: readonly BillPlace[],
): Promise<readonly RateCard[]> {
  const all = await stores.subscriptions.inForce(account, 0, Number.MAX_SAFE_INTEGER)
  const cards = await Promise.all(all.map((subscription) => loadBoughtCard(stores, subscription)))
  const isMeant = (card: RateCard): boolean =>
    (feesEndMs(card) ?? Number.POSITIVE_INFINITY) > nowMs() - remembersMs ||
    touched.some(({ subscription }) => subscription === card.subscription.id)
  return cards.filter((card) => card.offer.prepaid?.wallet === key && isMeant(card))
}

export interface AskedBills {
  readonly paying: readonly RateCard[]
  /** Bills that something was counted for, whether they are over or not. */
  readonly touched: readonly BillPlace[]
}

/** Every bill that is not over for the wallet: it runs, it began since somebody looked, or something was counted for it. */
export async function walletDrafts(
  stores: DraftNeeds,
  { nowMs }: Pick<Environment, 'nowMs'>,
  wallet: PayingWallet,
  { paying, touched }: AskedBills,
): Promise<readonly WalletDraft[]> {
  // What begins at this very instant is on its bill already: a wallet that paid it must not get it back.
  const asOfMs = nowMs() + 1
  const open = await stores.wallets.openBills(wallet)
  const billedUntil = await stores.wallets.billedUntil(wallet)
  const drafts: WalletDraft[] = []
  for (const card of paying) {
    const { id, fromMs } = card.subscription
    const kept = new Map(open.filter((each) => each.subscription === id).map((each) => [each.period.fromMs, each]))
    const periods = new Map([...kept].map(([begins, { period }]) => [begins, period]))
    const asked = touched.filter((each) => each.subscription === id).map(({ periodFromMs }) => Math.max(periodFromMs, fromMs))
    const spans = [
      { fromMs: billedUntil.get(id) ?? fromMs, untilMs: asOfMs },
      ...asked.map((begins) => ({ fromMs: begins, untilMs: begins + 1 })),
    ]
    for (const period of spans.flatMap((span) => billingPeriodsIn(card, span))) {
      if (!periods.has(period.fromMs)) periods.set(period.fromMs, period)
    }
    for (const period of [...periods.values()].toSorted((left, right) => left.fromMs - right.fromMs)) {
      const known = kept.get(period.fromMs) ?? (await earlier(stores, wallet, card, period))
      drafts.push(await drawn(stores, asOfMs, wallet, { card, period, known }))
    }
  }
  return drafts
}

/** Of a bill that is over. */
function earlier(
  { wallets }: Pick<Stores, 'wallets'>,
  wallet: WalletPlace,
  { subscription: { id } }: RateCard,
  { fromMs }: BillingPeriod,
): Promise<WalletBill | undefined> {
  return wallets.bill(wallet, { subscription: id, periodFromMs: fromMs })
}

interface Drawing {
  readonly card: RateCard
  readonly period: BillingPeriod
  readonly known: WalletBill | undefined
}

async function drawn(
  stores: DraftNeeds,
  asOfMs: number,
  { purpose }: PayingWallet,
  { card: { subscription }, period, known }: Drawing,
): Promise<WalletDraft> {
  const facts = await draftFacts(stores, asOfMs, { subscription, period })
  const { net, vat } = known ?? nothingPaid
  return {
    draft: draftInvoice(facts),
    cards: facts.cards,
    vat: vatOf(facts.card, purpose),
    captured: { net, vat },
    isNew: known === undefined,
  }
}

/** What a single purpose asks was paid with VAT already. */
export function vatOf({ offer }: { readonly offer: Pick<Offer, 'prepaid'> }, purpose: Wallet['purpose']): Rational {
  return purpose === 'single_purpose' ? rational(0n) : exactPercent(offer.prepaid?.vatPercent ?? '0')
}
