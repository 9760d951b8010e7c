import type { Role } from '@octroi/shared/api/vocabulary'
import type { Failure } from '@octroi/shared/errors/failure'
import { createMiddleware } from 'hono/factory'
import { readToken } from '../accounts/api-key.ts'
import { authenticate } from '../accounts/authenticate.use-case.ts'
import type { HttpDependencies, HttpEnv } from './context.ts'
import type { RequestCounter } from './limits.ts'
import { problem } from './problem.ts'

/** On every answer to a key: whether it was about the real thing. */
const livemodeHeader = 'octroi-livemode'

const invalidKey: Failure = {
  kind: 'unauthenticated',
  code: 'api_key_invalid',
  detail: 'Send a valid API key as `Authorization: Bearer octroi_…`.',
}

/** Lets a request through that carries a valid API key, counts it, and notes who is asking. */
export function requireApiKey({ storage, environment }: HttpDependencies, counter: RequestCounter) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    const [scheme, token = ''] = (context.req.header('authorization') ?? '').split(' ', 2)
    const presented = scheme?.toLowerCase() === 'bearer' ? readToken(token) : undefined
    const key = presented && (await storage.lookUp(presented.tenant, (stores) => authenticate(stores, environment, presented)))
    if (presented === undefined || key === undefined) {
      const limited = await counter.countAddress(context)
      if (limited !== undefined) return limited
      context.header('www-authenticate', 'Bearer realm="octroi"')
      return problem(context, invalidKey)
    }
    const limited = await counter.countKey(context, key.id)
    if (limited !== undefined) return limited
    context.set('caller', { tenant: key.tenant, account: key.account, role: key.role, key: key.id, mode: presented.mode })
    await next()
    context.header(livemodeHeader, String(presented.mode === 'live'))
    return undefined
  })
}

/** A feed sends usage events; it sees nothing and does nothing else, whatever a route says of roles. */
export const keepFeedsToEvents = createMiddleware<HttpEnv>(async (context, next) => {
  const { method, path } = context.req
  if (context.get('caller').role !== 'feed' || (method === 'POST' && path === '/v1/events')) return next()
  return problem(context, { kind: 'forbidden', code: 'role_required', detail: 'A feed may send usage events, and nothing else.' })
})

/** Lets only these roles through. */
export function requireRole(...roles: readonly Role[]) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    if (roles.includes(context.get('caller').role)) return next()
    return problem(context, {
      kind: 'forbidden',
      code: 'role_required',
      detail: `This needs an API key with the role ${roles.join(' or ')}.`,
    })
  })
}
