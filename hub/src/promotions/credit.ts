import type { AccountId, CreditId } from '@octroi/shared/ids/id'
import type { Amount } from '@octroi/shared/money/amount'
import type { TimeSpan } from '../rating/models/prorate.ts'

/** Promotional credit: an amount that lowers bills of an account until it is used or expires. It is not money: nobody pays it out. */
export interface Credit {
  readonly id: CreditId
  readonly account: AccountId
  readonly amount: Amount
  readonly reason?: string
  /** Lower ones are used first. */
  readonly priority: number
  readonly grantedAtMs: number
  readonly expiresAtMs?: number
  /** The points it was made of. */
  readonly points?: number
}

/** The order in which credits are used: by priority, the one that expires first, the older. */
export function inOrderOfUse(left: Credit, right: Credit): number {
  const never = Number.MAX_SAFE_INTEGER
  return (
    left.priority - right.priority ||
    (left.expiresAtMs ?? never) - (right.expiresAtMs ?? never) ||
    left.grantedAtMs - right.grantedAtMs ||
    (left.id < right.id ? -1 : 1)
  )
}

/** It lowers the bill of every period in which it can be used at some time. */
export function isUsableIn({ grantedAtMs, expiresAtMs = Number.POSITIVE_INFINITY }: Credit, period: TimeSpan): boolean {
  return grantedAtMs < period.untilMs && period.fromMs < expiresAtMs
}
