import { createMiddleware } from 'hono/factory'
import type { Tracing } from '../tracing.ts'
import type { HttpEnv } from './context.ts'
import { answeredRoute } from './route-parts.ts'

/** What asks again and again whether the hub lives would fill a trace and tell nothing. */
const probes = new Set(['/healthz', '/readyz'])

/** Each request as a step, named by its route: paths hold ids. It goes on with the trace that the request names. */
export function traceRequests(tracing: Tracing) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    if (probes.has(context.req.path)) return next()
    const { method } = context.req
    const from = { traceparent: context.req.header('traceparent'), tracestate: context.req.header('tracestate') }
    const facts = { 'http.request.method': method }
    await tracing.step(method, { kind: 'server', facts, from }, async (step) => {
      await next()
      const [route, { status }] = [answeredRoute(context), context.res]
      step.rename(`${method} ${route}`)
      step.note({ 'http.route': route, 'http.response.status_code': status })
      if (status >= 500) step.failed(String(status))
    })
  })
}
