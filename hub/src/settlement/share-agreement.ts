import { type Fault, fault } from '@octroi/shared/errors/fault'
import type { AccountId, AgreementId } from '@octroi/shared/ids/id'
import { compare, multiply, type Rational, rational, subtract } from '@octroi/shared/money/rational'

/** Who gets what of the charges under an offer, from a date on. What nobody takes stays with the operator. */
export interface ShareAgreement {
  readonly id: AgreementId
  readonly offer: string
  readonly fromMs: number
  readonly shares: readonly Share[]
  readonly agreedAtMs: number
}

/** One partner's part of what the party above it got; of that part the partners below take theirs. */
export interface Share {
  readonly account: AccountId
  readonly take: Take
  readonly shares: readonly Share[]
}

export type Take =
  /** A part of all that the party above got, or of what the partners before left of it. */
  | { readonly kind: 'part'; readonly part: Rational; readonly of: 'gross' | 'rest' }
  /** A fixed amount for each charge, in the offer's currency. */
  | { readonly kind: 'fee'; readonly amount: Rational }

const whole = rational(1n)
const nothing = rational(0n)

/** The finest part of a charge that a partner may get: exact sums over many charges must stay numbers one can store. */
const finest = 10n ** 60n

/** What a partner takes of what the party above got, where partners before it left `rest`. */
export function takenBy({ take }: Share, gross: Rational, rest: Rational): Rational {
  if (take.kind === 'fee') return take.amount
  return multiply(take.part, take.of === 'gross' ? gross : rest)
}

/**
 * What is wrong with an agreement's tree, each with its path: shares above the whole, shares too fine to be added up, a
 * partner below itself.
 */
export function agreementFaults(operator: AccountId, shares: readonly Share[]): readonly Fault[] {
  return levelFaults(shares, 'shares', { gross: whole, parties: [operator] })
}

/** What is above a level: what it shares of one unit of a charge, and the parties between it and the operator. */
interface Above {
  readonly gross: Rational
  readonly parties: readonly AccountId[]
}

function levelFaults(shares: readonly Share[], path: string, above: Above): readonly Fault[] {
  const faults: Fault[] = []
  let rest = above.gross
  for (const [index, share] of shares.entries()) {
    const taken = takenBy(share, above.gross, rest)
    // What a fee is of a charge depends on the charge.
    if (share.take.kind === 'part') rest = subtract(rest, taken)
    if (taken.d > finest || rest.d > finest) {
      return [fault(`${path}[${index}]`, 'too_fine', 'The shares have more digits than can be added up; use fewer.')]
    }
    faults.push(...shareFaults(share, `${path}[${index}]`, { ...above, gross: taken }))
  }
  const isTooMuch = compare(rest, nothing) < 0 && !shares.some(isAboveTheWhole)
  const tooMuch = isTooMuch ? [fault(path, 'above_the_whole', 'The parts are more than 100 % of what is shared.')] : []
  return [...tooMuch, ...faults]
}

function shareFaults({ account, take, shares }: Share, path: string, { gross, parties }: Above): readonly Fault[] {
  const cycle = parties.includes(account) ? [fault(`${path}.account`, 'cycle', `${account} is above itself.`)] : []
  const isTooMuch = isAboveTheWhole({ take })
  const tooMuch = isTooMuch ? [fault(`${path}.percent`, 'above_the_whole', 'A share is at most 100 %.')] : []
  return [...cycle, ...tooMuch, ...levelFaults(shares, `${path}.shares`, { gross, parties: [...parties, account] })]
}

function isAboveTheWhole({ take }: Pick<Share, 'take'>): boolean {
  return take.kind === 'part' && compare(take.part, whole) > 0
}

/** Everybody an agreement names. */
export function partnersOf(shares: readonly Share[]): readonly AccountId[] {
  return shares.flatMap(({ account, shares: below }) => [account, ...partnersOf(below)])
}
