import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  newOrderSchema,
  orderActSchema,
  orderPaymentSchema,
  orderQuoteSchema,
  orderRejectionSchema,
  orderSchema,
  ordersQuerySchema,
  ordersSchema,
} from '@octroi/shared/api/orders'
import { idSchema } from '@octroi/shared/api/shapes'
import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { ok, type Result } from '@octroi/shared/errors/result'
import type { Context } from 'hono'
import { approveOrder, cancelOrder, confirmPayment, rejectOrder } from '../../orders/act-on-order.use-case.ts'
import type { AdvancedOrder } from '../../orders/fulfil-order.use-case.ts'
import { placeOrder } from '../../orders/place-order.use-case.ts'
import { quoteOrder } from '../../orders/quote-order.use-case.ts'
import type { Stores } from '../../stores.ts'
import { askedOrder } from '../asked-order.ts'
import { requireRole } from '../authenticate.ts'
import { type Caller, type HttpDependencies, type HttpEnv, maySee, senderOf, visibleAccount } from '../context.ts'
import { idempotencyHeader, inTransactionOnce, requiredIdempotencyHeader } from '../once.ts'
import { orderView, quoteView } from '../order-view.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Orders']
const params = z.object({ order: idSchema('order') })

const placeRoute = createRoute({
  method: 'post',
  path: '/orders',
  tags,
  summary: 'Order offers',
  request: { headers: requiredIdempotencyHeader, body: jsonBody(newOrderSchema) },
  responses: { 201: jsonAnswer(orderSchema, 'The order: fulfilled, or with what it waits for.'), ...commonProblems },
})

const quoteRoute = createRoute({
  method: 'post',
  path: '/orders/quote',
  tags,
  summary: 'Show what an order would make and cost',
  request: { body: jsonBody(newOrderSchema) },
  responses: { 200: jsonAnswer(orderQuoteSchema, 'The quote. Nothing is made.'), ...commonProblems },
})

const listRoute = createRoute({
  method: 'get',
  path: '/orders',
  tags,
  summary: 'List orders, newest first',
  request: { query: ordersQuerySchema },
  responses: { 200: jsonAnswer(ordersSchema, 'A page of the orders the caller may see.'), ...commonProblems },
})

const showRoute = createRoute({
  method: 'get',
  path: '/orders/{order}',
  tags,
  summary: 'Show an order with its items, steps and history',
  request: { params },
  responses: { 200: jsonAnswer(orderSchema, 'The order.'), ...commonProblems },
})

const operatorOnly = [requireRole('operator')]

const approveRoute = createRoute({
  method: 'post',
  path: '/orders/{order}/approve',
  tags,
  summary: 'Approve an order',
  middleware: operatorOnly,
  request: { params, headers: idempotencyHeader, body: jsonBody(orderActSchema) },
  responses: {
    200: jsonAnswer(orderSchema, 'The order: it goes on, or is fulfilled. One that is approved stays as it is.'),
    ...commonProblems,
  },
})

const rejectRoute = createRoute({
  method: 'post',
  path: '/orders/{order}/reject',
  tags,
  summary: 'Reject an order that is not fulfilled, for good',
  middleware: operatorOnly,
  request: { params, headers: idempotencyHeader, body: jsonBody(orderRejectionSchema) },
  responses: { 200: jsonAnswer(orderSchema, 'The order, rejected.'), ...commonProblems },
})

const cancelRoute = createRoute({
  method: 'post',
  path: '/orders/{order}/cancel',
  tags,
  summary: 'Cancel an order that is not fulfilled, for good',
  request: { params, headers: idempotencyHeader, body: jsonBody(orderActSchema) },
  responses: { 200: jsonAnswer(orderSchema, 'The order, cancelled.'), ...commonProblems },
})

const paymentRoute = createRoute({
  method: 'post',
  path: '/orders/{order}/payment',
  tags,
  summary: 'Confirm that what was due was paid',
  middleware: operatorOnly,
  request: { params, headers: idempotencyHeader, body: jsonBody(orderPaymentSchema) },
  responses: {
    200: jsonAnswer(orderSchema, 'The order: it goes on, or is fulfilled. One that is paid stays as it is.'),
    ...commonProblems,
  },
})

