import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import { idSchema } from '@octroi/shared/api/shapes'
import { eventReceiptsSchema, eventsPerBatchAtMost, sentEventSchema, usageEventSchema } from '@octroi/shared/api/usage-events'
import { notFound } from '@octroi/shared/errors/failure'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Stores } from '../../stores.ts'
import { receiveEvents } from '../../usage-events/receive-events.use-case.ts'
import { requireRole } from '../authenticate.ts'
import { type Caller, type HttpDependencies, type HttpEnv, maySee, senderOf } from '../context.ts'
import { commonProblems, problem } from '../problem.ts'
import { readEvents } from '../read-events.ts'
import { jsonAnswer } from '../route-parts.ts'
import { receiptView, usageEventView } from '../usage-event-view.ts'
import { validationHook } from '../validation.ts'

const tags = ['Usage events']

/** Not a schema that requests are held against: what an event has wrong is told in its receipt, and it is kept. */
const { $schema: _, ...event } = z.toJSONSchema(sentEventSchema, { io: 'input' })
const batch = { type: 'array', maxItems: eventsPerBatchAtMost, items: event } as const

type Body = NonNullable<NonNullable<RouteConfig['request']>['body']>
type BodySchema = Extract<NonNullable<Body['content'][string]>, { readonly schema: unknown }>['schema']

const sendRoute = createRoute({
  method: 'post',
  path: '/events',
  tags,
  summary: 'Send usage events of a service without a device',
  description:
    'CloudEvents 1.0 over HTTP: one event, a batch, or in binary mode (`ce-` headers, and the data as JSON). An event is taken in once for its `source` and `id`, so a request may be repeated as it is.',
  middleware: [requireRole('operator', 'feed')],
  request: {
    body: {
      required: true,
      content: {
        'application/cloudevents+json': { schema: event as BodySchema },
        'application/cloudevents-batch+json': { schema: batch as BodySchema },
      },
    },
  },
  responses: {
    200: jsonAnswer(eventReceiptsSchema, 'A receipt for each event, also for those that were not taken in.'),
    ...commonProblems,
  },
})

const params = z.object({ event: idSchema('usageEvent') })

const showRoute = createRoute({
  method: 'get',
  path: '/events/{event}',
  tags,
  summary: 'Show an event that was taken in',
  request: { params },
  responses: { 200: jsonAnswer(usageEventSchema, 'What of it counts, who sent it, and when.'), ...commonProblems },
})

export function usageEventRoutes({ storage, environment, changes }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(sendRoute, async (context) => {
      const caller = context.get('caller')
      const read = await readEvents(context.req.raw)
      if (!read.ok) return problem(context, read.error)
      const receipts = await storage.transaction(caller.tenant, async (stores) => {
        const only = await onlyAccount(stores, caller)
        const sender = { receivedFrom: senderOf(caller), ...(only === undefined ? {} : { only }) }
        return receiveEvents(stores, environment, { ...sender, bodies: read.value })
      })
      changes.tell(caller.tenant, 'usage')
      return context.json({ receipts: receipts.map(receiptView) }, 200)
    })
    .openapi(showRoute, async (context) => {
      const caller = context.get('caller')
      const { event: id } = context.req.valid('param')
      const [found] = await storage.read(caller.tenant, ({ usageEvents }) => usageEvents.named([id]))
      if (found === undefined || !maySee(caller, found.account)) return problem(context, notFound('usage_event', id))
      return context.json(usageEventView(found), 200)
    })
}

/** A feed of the operator's own account speaks for every account; any other one, for its own alone. */
async function onlyAccount({ tenants }: Pick<Stores, 'tenants'>, { role, account }: Caller): Promise<AccountId | undefined> {
  if (role === 'operator') return undefined
  const tenant = await tenants.get()
  return tenant?.operator === account ? undefined : account
}
