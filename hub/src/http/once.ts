import { z } from '@hono/zod-openapi'
import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { ok, type Result } from '@octroi/shared/errors/result'
import type { Context } from 'hono'
import type { AuditEntry } from '../audit/audit-entry.ts'
import { topicsOf } from '../console/live/topics.ts'
import type { Environment } from '../environment.ts'
import { once } from '../idempotency/once.use-case.ts'
import type { Stores } from '../stores.ts'
import type { HttpDependencies, HttpEnv } from './context.ts'
import { routeName } from './route-parts.ts'

/** As in draft-ietf-httpapi-idempotency-key-header: the same key gets the same answer for a day. */
const isRequired = 'is required: without it a repeated request would be done twice'
const key = z
  .string({ error: isRequired })
  .regex(/^[\x21-\x7e]{8,255}$/, 'must be 8 to 255 printable characters without spaces')
  .meta({ description: 'Repeat a request with the same key and it is done once; the first answer is given again for a day.' })

export const idempotencyHeader = z.object({ 'idempotency-key': key.optional() })
export const requiredIdempotencyHeader = z.object({ 'idempotency-key': key })
export const idempotencyKeyMissing = invalid([fault('idempotency-key', 'required', isRequired)])

/** A request that is repeated with the same key is done once. */
interface Repeatable {
  readonly key: string
  /** All that was asked, so that a key used for something else is noticed. */
  readonly asked: string
}

/**
 * Runs a request's work in one transaction, at most once for its `Idempotency-Key`. Who did what is noted in the same
 * transaction, also where it was refused.
 */
export async function inTransactionOnce<T>(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  work: (stores: Stores) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  const header = context.req.header('idempotency-key')
  if (header === undefined) return inTransaction(context, dependencies, work)
  const { pathname, search } = new URL(context.req.url)
  const asked = `${context.req.method} ${pathname}${search}\n${await context.req.text()}`
  return inTransaction(context, dependencies, work, { key: header, asked })
}

/** The same for a request that says otherwise than in a header whether it is a repeat. */
export async function inTransaction<T>(
  context: Context<HttpEnv>,
  { storage, environment, changes }: HttpDependencies,
  work: (stores: Stores) => Promise<Result<T, Failure>>,
  repeatable?: Repeatable,
): Promise<Result<T, Failure>> {
  const { tenant, account } = context.get('caller')
  const noted = async (stores: Stores): Promise<Result<T, Failure>> => {
    const done = await work(stores)
    await stores.audit.append(auditEntry(context, environment, done))
    return done
  }
  const topics = topicsOf(context.req.path)
  if (repeatable === undefined) {
    const done = await storage.transaction(tenant, noted)
    if (done.ok) changes.tell(tenant, ...topics)
    return done
  }
  const done = await storage.transaction(tenant, (stores) => once(stores, environment, { account, ...repeatable }, noted))
  if (!done.ok) return done
  if (done.value.isReplayed) context.header('idempotency-replayed', 'true')
  else changes.tell(tenant, ...topics)
  return ok(done.value.value)
}

const targetLengthAtMost = 500

function auditEntry(
  context: Context<HttpEnv>,
  { ids, nowMs }: Pick<Environment, 'ids' | 'nowMs'>,
  done: Result<unknown, Failure>,
): AuditEntry {
  const { account, key, role } = context.get('caller')
  const { method, path } = context.req
  return {
    id: ids.next('auditEntry'),
    atMs: nowMs(),
    ...{ account, key, role, action: `${method} ${routeName(context)}`, target: path.slice(0, targetLengthAtMost) },
    ...(done.ok ? madeBy(done.value) : {}),
    result: done.ok ? 'done' : done.error.code,
  }
}

function madeBy(value: unknown): { readonly made?: string } {
  const isMade = typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
  return isMade ? { made: value.id as string } : {}
}
