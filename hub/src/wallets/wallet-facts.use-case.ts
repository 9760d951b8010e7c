import { invariant } from '@octroi/shared/errors/invariant'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { type Rational, rational } from '@octroi/shared/money/rational'
import type { Environment } from '../environment.ts'
import type { DraftInvoice } from '../invoicing/draft-invoice.ts'
import { amongOthers } from '../invoicing/promoted-drafts.use-case.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { Stores } from '../stores.ts'
import { extended, type GrantedUses, mostOf, withUse } from './reservation.ts'
import type { DueBill } from './settle.ts'
import type { BillPlace } from './wallet.store.ts'
import { grossOf, nothingPaid, type PaidPart, withVat } from './wallet-bill.ts'
import {
  type DraftNeeds,
  type PayingWallet,
  prepaidCards,
  vatOf,
  type WalletDraft,
  walletDrafts,
} from './wallet-drafts.use-case.ts'

export type WalletNeeds = DraftNeeds & Pick<Stores, 'tenants' | 'accounts' | 'promotions' | 'authorizations'>
type Clock = Pick<Environment, 'nowMs'>

/** A use that somebody asks for, and what it costs at most. */
export interface WantedUse {
  readonly subscription: SubscriptionId
  readonly service: string
  readonly exact: Rational
  readonly cards: readonly RateCard[]
}

/** What a wallet has to pay, has paid, and may yet have to pay. */
export interface WalletFacts {
  readonly bills: readonly DueBill[]
  /** For what was granted and not used yet. */
  readonly reserved: bigint
  /** For the use that is wanted, on top. */
  readonly needed: bigint
}

export interface AskedFacts {
  readonly touched?: readonly BillPlace[] | undefined
  readonly wanted?: WantedUse | undefined
}

/**
 * Reads what a wallet stands against: F(used) of every bill that it pays, by how much F(used and granted) is beyond it, and
 * what one more use adds. Only what was captured is kept of it, so a reservation cannot leak.
 */
export async function walletFacts(
  stores: WalletNeeds,
  environment: Clock,
  wallet: PayingWallet,
  { touched = [], wanted }: AskedFacts = {},
): Promise<WalletFacts> {
  const paying = await prepaidCards(stores, environment, wallet, touched)
  const drafts = await walletDrafts(stores, environment, wallet, { paying, touched })
  const shares: Share[] = []
  const endsMs = await lastWindowEndsMs(stores, environment)
  for (const card of paying) shares.push(await shareOf(stores, { card, drafts, wallet, wanted, endsMs }))
  const totals = (uses: (share: Share) => readonly GrantedUses[]): Promise<readonly PaidPart[]> =>
    totalsWith(stores, environment, { wallet, drafts, shares, uses })
  const used = await totals(() => [])
  const isIdle = shares.every(({ outstanding }) => outstanding.length === 0)
  const granted = isIdle ? used : await totals(({ outstanding }) => outstanding)
  const asked = wanted === undefined ? granted : await totals((share) => withWanted(share, wanted))
  return {
    bills: drafts.map(({ draft, captured, isNew }, index): DueBill => {
      const part = used[index] ?? nothingPaid
      return { bill: { subscription: draft.subscription.id, period: draft.period, ...part }, captured, isNew }
    }),
    reserved: total(granted) - total(used),
    needed: total(asked) - total(granted),
  }
}

/** What one subscription takes of a wallet. */
interface Share {
  readonly card: RateCard
  readonly outstanding: readonly GrantedUses[]
  /** The bill that its grants will stand on; undefined where none runs. */
  readonly running: WalletDraft | undefined
  readonly cards: readonly RateCard[]
  readonly vat: Rational
  readonly isWithinPeriod: boolean
}

interface Sharing {
  readonly card: RateCard
  readonly drafts: readonly WalletDraft[]
  readonly wallet: PayingWallet
  readonly wanted: WantedUse | undefined
  readonly endsMs: number
}

async function shareOf(
  { authorizations }: Pick<Stores, 'authorizations'>,
  { card, drafts, wallet, wanted, endsMs }: Sharing,
): Promise<Share> {
  const { id } = card.subscription
  const running = drafts.findLast(({ draft }) => draft.subscription.id === id)
  const also = wanted?.subscription === id ? wanted.cards : []
  return {
    card,
    outstanding: await authorizations.outstanding(id),
    running,
    cards: [...new Map([...(running?.cards ?? [card]), ...also].map((each) => [each.version, each])).values()],
    vat: running?.vat ?? vatOf(card, wallet.purpose),
    isWithinPeriod: running !== undefined && endsMs <= running.draft.period.untilMs,
  }
}

function withWanted({ card, outstanding }: Share, wanted: WantedUse): readonly GrantedUses[] {
  return card.subscription.id === wanted.subscription ? withUse(outstanding, wanted) : outstanding
}

/** When the last window ends that may be granted now. */
async function lastWindowEndsMs({ tenants }: Pick<Stores, 'tenants'>, { nowMs }: Clock): Promise<number> {
  const tenant = await tenants.get()
  invariant(tenant !== undefined, 'a wallet has its tenant')
  const { aheadSecondsAtMost, windowSecondsAtMost } = tenant.policy
  return nowMs() + (aheadSecondsAtMost + windowSecondsAtMost) * 1000
}

interface Totalled {
  readonly wallet: PayingWallet
  readonly drafts: readonly WalletDraft[]
  readonly shares: readonly Share[]
  readonly uses: (share: Share) => readonly GrantedUses[]
}

/** What every bill comes to with some uses more, in the order of the drafts; then what stands on no bill yet. */
async function totalsWith(
  stores: WalletNeeds,
  environment: Clock,
  { wallet, drafts, shares, uses }: Totalled,
): Promise<readonly PaidPart[]> {
  const more = new Map(shares.map((share) => [share, mostOf(uses(share), share.cards)]))
  const extend = (draft: DraftInvoice): DraftInvoice => {
    const share = shares.find(({ running }) => running !== undefined && isSame(running.draft, draft))
    if (share === undefined) return draft
    return extended(draft, { minor: more.get(share) ?? 0n, isWithinPeriod: share.isWithinPeriod })
  }
  const all = drafts.map(({ draft }) => draft)
  const promoted = await amongOthers(stores, environment, wallet.account, all, extend)
  const notRunning = shares.filter(({ running }) => running === undefined)
  return [
    ...promoted.map((draft, index) => withVat(draft.total.minor, drafts[index]?.vat ?? rational(0n))),
    ...notRunning.map((share) => withVat(more.get(share) ?? 0n, share.vat)),
  ]
}

function isSame(one: DraftInvoice, other: DraftInvoice): boolean {
  return one.subscription.id === other.subscription.id && one.period.fromMs === other.period.fromMs
}

function total(parts: readonly PaidPart[]): bigint {
  return parts.reduce((sum, part) => sum + grossOf(part), 0n)
}
