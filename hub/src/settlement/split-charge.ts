import type { AccountId } from '@octroi/shared/ids/id'
import { add, type Rational, rational, subtract } from '@octroi/shared/money/rational'
import { type Share, takenBy } from './share-agreement.ts'

/** What one party gets of a charge, exactly. */
export interface PartyShare {
  readonly account: AccountId
  readonly exact: Rational
}

/**
 * Splits an amount over the tree of an agreement. Each partner's part is split over the partners below it; what nobody
 * takes stays with the party above, at the root with the operator, even where that is less than nothing. The shares
 * always sum to the amount.
 */
export function splitCharge(exact: Rational, operator: AccountId, shares: readonly Share[]): readonly PartyShare[] {
  const parties = new Map<AccountId, Rational>()
  divide(exact, operator, shares, parties)
  return [...parties].map(([account, part]) => ({ account, exact: part }))
}

function divide(gross: Rational, account: AccountId, shares: readonly Share[], parties: Map<AccountId, Rational>): void {
  let rest = gross
  for (const share of shares) {
    const taken = takenBy(share, gross, rest)
    rest = subtract(rest, taken)
    divide(taken, share.account, share.shares, parties)
  }
  parties.set(account, add(parties.get(account) ?? rational(0n), rest))
}
