import type { AccountId } from '@octroi/shared/ids/id'
import { roundToAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { add, type Rational, rational } from '@octroi/shared/money/rational'
import { monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { type LedgerAccount, type LedgerEntry, ledgerEntry, type Posting } from '../ledger/entry.ts'
import type { Charge } from '../rating/charge.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { PartyShare } from './split-charge.ts'

/** A charge with how it is shared. */
export interface ChargeShares {
  readonly charge: Charge
  readonly parties: readonly PartyShare[]
}

/** A charge with who owes it and how it is shared. */
export interface SharedCharge extends ChargeShares {
  readonly payer: AccountId
}

/** What names a charge. */
type ChargePlace = Pick<Charge, 'device' | 'seq' | 'price' | 'subscription' | 'authorization'>

type SharingTenant = Pick<Tenant, 'operator' | 'zone'>

/** What has been booked of something that arrives in parts: exactly, and in minor units. */
export interface BookedTotal {
  /** What is added up: an invoice line of a period, or a partner's shares of it. */
  readonly key: string
  readonly exact: Rational
  readonly booked: bigint
}

export interface Booking {
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
  const entries = charges.map(({ charge, payer, parties }) => {
    const owed = advance(lineKey(charge), charge.exact, charge.currency)
    const payables = partnersIn(parties, operator).map(({ account, exact }): Posting => {
      const minor = advance(partnerKey(account, charge, zone), exact, charge.currency)
      return { account: `payable ${account}`, minor: -minor }
    })
    const shared = payables.reduce((sum, { minor }) => sum + minor, 0n)
    const accrued: LedgerAccount = `accrued ${payer}`
    const postings = [{ account: accrued, minor: owed }, ...payables, { account: 'revenue', minor: -owed - shared } as const]
    return ledgerEntry({ key: chargeKey(charge), currency: charge.currency, atMs: nowMs, postings })
  })
  return { entries, totals: [...totals.values()] }
}

/** The totals that booking these charges starts from. */
export function totalKeys(charges: readonly SharedCharge[], { operator, zone }: SharingTenant): readonly string[] {
  const keys = charges.flatMap(({ charge, parties }) => [
    lineKey(charge),
    ...partnersIn(parties, operator).map(({ account }) => partnerKey(account, charge, zone)),
  ])
  return [...new Set(keys)]
}

function partnersIn(parties: readonly PartyShare[], operator: AccountId): readonly PartyShare[] {
  return parties.filter(({ account }) => account !== operator)
}

/** With the authorization, because two boots of a device may have used one number; an authorization is charged once. */
export function chargeKey({ device, seq, price, subscription, authorization }: ChargePlace): string {
  return `charge ${device} ${seq} ${subscription} ${price} ${authorization}`
}

/** As an invoice line is rounded. */
function lineKey({ subscription, price, version, band, periodFromMs }: Charge): string {
  return `line ${subscription} ${price} ${band} ${periodFromMs} ${version}`
}

/** As a partner's statement is rounded: over a month of the tenant's zone, whatever periods the payers have. */
function partnerKey(account: AccountId, { currency, happenedAtMs }: Charge, zone: Zone): string {
  return `partner ${account} ${currency} ${monthOf(zone, happenedAtMs).name}`
}
