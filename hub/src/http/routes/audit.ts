import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { auditLogSchema } from '@octroi/shared/api/audit'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import { formatInstant } from '@octroi/shared/time/instant'
import { type HttpDependencies, type HttpEnv, visibleAccount } from '../context.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/audit-log',
  tags: ['Audit'],
  summary: 'List what was done through the API, newest first',
  request: { query: pageQuerySchema(idSchema('auditEntry')) },
  responses: {
    200: jsonAnswer(auditLogSchema, 'A page of the entries the caller may see: an account sees its own.'),
    ...commonProblems,
  },
})

export function auditRoutes({ storage }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook }).openapi(listRoute, async (context) => {
    const caller = context.get('caller')
    const page = pageRequest(context.req.valid('query'))
    const { items, ...rest } = await storage.read(caller.tenant, ({ audit }) => audit.list(page, visibleAccount(caller)))
    return context.json({ items: items.map(({ atMs, ...entry }) => ({ ...entry, at: formatInstant(atMs) })), ...rest }, 200)
  })
}
