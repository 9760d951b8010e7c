import { z } from '@hono/zod-openapi'
import { equalBytes } from '@octroi/shared/crypto/bytes'
import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Context } from 'hono'
import type { Stores } from '../storage/storage.ts'
import type { HttpDependencies, HttpEnv } from './context.ts'

const keyPattern = /^[\x21-\x7e]{8,255}$/
const sealingPurpose = 'idempotent-answer'
export const answerLifetimeMs = 24 * 3_600_000

/** As in draft-ietf-httpapi-idempotency-key-header: the same key gets the same answer for a day. */
export const idempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .regex(keyPattern, 'must be 8 to 255 printable characters without spaces')
    .optional()
    .meta({ description: 'Repeat a request with the same key and it is done once; the first answer is given again for a day.' }),
})

export const requiredIdempotencyHeader = z.object({
  'idempotency-key': z
    .string({ error: 'is required: without it a repeated request would be done twice' })
    .regex(keyPattern, 'must be 8 to 255 printable characters without spaces')
    .meta({ description: 'Repeat a request with the same key and it is done once; the first answer is given again for a day.' }),
})

/**
 * Runs a request's work in one transaction, at most once for its `Idempotency-Key`: the answer is stored, sealed, in the
 * transaction that did the work. A failure is not stored, so that a mended request may use the key again.
 */
export async function once<T>(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  work: (stores: Stores) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  const { tenant, account } = context.get('caller')
  const key = context.req.header('idempotency-key')
  if (key === undefined) return storage.transaction(tenant, work)
  const asked = `${context.req.method} ${context.req.path}\n${await context.req.text()}`
  const fingerprint = environment.crypto.sha256(new TextEncoder().encode(asked))
  return storage.transaction(tenant, async (stores) => {
    const before = await stores.idempotency.find(account, key)
    if (before !== undefined) {
      if (!equalBytes(before.fingerprint, fingerprint)) return err(reused)
      context.header('idempotency-replayed', 'true')
      return ok(JSON.parse(new TextDecoder().decode(environment.sealer.unseal(before.sealedBody, sealingPurpose))) as T)
    }
    const result = await work(stores)
    if (!result.ok) return result
    const body = new TextEncoder().encode(JSON.stringify(result.value))
    const sealedBody = environment.sealer.seal(body, sealingPurpose)
    await stores.idempotency.insert(account, key, { fingerprint, sealedBody, createdAtMs: environment.nowMs() })
    return result
  })
}

const reused: Failure = {
  ...invalid([fault('idempotency-key', 'reused', 'This key was used for another request.')]),
  code: 'idempotency_key_reused',
  detail: 'The Idempotency-Key was used for another request. Use a new key for each thing to be done.',
}
