import type { AccountId } from '@octroi/shared/ids/id'

/** The first answer to a request with an `Idempotency-Key`, kept so that a repeat gets the same one. */
export interface IdempotentAnswer {
  /** SHA-256 of what was asked, so that a key used for something else is noticed. */
  readonly fingerprint: Uint8Array
  /** Sealed: an answer may hold a secret that is shown only once. */
  readonly sealedAnswer: Uint8Array
  readonly createdAtMs: number
}

export interface IdempotencyStore {
  find(account: AccountId, key: string): Promise<IdempotentAnswer | undefined>
  insert(account: AccountId, key: string, answer: IdempotentAnswer): Promise<void>
}
