import type { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { matchedRoutes, routePath } from 'hono/route'

/** The parts every route definition repeats. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true, content: { 'application/json': { schema } } }
}

export function jsonAnswer<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

/** The pattern of the route that answers, as the API document writes it: `/v1/accounts/{account}`. */
export function routeName(context: Context): string {
  // Middleware stands in the list too, also behind a route that comes before it.
  const answering = matchedRoutes(context).findLast(({ method }) => method !== 'ALL')
  return (answering?.path ?? routePath(context, -1)).replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '{$1}')
}

/** The same once the request was answered; `none` where there is no such route. */
export function answeredRoute(context: Context): string {
  const pattern = routeName(context)
  return context.res.status === 404 && pattern.endsWith('*') ? 'none' : pattern
}
