import { z } from '@hono/zod-openapi'
import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Context } from 'hono'
import type { AuditEntry } from '../audit/audit-entry.ts'
import { topicsOf } from '../console/live/topics.ts'
import type { Environment } from '../environment.ts'
import { once } from '../idempotency/once.use-case.ts'
import type { Stores } from '../stores.ts'
import { type Caller, type HttpDependencies, type HttpEnv, isViewer } from './context.ts'
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
    const done = isViewer(context.get('caller')) ? err(viewerRefused) : await work(stores)
    await noteDone(context, environment, stores, context.get('caller'), done)
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

const viewerRefused: Failure = {
  kind: 'forbidden',
  code: 'role_required',
  detail: 'A viewer sees everything and changes nothing.',
}

const targetLengthAtMost = 500

/** Does the work of a caller whom no API key and no session let in yet, or who sees to nothing but their own sign-in. */
export function inTransactionFor<T>(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  caller: Caller,
  work: (stores: Stores) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  return storage.transaction(caller.tenant, async (stores) => {
    const done = await work(stores)
    await noteDone(context, environment, stores, caller, done)
    return done
  })
}

/** Notes what came of a request, in the transaction that did it. */
export async function noteDone(
  context: Context<HttpEnv>,
  { ids, nowMs }: Pick<Environment, 'ids' | 'nowMs'>,
  { audit }: Pick<Stores, 'audit'>,
  { account, key, operator, role }: Caller,
  done: Result<unknown, Failure>,
): Promise<void> {
  const { method, path } = context.req
  const entry: AuditEntry = {
    id: ids.next('auditEntry'),
    atMs: nowMs(),
    account,
    ...(key === undefined ? {} : { key }),
    ...(operator === undefined ? {} : { operator: operator.id }),
    role: operator?.role ?? role,
    action: `${method} ${routeName(context)}`,
    target: path.slice(0, targetLengthAtMost),
    ...(done.ok ? madeBy(done.value) : {}),
    result: done.ok ? 'done' : done.error.code,
  }
  await audit.append(entry)
}

/** The id of what was made; a version of the catalogue has a number, and whom it touches matters as much. */
function madeBy(value: unknown): { readonly made?: string } {
  if (typeof value !== 'object' || value === null) return {}
  if ('id' in value && typeof value.id === 'string') return { made: value.id }
  const { version, touches } = value as { readonly version?: unknown; readonly touches?: unknown }
  const isVersion = typeof version === 'number' && typeof touches === 'string'
  return isVersion ? { made: `version ${version}, touches ${touches}` } : {}
}
