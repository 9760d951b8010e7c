import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import {
  newChangeSchema,
  plannedChangeSchema,
  subscriptionChangeSchema,
  subscriptionChangesSchema,
} from '@octroi/shared/api/subscription-changes'
import { notFound } from '@octroi/shared/errors/failure'
import { err, ok } from '@octroi/shared/errors/result'
import type { AccountId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Stores } from '../../stores.ts'
import { changeSubscription, takeBackChange } from '../../subscriptions/change-subscription.use-case.ts'
import { plannedChange } from '../../subscriptions/planned-change.use-case.ts'
import { type Caller, type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { idempotencyHeader, inTransactionOnce, requiredIdempotencyHeader } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { askedChange, changeView, planView } from '../subscription-change-view.ts'
import { tellChange } from '../tell-change.ts'
import { validationHook } from '../validation.ts'

const tags = ['Subscriptions']
const ofSubscription = z.object({ subscription: idSchema('subscription') })
const ofChange = z.object({ subscription: idSchema('subscription'), change: idSchema('change') })

const askRoute = createRoute({
  method: 'post',
  path: '/subscriptions/{subscription}/changes',
  tags,
  summary: 'Change a subscription: its quantity, a pause, its end, another offer or version',
  description:
    'Now, with the end of the billing period, or at an instant. Nothing waits for a job: what comes later is written at once.',
  request: { params: ofSubscription, headers: requiredIdempotencyHeader, body: jsonBody(newChangeSchema) },
  responses: {
    200: jsonAnswer(plannedChangeSchema, 'What it would come to.'),
    201: jsonAnswer(plannedChangeSchema, 'The change, with what comes of it.'),
    ...commonProblems,
  },
})

const listRoute = createRoute({
  method: 'get',
  path: '/subscriptions/{subscription}/changes',
  tags,
  summary: 'List the changes of a subscription, newest first, with those that are scheduled',
  request: { params: ofSubscription, query: pageQuerySchema(idSchema('change')) },
  responses: { 200: jsonAnswer(subscriptionChangesSchema, 'A page of changes.'), ...commonProblems },
})

const takeBackRoute = createRoute({
  method: 'delete',
  path: '/subscriptions/{subscription}/changes/{change}',
  tags,
  summary: 'Take back a change that has not taken effect',
  request: { params: ofChange, headers: idempotencyHeader },
  responses: { 200: jsonAnswer(subscriptionChangeSchema, 'The change, taken back.'), ...commonProblems },
})

export function subscriptionChangeRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(askRoute, async (context) => {
      const caller = context.get('caller')
      const { subscription } = context.req.valid('param')
      const { dryRun = false, ...body } = context.req.valid('json')
      const read = askedChange(caller, body)
      if (!read.ok) return problem(context, read.error)
      const asked = { subscription, ...read.value }
      if (dryRun) {
        const planned = await storage.read(caller.tenant, async (stores) =>
          (await ownerSeen(stores, caller, subscription)) === undefined
            ? err(notFound('subscription', subscription))
            : plannedChange(stores, environment, asked),
        )
        if (!planned.ok) return problem(context, planned.error)
        return context.json(planView(planned.value, environment.nowMs(), { isDryRun: true }), 200)
      }
      const changed = await inTransactionOnce(context, dependencies, async (stores) => {
        const account = await ownerSeen(stores, caller, subscription)
        if (account === undefined) return err(notFound('subscription', subscription))
        const done = await changeSubscription(stores, environment, asked)
        if (!done.ok) return done
        const view = planView(done.value.done, environment.nowMs(), { isDryRun: false })
        return ok({ id: view.id, view, account, devices: done.value.devices, messages: done.value.messages })
      })
      if (!changed.ok) return problem(context, changed.error)
      tellChange(dependencies, caller.tenant, changed.value)
      return context.json(changed.value.view, 201)
    })
    .openapi(listRoute, async (context) => {
      const caller = context.get('caller')
      const { subscription } = context.req.valid('param')
      const page = pageRequest(context.req.valid('query'))
      const found = await storage.read(caller.tenant, async (stores) =>
        (await ownerSeen(stores, caller, subscription)) === undefined
          ? undefined
          : stores.subscriptions.changes(page, subscription),
      )
      if (found === undefined) return problem(context, notFound('subscription', subscription))
      const { items, ...rest } = found
      return context.json({ items: items.map((change) => changeView(change, environment.nowMs())), ...rest }, 200)
    })
    .openapi(takeBackRoute, async (context) => {
      const caller = context.get('caller')
      const asked = context.req.valid('param')
      const taken = await inTransactionOnce(context, dependencies, async (stores) => {
        const account = await ownerSeen(stores, caller, asked.subscription)
        if (account === undefined) return err(notFound('subscription', asked.subscription))
        const done = await takeBackChange(stores, environment, asked)
        if (!done.ok) return done
        const view = changeView(done.value.done, environment.nowMs())
        return ok({ id: view.id, view, account, devices: done.value.devices, messages: done.value.messages })
      })
      if (!taken.ok) return problem(context, taken.error)
      tellChange(dependencies, caller.tenant, taken.value)
      return context.json(taken.value.view, 200)
    })
}

/** Whose subscription it is, for a caller who may see it. */
async function ownerSeen({ subscriptions }: Stores, caller: Caller, id: SubscriptionId): Promise<AccountId | undefined> {
  const found = await subscriptions.get(id)
  return found !== undefined && maySee(caller, found.account) ? found.account : undefined
}
