import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { newOrderSchema, orderSchema, ordersSchema } from '@octroi/shared/api/orders'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { formatInstant, parseInstant } from '@octroi/shared/time/instant'
import type { Order } from '../../orders/order.ts'
import { placeOrder } from '../../orders/place-order.use-case.ts'
import { type HttpDependencies, type HttpEnv, maySee, visibleAccount } from '../context.ts'
import { inTransactionOnce, requiredIdempotencyHeader } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Orders']

const placeRoute = createRoute({
  method: 'post',
  path: '/orders',
  tags,
  summary: 'Order an offer',
  request: { headers: requiredIdempotencyHeader, body: jsonBody(newOrderSchema) },
  responses: { 201: jsonAnswer(orderSchema, 'The order, with the subscription it became.'), ...commonProblems },
})

const listRoute = createRoute({
  method: 'get',
  path: '/orders',
  tags,
  summary: 'List orders, newest first',
  request: { query: pageQuerySchema(idSchema('order')) },
  responses: { 200: jsonAnswer(ordersSchema, 'A page of the orders the caller may see.'), ...commonProblems },
})

const showRoute = createRoute({
  method: 'get',
  path: '/orders/{order}',
  tags,
  summary: 'Show an order',
  request: { params: z.object({ order: idSchema('order') }) },
  responses: { 200: jsonAnswer(orderSchema, 'The order.'), ...commonProblems },
})

export function orderRoutes(dependencies: HttpDependencies) {
  const { storage, environment, onEntitled } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(placeRoute, async (context) => {
      const caller = context.get('caller')
      const { account = caller.account, offer, quantity, device, startsAt, coupon } = context.req.valid('json')
      if (!maySee(caller, account)) return problem(context, notFound('account', account))
      const startsAtMs = startsAt === undefined ? undefined : parseInstant(startsAt)
      const command = {
        account,
        offer,
        mayBackdate: caller.role === 'operator',
        ...(quantity === undefined ? {} : { quantity }),
        ...(device === undefined ? {} : { device }),
        ...(coupon === undefined ? {} : { coupon }),
        ...(startsAtMs === undefined ? {} : { startsAtMs }),
      }
      const placed = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await placeOrder(stores, environment, command)
        return done.ok ? ok(view(done.value.order)) : done
      })
      if (!placed.ok) return problem(context, placed.error)
      onEntitled(caller.tenant, account)
      return context.json(placed.value, 201)
    })
    .openapi(listRoute, async (context) => {
      const caller = context.get('caller')
      const page = pageRequest(context.req.valid('query'))
      const { items, ...rest } = await storage.read(caller.tenant, ({ orders }) => orders.list(page, visibleAccount(caller)))
      return context.json({ items: items.map(view), ...rest }, 200)
    })
    .openapi(showRoute, async (context) => {
      const caller = context.get('caller')
      const { order: id } = context.req.valid('param')
      const found = await storage.read(caller.tenant, ({ orders }) => orders.get(id))
      if (found === undefined || !maySee(caller, found.account)) return problem(context, notFound('order', id))
      return context.json(view(found), 200)
    })
}

function view({ startsAtMs, placedAtMs, ...order }: Order): z.infer<typeof orderSchema> {
  return { ...order, startsAt: formatInstant(startsAtMs), placedAt: formatInstant(placedAtMs) }
}
