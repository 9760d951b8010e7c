import { equalBytes } from '@octroi/shared/crypto/bytes'
import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'

export interface IdempotentRequest {
  readonly account: AccountId
  readonly key: string
  /** All that was asked, so that a key used for something else is noticed. */
  readonly asked: string
}

export interface OnceDone<T> {
  readonly value: T
  /** It was done before; this is the first answer again. */
  readonly isReplayed: boolean
}

const sealingPurpose = 'idempotent-answer'

/**
 * Does work at most once for its key: the answer is stored, sealed, in the transaction that did the work. A failure is
 * not stored, so that a mended request may use the key again. Answers are plain JSON.
 */
export async function once<S extends Pick<Stores, 'idempotency'>, T>(
  stores: S,
  { crypto, sealer, nowMs }: Environment,
  { account, key, asked }: IdempotentRequest,
  work: (stores: S) => Promise<Result<T, Failure>>,
): Promise<Result<OnceDone<T>, Failure>> {
  const fingerprint = crypto.sha256(new TextEncoder().encode(asked))
  const before = await stores.idempotency.find(account, key)
  if (before !== undefined) {
    if (!equalBytes(before.fingerprint, fingerprint)) return err(reused)
    const answer = JSON.parse(new TextDecoder().decode(sealer.unseal(before.sealedAnswer, sealingPurpose))) as T
    return ok({ value: answer, isReplayed: true })
  }
  const done = await work(stores)
  if (!done.ok) return done
  const sealedAnswer = sealer.seal(new TextEncoder().encode(JSON.stringify(done.value)), sealingPurpose)
  await stores.idempotency.insert(account, key, { fingerprint, sealedAnswer, createdAtMs: nowMs() })
  return ok({ value: done.value, isReplayed: false })
}

const reused: Failure = {
  ...invalid([fault('idempotency-key', 'reused', 'was used for another request')]),
  code: 'idempotency_key_reused',
  detail: 'The Idempotency-Key was used for another request. Use a new key for each thing to be done.',
}
