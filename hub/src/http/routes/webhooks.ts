import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { confirmationSchema } from '@octroi/shared/api/confirmation'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import {
  addedEndpointSchema,
  deliveriesSchema,
  deliverySchema,
  type endpointSchema,
  endpointsSchema,
  newEndpointSchema,
} from '@octroi/shared/api/webhooks'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { formatInstant } from '@octroi/shared/time/instant'
import { addEndpoint } from '../../confirmations/add-endpoint.use-case.ts'
import type { Endpoint } from '../../confirmations/endpoint.ts'
import { removeEndpoint } from '../../confirmations/remove-endpoint.use-case.ts'
import { replayDelivery } from '../../confirmations/replay-delivery.use-case.ts'
import type { OutboxDelivery } from '../../outbox/outbox-message.ts'
import { type HttpDependencies, type HttpEnv, maySee, visibleAccount } from '../context.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Webhooks']

const addRoute = createRoute({
  method: 'post',
  path: '/webhook-endpoints',
  tags,
  summary: 'Add an endpoint for confirmations (Standard Webhooks)',
  request: { headers: idempotencyHeader, body: jsonBody(newEndpointSchema) },
  responses: { 201: jsonAnswer(addedEndpointSchema, 'The endpoint, with the secret to verify with.'), ...commonProblems },
})

const listRoute = createRoute({
  method: 'get',
  path: '/webhook-endpoints',
  tags,
  summary: 'List the caller’s endpoints',
  responses: { 200: jsonAnswer(endpointsSchema, 'The endpoints.'), ...commonProblems },
})

const removeRoute = createRoute({
  method: 'delete',
  path: '/webhook-endpoints/{endpoint}',
  tags,
  summary: 'Remove an endpoint; what is still to be delivered to it is abandoned',
  request: { params: z.object({ endpoint: idSchema('endpoint') }) },
  responses: { 204: { description: 'It is removed.' }, ...commonProblems },
})

const deliveriesRoute = createRoute({
  method: 'get',
  path: '/webhook-deliveries',
  tags,
  summary: 'List deliveries, newest first',
  request: { query: pageQuerySchema(idSchema('message')) },
  responses: { 200: jsonAnswer(deliveriesSchema, 'A page of the deliveries the caller may see.'), ...commonProblems },
})

const replayRoute = createRoute({
  method: 'post',
  path: '/webhook-deliveries/{delivery}/replay',
  tags,
  summary: 'Send a delivery again, whatever came of it',
  description: 'The same body under the same `webhook-id`, so that a receiver that has it knows. Attempts are counted anew.',
  request: { params: z.object({ delivery: idSchema('message') }), headers: idempotencyHeader },
  responses: { 200: jsonAnswer(deliverySchema, 'The delivery, which is due now.'), ...commonProblems },
})

/** What the hub itself sends, so that a partner finds it beside what it may call. */
const confirmationWebhook = {
  method: 'post',
  path: 'confirmation',
  tags,
  summary: 'An authorized action came to its end',
  description: 'Signed as Standard Webhooks 1.0 has it. Answer with any 2xx within 10 seconds, or it comes again.',
  request: { body: jsonBody(confirmationSchema) },
  responses: { 204: { description: 'Taken.' } },
} as const

export function webhookRoutes(dependencies: HttpDependencies) {
  const { storage, environment, webhooks, onEnqueued } = dependencies
  const app = new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
  app.openAPIRegistry.registerWebhook(confirmationWebhook)
  return app
    .openapi(addRoute, async (context) => {
      const caller = context.get('caller')
      const { account = caller.account, url } = context.req.valid('json')
      if (!maySee(caller, account)) return problem(context, notFound('account', account))
      const added = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await addEndpoint(stores, environment, webhooks, { account, url })
        return done.ok ? ok({ ...endpointView(done.value.endpoint), secret: done.value.secret }) : done
      })
      return added.ok ? context.json(added.value, 201) : problem(context, added.error)
    })
    .openapi(listRoute, async (context) => {
      const caller = context.get('caller')
      const endpoints = await storage.read(caller.tenant, (stores) => stores.endpoints.of([caller.account]))
      return context.json({ items: endpoints.map(endpointView) }, 200)
    })
    .openapi(removeRoute, async (context) => {
      const caller = context.get('caller')
      const { endpoint: id } = context.req.valid('param')
      const command = { id, account: visibleAccount(caller) }
      const removed = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await removeEndpoint(stores, command)
        return done.ok ? ok({}) : done
      })
      return removed.ok ? context.body(null, 204) : problem(context, removed.error)
    })
    .openapi(deliveriesRoute, async (context) => {
      const caller = context.get('caller')
      const page = pageRequest(context.req.valid('query'))
      const { items, ...rest } = await storage.read(caller.tenant, ({ outbox }) =>
        outbox.list(page, { account: visibleAccount(caller) }),
      )
      return context.json({ items: items.map(deliveryView), ...rest }, 200)
    })
    .openapi(replayRoute, async (context) => {
      const { delivery: id } = context.req.valid('param')
      const command = { id, account: visibleAccount(context.get('caller')) }
      const replayed = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await replayDelivery(stores, environment, command)
        return done.ok ? ok(deliveryView(done.value)) : done
      })
      if (!replayed.ok) return problem(context, replayed.error)
      onEnqueued()
      return context.json(replayed.value, 200)
    })
}

function endpointView({ id, account, url, createdAtMs }: Endpoint): z.infer<typeof endpointSchema> {
  return { id, account, url, createdAt: formatInstant(createdAtMs) }
}

function deliveryView(delivery: OutboxDelivery): z.infer<typeof deliverySchema> {
  const { id, endpoint, type, state, attempts, createdAtMs, dueAtMs, deliveredAtMs, lastError } = delivery
  return {
    id,
    endpoint,
    type,
    state,
    attempts,
    createdAt: formatInstant(createdAtMs),
    ...(state === 'pending' ? { dueAt: formatInstant(dueAtMs) } : {}),
    ...(deliveredAtMs === undefined ? {} : { deliveredAt: formatInstant(deliveredAtMs) }),
    ...(lastError === undefined ? {} : { lastError }),
  }
}
