import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  acceptResaleSchema,
  newResaleSchema,
  proposedResaleSchema,
  resaleSchema,
  resalesSchema,
  resoldDevicesSchema,
} from '@octroi/shared/api/resales'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { formatInstant } from '@octroi/shared/time/instant'
import { acceptResale } from '../../resales/accept-resale.use-case.ts'
import { endResale } from '../../resales/end-resale.use-case.ts'
import { proposeResale } from '../../resales/propose-resale.use-case.ts'
import { type Resale, resaleState } from '../../resales/resale.ts'
import { resoldDevices } from '../../resales/resold-devices.use-case.ts'
import { requireRole } from '../authenticate.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Resales']
const params = z.object({ resale: idSchema('resale') })
const middleware = [requireRole('operator')]

const proposeRoute = createRoute({
  method: 'post',
  path: '/resales',
  tags,
  summary: 'Propose to another tenant that it sells on what this one supplies',
  description: 'The answer holds a code, shown once and good for 14 days. The other tenant’s operator accepts with it.',
  middleware,
  request: { headers: idempotencyHeader, body: jsonBody(newResaleSchema) },
  responses: { 201: jsonAnswer(proposedResaleSchema, 'The proposal, with its code.'), ...commonProblems },
})

const acceptRoute = createRoute({
  method: 'post',
  path: '/resales/acceptances',
  tags,
  summary: 'Accept a supplier’s proposal with its code',
  description:
    'From now on what this tenant’s devices use is rated for the supplier too, at the wholesale offers this tenant bought there.',
  middleware,
  request: { headers: idempotencyHeader, body: jsonBody(acceptResaleSchema) },
  responses: { 201: jsonAnswer(resaleSchema, 'The resale, as this side keeps it.'), ...commonProblems },
})

const listRoute = createRoute({
  method: 'get',
  path: '/resales',
  tags,
  summary: 'List resales on either side, newest first',
  middleware,
  request: { query: pageQuerySchema(idSchema('resale')) },
  responses: { 200: jsonAnswer(resalesSchema, 'A page of resales.'), ...commonProblems },
})

const showRoute = createRoute({
  method: 'get',
  path: '/resales/{resale}',
  tags,
  summary: 'Show a resale',
  middleware,
  request: { params },
  responses: { 200: jsonAnswer(resaleSchema, 'The resale.'), ...commonProblems },
})

const endRoute = createRoute({
  method: 'post',
  path: '/resales/{resale}/end',
  tags,
  summary: 'End a resale on both sides, with the wholesale subscriptions under it; or withdraw a proposal',
  description: 'What happened before the end still counts when it is told later.',
  middleware,
  request: { params, headers: idempotencyHeader },
  responses: { 200: jsonAnswer(resaleSchema, 'The resale, ended. Asking again changes nothing.'), ...commonProblems },
})

const devicesRoute = createRoute({
  method: 'get',
  path: '/resales/{resale}/devices',
  tags,
  summary: 'List what the supplier calls the devices of this tenant',
  description: 'Only the reseller can. With it a line of the supplier’s bill is followed to devices and signed records.',
  middleware,
  request: { params, query: pageQuerySchema(idSchema('device')) },
  responses: { 200: jsonAnswer(resoldDevicesSchema, 'A page of devices with their aliases.'), ...commonProblems },
})

export function resaleRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  const view = (resale: Resale) => resaleView(resale, environment.nowMs())
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(proposeRoute, async (context) => {
      const { account } = context.req.valid('json')
      const proposed = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await proposeResale(stores, environment, account)
        return done.ok ? ok({ ...view(done.value.resale), code: done.value.code }) : done
      })
      return proposed.ok ? context.json(proposed.value, 201) : problem(context, proposed.error)
    })
    .openapi(acceptRoute, async (context) => {
      const { code } = context.req.valid('json')
      const accepted = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await acceptResale(stores, environment, code)
        return done.ok ? ok(view(done.value)) : done
      })
      return accepted.ok ? context.json(accepted.value, 201) : problem(context, accepted.error)
    })
    .openapi(listRoute, async (context) => {
      const page = pageRequest(context.req.valid('query'))
      const { items, ...rest } = await storage.read(context.get('caller').tenant, ({ resales }) => resales.list(page))
      return context.json({ items: items.map(view), ...rest }, 200)
    })
    .openapi(showRoute, async (context) => {
      const { resale: id } = context.req.valid('param')
      const found = await storage.read(context.get('caller').tenant, ({ resales }) => resales.get(id))
      return found === undefined ? problem(context, notFound('resale', id)) : context.json(view(found), 200)
    })
    .openapi(endRoute, async (context) => {
      const { resale } = context.req.valid('param')
      const ended = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await endResale(stores, environment, resale)
        return done.ok ? ok(view(done.value)) : done
      })
      return ended.ok ? context.json(ended.value, 200) : problem(context, ended.error)
    })
    .openapi(devicesRoute, async (context) => {
      const { resale } = context.req.valid('param')
      const page = pageRequest(context.req.valid('query'))
      const listed = await storage.read(context.get('caller').tenant, (stores) =>
        resoldDevices(stores, environment, { resale, page }),
      )
      if (!listed.ok) return problem(context, listed.error)
      return context.json({ ...listed.value, items: [...listed.value.items] }, 200)
    })
}

function resaleView(resale: Resale, nowMs: number): z.infer<typeof resaleSchema> {
  const { id, side, partner, proposedAtMs, agreedAtMs, endedAtMs, endedBy } = resale
  const own = resale.side === 'supplier' ? resale : undefined
  return {
    ...{ id, side, state: resaleState(resale, nowMs) },
    ...(own === undefined ? {} : { account: own.account }),
    ...(partner === undefined ? {} : { partner }),
    proposedAt: formatInstant(proposedAtMs),
    ...(own?.code === undefined ? {} : { codeExpiresAt: formatInstant(own.code.expiresAtMs) }),
    ...(agreedAtMs === undefined ? {} : { agreedAt: formatInstant(agreedAtMs) }),
    ...(endedAtMs === undefined ? {} : { endedAt: formatInstant(endedAtMs) }),
    ...(endedBy === undefined ? {} : { endedBy }),
  }
}
