import type { AccountId } from '@octroi/shared/ids/id'
import type { Zone } from '@octroi/shared/time/zone'

/** A party that owes or is owed: customer, merchant, partner, the operator itself. Signed facts name only its id. */
export interface Account {
  readonly id: AccountId
  readonly name: string
  /** In whose days and months the account is billed. */
  readonly zone: Zone
  readonly createdAtMs: number
}
