import type { Standing } from '@octroi/shared/api/vocabulary'
import type { AccountId, ApiKeyId, OperatorId } from '@octroi/shared/ids/id'

/** A standing that was set, when and why. They are only ever added: the audit log says that it was done, this what. */
export interface StandingChange {
  readonly account: AccountId
  readonly atMs: number
  readonly standing: Standing
  readonly reason: string
  /** The person, or the key, that set it; absent where the hub did by itself. */
  readonly by?: OperatorId | ApiKeyId
}
