import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { chargeCursor, chargesSchema, draftQuerySchema, usageSchema } from '@octroi/shared/api/invoices'
import { subscriptionSchema, subscriptionsQuerySchema, subscriptionsSchema } from '@octroi/shared/api/orders'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { err } from '@octroi/shared/errors/result'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatQuantity } from '@octroi/shared/money/quantity'
import { formatInstant } from '@octroi/shared/time/instant'
import { wholeDay } from '../../rating/timeline.ts'
import type { Stores } from '../../stores.ts'
import { phasesOf } from '../../subscriptions/phase.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { showUsage } from '../../usage/show-usage.use-case.ts'
import { type Caller, type HttpDependencies, type HttpEnv, maySee, visibleAccount } from '../context.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Subscriptions']
const params = z.object({ subscription: idSchema('subscription') })

const listRoute = createRoute({
  method: 'get',
  path: '/subscriptions',
  tags,
  summary: 'List subscriptions, newest first',
  request: { query: subscriptionsQuerySchema },
  responses: { 200: jsonAnswer(subscriptionsSchema, 'A page of the subscriptions the caller may see.'), ...commonProblems },
})

const showRoute = createRoute({
  method: 'get',
  path: '/subscriptions/{subscription}',
  tags,
  summary: 'Show a subscription',
  request: { params },
  responses: { 200: jsonAnswer(subscriptionSchema, 'The subscription.'), ...commonProblems },
})

const usageRoute = createRoute({
  method: 'get',
  path: '/subscriptions/{subscription}/usage',
  tags,
  summary: 'Show what was used in a month, by price, version of the catalogue and band',
  request: { params, query: draftQuerySchema },
  responses: { 200: jsonAnswer(usageSchema, 'The usage rated so far.'), ...commonProblems },
})

const chargesRoute = createRoute({
  method: 'get',
  path: '/subscriptions/{subscription}/charges',
  tags,
  summary: 'List the charges of single events, newest first',
  request: { params, query: pageQuerySchema(chargeCursor) },
  responses: { 200: jsonAnswer(chargesSchema, 'A page of charges.'), ...commonProblems },
})

export function subscriptionRoutes({ storage, environment }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(listRoute, async (context) => {
      const caller = context.get('caller')
      const { account, offer, state, ...page } = context.req.valid('query')
      if (account !== undefined && !maySee(caller, account)) return problem(context, notFound('account', account))
      const stands = state === undefined ? {} : { state: { is: state, atMs: environment.nowMs() } }
      const filter = { account: visibleAccount(caller) ?? account, offer, ...stands }
      const { items, ...rest } = await storage.read(caller.tenant, ({ subscriptions }) =>
        subscriptions.list(pageRequest(page), filter),
      )
      return context.json({ items: items.map(view), ...rest }, 200)
    })
    .openapi(showRoute, async (context) => {
      const caller = context.get('caller')
      const { subscription: id } = context.req.valid('param')
      const found = await storage.read(caller.tenant, (stores) => visible(stores, caller, id))
      return found === undefined ? problem(context, notFound('subscription', id)) : context.json(view(found), 200)
    })
    .openapi(usageRoute, async (context) => {
      const caller = context.get('caller')
      const { subscription: id } = context.req.valid('param')
      const { period } = context.req.valid('query')
      const usage = await storage.read(caller.tenant, async (stores) => {
        if ((await visible(stores, caller, id)) === undefined) return err(notFound('subscription', id))
        return showUsage(stores, environment, { subscription: id, month: period })
      })
      if (!usage.ok) return problem(context, usage.error)
      const { name, sums } = usage.value
      const items = sums.map(({ price, version, band, quantity, unit, records, period: counted }) => ({
        price,
        catalogueVersion: version,
        ...(band === wholeDay ? {} : { band }),
        ...(counted.name === name ? {} : { period: counted.name }),
        quantity: formatQuantity(quantity),
        unit,
        records,
      }))
      return context.json({ subscription: id, period: name, items }, 200)
    })
    .openapi(chargesRoute, async (context) => {
      const caller = context.get('caller')
      const { subscription: id } = context.req.valid('param')
      const page = pageRequest(context.req.valid('query'))
      const found = await storage.read(caller.tenant, async (stores) =>
        (await visible(stores, caller, id)) === undefined ? undefined : stores.rating.charges(page, id),
      )
      if (found === undefined) return problem(context, notFound('subscription', id))
      const { items, ...rest } = found
      const views = items.map(({ happenedAtMs, periodFromMs: _, version, band, quantity, exact, explanation, ...charge }) => ({
        ...charge,
        catalogueVersion: version,
        ...(band === wholeDay ? {} : { band }),
        happenedAt: formatInstant(happenedAtMs),
        quantity: formatQuantity(quantity),
        exact: formatExact(exact),
        explanation: [...explanation],
      }))
      return context.json({ items: views, ...rest }, 200)
    })
}

async function visible({ subscriptions }: Stores, caller: Caller, id: SubscriptionId): Promise<Subscription | undefined> {
  const found = await subscriptions.get(id)
  return found !== undefined && maySee(caller, found.account) ? found : undefined
}

function view(held: Subscription): z.infer<typeof subscriptionSchema> {
  const { fromMs, untilMs, quantity: _, phases: __, replaces, ...subscription } = held
  const until = untilMs === undefined ? {} : { until: formatInstant(untilMs) }
  return {
    ...{ ...subscription, from: formatInstant(fromMs), ...until },
    ...(replaces === undefined ? {} : { replaces: replaces.subscription }),
    phases: phasesOf(held).map(({ fromMs: from, quantity, isPaused, isPinned = false }) => ({
      ...{ from: formatInstant(from), quantity, isPaused, isPinned },
    })),
  }
}
