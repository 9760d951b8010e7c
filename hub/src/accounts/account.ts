import type { ErasureGround } from '@octroi/shared/api/persons'
import type { Standing } from '@octroi/shared/api/vocabulary'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Zone } from '@octroi/shared/time/zone'

/** A party that owes or is owed: customer, merchant, partner, the operator itself. Signed facts name only its id. */
export interface Account {
  readonly id: AccountId
  readonly name: string
  /** In whose days and months the account is billed. */
  readonly zone: Zone
  readonly createdAtMs: number
  /** Whether it may still use what it bought. */
  readonly standing: AccountStanding
  /** What named or described it was taken away. */
  readonly erased?: Erased
}

export interface Erased {
  readonly atMs: number
  readonly ground: ErasureGround
}

export interface AccountStanding {
  readonly standing: Standing
  /** Absent where it never changed. */
  readonly sinceMs?: number
  /** Why, in the words of whoever changed it. */
  readonly reason?: string
}

/** How every account begins. */
export const goodStanding: AccountStanding = { standing: 'good' }
