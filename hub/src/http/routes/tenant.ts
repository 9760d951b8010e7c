import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { tenantSchema } from '@octroi/shared/api/tenant'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { notFound } from '@octroi/shared/errors/failure'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const showRoute = createRoute({
  method: 'get',
  path: '/tenant',
  tags: ['Tenant'],
  summary: 'Show the tenant: its root key, key set and policy',
  responses: { 200: jsonAnswer(tenantSchema, 'The tenant of the API key.'), ...commonProblems },
})

export function tenantRoutes({ storage }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook }).openapi(showRoute, async (context) => {
    const { tenant: id } = context.get('caller')
    const tenant = await storage.read(id, ({ tenants }) => tenants.get())
    if (tenant === undefined) return problem(context, notFound('tenant', id))
    const { name, zone, operator, policy, rootKey, keyset, mode } = tenant
    const told = { id, name, livemode: mode === 'live', zone, operator, policy }
    return context.json({ ...told, rootKey: toBase64url(rootKey), keyset: toBase64url(keyset) }, 200)
  })
}
