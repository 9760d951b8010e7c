import { createMiddleware } from 'hono/factory'
import type { HttpEnv } from './context.ts'
import { answeredRoute } from './route-parts.ts'

/** One request as it was answered. */
export interface LoggedRequest {
  readonly requestId: string
  readonly method: string
  /** The route's pattern; `none` where there is no such route. */
  readonly route: string
  readonly status: number
  readonly ms: number
  /** Of whoever asked, once the key was checked. */
  readonly account?: string
}

/** What a proxy or a partner may call its request, to find it again in our log. */
const sentIdPattern = /^[\w.-]{8,64}$/

export interface RequestLogging {
  readonly monotonicMs: () => number
  readonly newRequestId: () => string
  readonly onAnswered: (request: LoggedRequest) => void
}

/** Gives each request an id, its own or ours, tells it in the answer, and logs what became of it. */
export function logRequests({ monotonicMs, newRequestId, onAnswered }: RequestLogging) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    const sent = context.req.header('x-request-id')
    const requestId = sent !== undefined && sentIdPattern.test(sent) ? sent : newRequestId()
    context.set('requestId', requestId)
    const startedAtMs = monotonicMs()
    await next()
    context.header('x-request-id', requestId)
    const caller = context.get('caller')
    onAnswered({
      requestId,
      method: context.req.method,
      route: answeredRoute(context),
      status: context.res.status,
      ms: Math.round((monotonicMs() - startedAtMs) * 1000) / 1000,
      ...(caller === undefined ? {} : { account: caller.account }),
    })
  })
}
