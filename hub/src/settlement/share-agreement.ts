import { type Fault, fault } from '@octroi/shared/errors/fault'
import type { AccountId, AgreementId } from '@octroi/shared/ids/id'
import { compare, type Rational, rational, sum } from '@octroi/shared/money/rational'

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

/** What is wrong with an agreement's tree, each with its path: shares above the whole, a partner below itself. */
export function agreementFaults(operator: AccountId, shares: readonly Share[]): readonly Fault[] {
  return levelFaults(shares, 'shares', [operator])
}

function levelFaults(shares: readonly Share[], path: string, above: readonly AccountId[]): readonly Fault[] {
  const parts = shares.flatMap(({ take }) => (take.kind === 'part' && take.of === 'gross' ? [take.part] : []))
  const tooMuch =
    compare(sum(parts), whole) > 0 ? [fault(path, 'above_the_whole', 'The parts of the gross are more than 100 %.')] : []
  return [...tooMuch, ...shares.flatMap((share, index) => shareFaults(share, `${path}[${index}]`, above))]
}

function shareFaults({ account, take, shares }: Share, path: string, above: readonly AccountId[]): readonly Fault[] {
  const cycle = above.includes(account) ? [fault(`${path}.account`, 'cycle', `${account} is above itself.`)] : []
  const isTooMuch = take.kind === 'part' && compare(take.part, whole) > 0
  const tooMuch = isTooMuch ? [fault(`${path}.percent`, 'above_the_whole', 'A share is at most 100 %.')] : []
  return [...cycle, ...tooMuch, ...levelFaults(shares, `${path}.shares`, [...above, account])]
}

/** Everybody an agreement names. */
export function partnersOf(shares: readonly Share[]): readonly AccountId[] {
  return shares.flatMap(({ account, shares: below }) => [account, ...partnersOf(below)])
}
