import type { AccountId } from '@octroi/shared/ids/id'
import { roundToAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { add, type Rational, rational } from '@octroi/shared/money/rational'
import { monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { type LedgerAccount, type LedgerEntry, ledgerEntry, type Posting } from '../ledger/entry.ts'
import type { Charge } from '../rating/charge.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { Share } from './share-agreement.ts'
import { type PartyShare, splitCharge } from './split-charge.ts'

/** A charge with who owes it and how it is shared. */
export interface SharedCharge {
  readonly charge: Charge
  readonly payer: AccountId
  readonly shares: readonly Share[]
}

type SharingTenant = Pick<Tenant, 'operator' | 'zone'>

/** What has been booked of something that arrives in parts: exactly, and in minor units. */
export interface BookedTotal {
  /** What is added up: an invoice line of a period, or a partner's shares of it. */
  readonly key: string
  readonly exact: Rational
  readonly booked: bigint
}

export interface ChargeShares {
  readonly charge: Charge
  readonly parties: readonly PartyShare[]
}

export interface Booking {
  readonly shares: readonly ChargeShares[]
  readonly entries: readonly LedgerEntry[]
  readonly totals: readonly BookedTotal[]
}

/**
 * Books charges with their shares. Shares are exact per charge; cents follow cumulatively, so that part k is the rounded
 * sum of the parts so far less what was booked before, and never runs away from it. What is left of the payer's cents
 * after the partners' is the operator's revenue, so every entry sums to zero.
 */
export function bookCharges(
  charges: readonly SharedCharge[],
  { operator, zone }: SharingTenant,
  before: ReadonlyMap<string, BookedTotal>,
  nowMs: number,
): Booking {
  const totals = new Map<string, BookedTotal>()
  const advance = (key: string, exact: Rational, currency: Currency): bigint => {
    const known = totals.get(key) ?? before.get(key) ?? { key, exact: rational(0n), booked: 0n }
    const sum = add(known.exact, exact)
    const booked = roundToAmount(sum, currency).minor
    totals.set(key, { key, exact: sum, booked })
    return booked - known.booked
  }
  const booked = charges.map(({ charge, payer, shares }) => {
    const parties = splitCharge(charge.exact, operator, shares)
    const owed = advance(lineKey(charge), charge.exact, charge.currency)
    const partners = parties.filter(({ account }) => account !== operator)
    const payables = partners.map(({ account, exact }): Posting => {
      const minor = advance(partnerKey(account, charge, zone), exact, charge.currency)
      return { account: `payable ${account}`, minor: -minor }
    })
    const shared = payables.reduce((sum, { minor }) => sum + minor, 0n)
    const accrued: LedgerAccount = `accrued ${payer}`
    const postings = [{ account: accrued, minor: owed }, ...payables, { account: 'revenue', minor: -owed - shared } as const]
    const entry = ledgerEntry({ key: chargeKey(charge), currency: charge.currency, atMs: nowMs, postings })
    return { shares: { charge, parties }, entry }
  })
  return { shares: booked.map(({ shares }) => shares), entries: booked.map(({ entry }) => entry), totals: [...totals.values()] }
}

/** The totals that booking these charges starts from. */
export function totalKeys(charges: readonly SharedCharge[], { operator, zone }: SharingTenant): readonly string[] {
  const keys = charges.flatMap(({ charge, shares }) => {
    const partners = splitCharge(charge.exact, operator, shares).filter(({ account }) => account !== operator)
    return [lineKey(charge), ...partners.map(({ account }) => partnerKey(account, charge, zone))]
  })
  return [...new Set(keys)]
}

function chargeKey({ device, seq, price, subscription }: Charge): string {
  return `charge ${device} ${seq} ${subscription} ${price}`
}

/** As an invoice line is rounded. */
function lineKey({ subscription, price, band, periodFromMs }: Charge): string {
  return `line ${subscription} ${price} ${band} ${periodFromMs}`
}

/** As a partner's statement is rounded: over a month of the tenant's zone, whatever periods the payers have. */
function partnerKey(account: AccountId, { currency, happenedAtMs }: Charge, zone: Zone): string {
  return `partner ${account} ${currency} ${monthOf(zone, happenedAtMs).name}`
}