export function orderRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  const actor = (caller: Caller, reason: string | undefined) => ({
    by: senderOf(caller),
    ...(reason === undefined ? {} : { reason }),
  })
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(placeRoute, async (context) => {
      const caller = context.get('caller')
      const body = context.req.valid('json')
      const { account = caller.account } = body
      if (!maySee(caller, account)) return problem(context, notFound('account', account))
      const command = { ...askedOrder(body), account, mayBackdate: caller.role === 'operator', by: senderOf(caller) }
      const placed = await worked(context, dependencies, (stores) => placeOrder(stores, environment, command))
      return placed.ok ? context.json(placed.value, 201) : problem(context, placed.error)
    })
    .openapi(quoteRoute, async (context) => {
      const caller = context.get('caller')
      const body = context.req.valid('json')
      const { account = caller.account } = body
      if (!maySee(caller, account)) return problem(context, notFound('account', account))
      const command = { ...askedOrder(body), account, mayBackdate: caller.role === 'operator' }
      const quoted = await storage.read(caller.tenant, (stores) => quoteOrder(stores, environment, command))
      return quoted.ok ? context.json(quoteView(quoted.value), 200) : problem(context, quoted.error)
    })
    .openapi(listRoute, async (context) => {
      const caller = context.get('caller')
      const { state, account, ...query } = context.req.valid('query')
      const own = visibleAccount(caller)
      if (account !== undefined && !maySee(caller, account)) return problem(context, notFound('account', account))
      const filter = { account: own ?? account, state }
      const { items, ...rest } = await storage.read(caller.tenant, ({ orders }) => orders.list(pageRequest(query), filter))
      return context.json({ items: items.map((order) => orderView(caller, order)), ...rest }, 200)
    })
    .openapi(showRoute, async (context) => {
      const caller = context.get('caller')
      const { order: id } = context.req.valid('param')
      const found = await storage.read(caller.tenant, ({ orders }) => orders.get(id))
      if (found === undefined || !maySee(caller, found.account)) return problem(context, notFound('order', id))
      return context.json(orderView(caller, found), 200)
    })
    .openapi(approveRoute, async (context) => {
      const act = { id: context.req.valid('param').order, ...actor(context.get('caller'), context.req.valid('json').reason) }
      const done = await worked(context, dependencies, (stores) => approveOrder(stores, environment, act))
      return done.ok ? context.json(done.value, 200) : problem(context, done.error)
    })
    .openapi(rejectRoute, async (context) => {
      const act = { id: context.req.valid('param').order, ...actor(context.get('caller'), context.req.valid('json').reason) }
      const done = await worked(context, dependencies, (stores) => rejectOrder(stores, environment, act))
      return done.ok ? context.json(done.value, 200) : problem(context, done.error)
    })
    .openapi(cancelRoute, async (context) => {
      const caller = context.get('caller')
      const { reason } = context.req.valid('json')
      const act = { id: context.req.valid('param').order, account: visibleAccount(caller), ...actor(caller, reason) }
      const done = await worked(context, dependencies, (stores) => cancelOrder(stores, environment, act))
      return done.ok ? context.json(done.value, 200) : problem(context, done.error)
    })
    .openapi(paymentRoute, async (context) => {
      const { reference } = context.req.valid('json')
      const act = { id: context.req.valid('param').order, ...actor(context.get('caller'), reference) }
      const done = await worked(context, dependencies, (stores) => confirmPayment(stores, environment, act))
      return done.ok ? context.json(done.value, 200) : problem(context, done.error)
    })
}

/** Does something with an order, once; what it made reaches devices now. */
async function worked(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  work: (stores: Stores) => Promise<Result<AdvancedOrder, Failure>>,
): Promise<Result<z.infer<typeof orderSchema>, Failure>> {
  const caller = context.get('caller')
  const done = await inTransactionOnce(context, dependencies, async (stores) => {
    const advanced = await work(stores)
    if (!advanced.ok) return advanced
    const { order, devices } = advanced.value
    return ok({ id: order.id, view: orderView(caller, order), devices })
  })
  if (!done.ok) return done
  const { view, devices } = done.value
  dependencies.onEnqueued()
  for (const device of devices) dependencies.onRevoked(caller.tenant, device)
  if (view.state === 'fulfilled') dependencies.onEntitled(caller.tenant, view.account)
  return ok(view)
}
