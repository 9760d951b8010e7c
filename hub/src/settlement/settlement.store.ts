import type { AccountId, AuthorizationId } from '@octroi/shared/ids/id'
import type { Rational } from '@octroi/shared/money/rational'
import type { Page, PageRequest } from '../page.ts'
import type { Charge } from '../rating/charge.ts'
import type { BookedTotal, ChargeShares } from './book-charges.ts'
import type { ShareAgreement } from './share-agreement.ts'
import type { PartyShare } from './split-charge.ts'

/** One partner's share of one charge. */
export interface SharedPart {
  readonly charge: Pick<Charge, 'subscription' | 'price' | 'device' | 'seq' | 'authorization' | 'happenedAtMs' | 'currency'>
  readonly exact: Rational
}

export interface SettlementStore {
  insertAgreement(agreement: ShareAgreement): Promise<void>
  /** Every agreement of the tenant, newest first; an operator has few. */
  agreements(): Promise<readonly ShareAgreement[]>
  insertShares(shares: readonly ChargeShares[]): Promise<void>
  /** How the charges of an authorization are shared. */
  sharesOf(authorization: AuthorizationId): Promise<readonly PartyShare[]>
  /** A partner's shares of charges that happened in a time, oldest first, at most `limit`. */
  sharesOfPartner(
    account: AccountId,
    within: { readonly fromMs: number; readonly untilMs: number; readonly limit: number },
  ): Promise<readonly SharedPart[]>
  /** The same, a page at a time. */
  partsOfPartner(
    page: PageRequest,
    account: AccountId,
    within: { readonly fromMs: number; readonly untilMs: number },
  ): Promise<Page<SharedPart>>
  totals(keys: readonly string[]): Promise<ReadonlyMap<string, BookedTotal>>
  putTotals(totals: readonly BookedTotal[]): Promise<void>
}
