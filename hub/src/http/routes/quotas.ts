import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { newQuotaGrantSchema, quotaGrantSchema, quotaGrantsSchema, quotaSchema } from '@octroi/shared/api/quotas'
import { idSchema, instantSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import type { Entitlement } from '@octroi/shared/decisions/action'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import type { EntitlementId } from '@octroi/shared/ids/id'
import { parseQuantity } from '@octroi/shared/money/quantity'
import { parseInstant } from '@octroi/shared/time/instant'
import { grantQuota, unlimited } from '../../entitlements/grant-quota.use-case.ts'
import { isLimited, quotaOf } from '../../entitlements/quota.ts'
import { showQuota } from '../../entitlements/show-quota.use-case.ts'
import type { Stores } from '../../stores.ts'
import { requireRole } from '../authenticate.ts'
import { type Caller, type HttpDependencies, type HttpEnv, maySee, senderOf } from '../context.ts'
import { inTransactionOnce, requiredIdempotencyHeader } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { quotaGrantView, quotaView } from '../quota-view.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Entitlements']
const params = z.object({ entitlement: idSchema('entitlement') })

const showRoute = createRoute({
  method: 'get',
  path: '/entitlements/{entitlement}/quota',
  tags,
  summary: 'Show the quota that an entitlement belongs to: what is granted, used, reserved and left',
  request: { params, query: z.strictObject({ at: instantSchema.optional() }) },
  responses: { 200: jsonAnswer(quotaSchema, 'Now, or at the instant asked for.'), ...commonProblems },
})

const grantRoute = createRoute({
  method: 'post',
  path: '/entitlements/{entitlement}/grants',
  tags,
  summary: 'Grant more of the quota that an entitlement belongs to',
  middleware: [requireRole('operator')],
  request: { params, headers: requiredIdempotencyHeader, body: jsonBody(newQuotaGrantSchema) },
  responses: { 201: jsonAnswer(quotaGrantSchema, 'The grant.'), ...commonProblems },
})

const grantsRoute = createRoute({
  method: 'get',
  path: '/entitlements/{entitlement}/grants',
  tags,
  summary: 'List what operators granted of a quota, newest first',
  request: { params, query: pageQuerySchema(idSchema('quotaGrant')) },
  responses: { 200: jsonAnswer(quotaGrantsSchema, 'A page of grants.'), ...commonProblems },
})

export function quotaRoutes(dependencies: HttpDependencies) {
  const { storage, environment, onEntitled } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(showRoute, async (context) => {
      const caller = context.get('caller')
      const { entitlement: id } = context.req.valid('param')
      const { at } = context.req.valid('query')
      const nowMs = environment.nowMs()
      const atMs = (at === undefined ? undefined : parseInstant(at)) ?? nowMs
      const found = await storage.read(caller.tenant, async (stores) => {
        const entitlement = await visible(stores, caller, id)
        return entitlement && { quota: await showQuota(stores, entitlement, { atMs, nowMs }) }
      })
      if (found === undefined) return problem(context, notFound('entitlement', id))
      if (found.quota === undefined) return problem(context, notFound('quota', id))
      return context.json(quotaView(found.quota), 200)
    })
    .openapi(grantRoute, async (context) => {
      const caller = context.get('caller')
      const { entitlement } = context.req.valid('param')
      const { quantity, reason, from, until, priority } = context.req.valid('json')
      const [fromMs, untilMs] = [from, until].map((text) => (text === undefined ? undefined : parseInstant(text)))
      const by = senderOf(caller)
      const asked = { entitlement, quantity: parseQuantity(quantity) ?? 0n, reason, priority, fromMs, untilMs, by }
      const granted = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await grantQuota(stores, environment, asked)
        return done.ok ? ok(quotaGrantView(done.value)) : done
      })
      if (!granted.ok) return problem(context, granted.error)
      onEntitled(caller.tenant, granted.value.account)
      return context.json(granted.value, 201)
    })
    .openapi(grantsRoute, async (context) => {
      const caller = context.get('caller')
      const { entitlement: id } = context.req.valid('param')
      const page = pageRequest(context.req.valid('query'))
      const found = await storage.read(caller.tenant, async (stores) => {
        const entitlement = await visible(stores, caller, id)
        if (entitlement === undefined) return undefined
        return { listed: isLimited(entitlement) ? await stores.quotas.listGrants(page, quotaOf(entitlement)) : undefined }
      })
      if (found === undefined) return problem(context, notFound('entitlement', id))
      if (found.listed === undefined) return problem(context, unlimited)
      const { items, ...rest } = found.listed
      return context.json({ items: items.map(quotaGrantView), ...rest }, 200)
    })
}

async function visible(
  { entitlements }: Pick<Stores, 'entitlements'>,
  caller: Caller,
  id: EntitlementId,
): Promise<Entitlement | undefined> {
  const found = await entitlements.get(id)
  return found === undefined || !maySee(caller, found.account) ? undefined : found
}
