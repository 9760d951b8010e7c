import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { idSchema } from '@octroi/shared/api/shapes'
import {
  dismissalSchema,
  rejectedEventDetailSchema,
  rejectedEventsQuerySchema,
  rejectedEventsSchema,
  replaySchema,
} from '@octroi/shared/api/usage-events'
import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { ok, type Result } from '@octroi/shared/errors/result'
import type { Context } from 'hono'
import type { Stores } from '../../stores.ts'
import { dismissRejected } from '../../usage-events/dismiss-rejected.use-case.ts'
import { replayRejected } from '../../usage-events/replay-rejected.use-case.ts'
import type { RejectedEvent } from '../../usage-events/usage-event.store.ts'
import { requireRole } from '../authenticate.ts'
import { type HttpDependencies, type HttpEnv, senderOf } from '../context.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { rejectedDetailView, rejectedView } from '../usage-event-view.ts'
import { validationHook } from '../validation.ts'

const tags = ['Usage events']
const params = z.object({ rejected: idSchema('rejectedEvent') })
const middleware = [requireRole('operator')]

const listRoute = createRoute({
  method: 'get',
  path: '/rejected-events',
  tags,
  summary: 'List usage events that were not taken in, newest first',
  middleware,
  request: { query: rejectedEventsQuerySchema },
  responses: { 200: jsonAnswer(rejectedEventsSchema, 'A page of rejected events.'), ...commonProblems },
})

const showRoute = createRoute({
  method: 'get',
  path: '/rejected-events/{rejected}',
  tags,
  summary: 'Show a rejected event as it came',
  middleware,
  request: { params },
  responses: { 200: jsonAnswer(rejectedEventDetailSchema, 'The event.'), ...commonProblems },
})

const replayRoute = createRoute({
  method: 'post',
  path: '/rejected-events/{rejected}/replay',
  tags,
  summary: 'Take a rejected event in after all, as it came or put right',
  middleware,
  request: { params, headers: idempotencyHeader, body: jsonBody(replaySchema) },
  responses: {
    200: jsonAnswer(rejectedEventDetailSchema, 'It is taken in, now or before; the original is kept beside it.'),
    ...commonProblems,
  },
})

const dismissRoute = createRoute({
  method: 'post',
  path: '/rejected-events/{rejected}/dismiss',
  tags,
  summary: 'Let a rejected event be',
  middleware,
  request: { params, headers: idempotencyHeader, body: jsonBody(dismissalSchema) },
  responses: { 200: jsonAnswer(rejectedEventDetailSchema, 'It is dismissed, now or before.'), ...commonProblems },
})

export function rejectedEventRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  const decided = (context: Context<HttpEnv>, decide: (stores: Stores) => Promise<Result<RejectedEvent, Failure>>) =>
    inTransactionOnce(context, dependencies, async (stores) => {
      const done = await decide(stores)
      return done.ok ? ok(rejectedDetailView(done.value)) : done
    })
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(listRoute, async (context) => {
      const { state, source, ...query } = context.req.valid('query')
      const { items, ...rest } = await storage.read(context.get('caller').tenant, ({ usageEvents }) =>
        usageEvents.listRejected(pageRequest(query), { state, source }),
      )
      return context.json({ items: items.map(rejectedView), ...rest }, 200)
    })
    .openapi(showRoute, async (context) => {
      const { rejected: id } = context.req.valid('param')
      const found = await storage.read(context.get('caller').tenant, ({ usageEvents }) => usageEvents.getRejected(id))
      return found === undefined ? problem(context, notFound('rejected_event', id)) : context.json(rejectedDetailView(found), 200)
    })
    .openapi(replayRoute, async (context) => {
      const { event, reason } = context.req.valid('json')
      const command = {
        ...{ ...context.req.valid('param'), by: senderOf(context.get('caller')), reason },
        ...(event === undefined ? {} : { body: JSON.stringify(event) }),
      }
      const replayed = await decided(context, (stores) => replayRejected(stores, environment, command))
      return replayed.ok ? context.json(replayed.value, 200) : problem(context, replayed.error)
    })
    .openapi(dismissRoute, async (context) => {
      const { reason } = context.req.valid('json')
      const command = { ...context.req.valid('param'), by: senderOf(context.get('caller')), reason }
      const dismissed = await decided(context, (stores) => dismissRejected(stores, environment, command))
      return dismissed.ok ? context.json(dismissed.value, 200) : problem(context, dismissed.error)
    })
}
