import { newChangeSchema } from '@octroi/shared/api/subscription-changes'
import type { Failure } from '@octroi/shared/errors/failure'
import { notFound } from '@octroi/shared/errors/failure'
import { err, ok } from '@octroi/shared/errors/result'
import { isId, type SubscriptionId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { localInstant } from '@octroi/shared/time/zone'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { askedChange } from '../../http/subscription-change-view.ts'
import { tellChange } from '../../http/tell-change.ts'
import { changeSubscription, takeBackChange } from '../../subscriptions/change-subscription.use-case.ts'
import { act } from '../frame/act.ts'
import { saidPage } from '../frame/plain-pages.tsx'
import { subscriptionsPath } from './subscription-acts.tsx'
import { subscriptionPage } from './subscription-page.tsx'
import { subscriptionWords } from './subscription-words.ts'

/** A subscription, and what the operator may ask to become of it. */
export function subscriptionPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/subscriptions/:subscription', (context) => subscriptionPage(context, dependencies))
    .post('/subscriptions/:subscription/changes', (context) => doChange(context, dependencies))
    .post('/subscriptions/:subscription/changes/:change/take-back', (context) => doTakeBack(context, dependencies))
}

async function doChange(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const id = context.req.param('subscription') ?? ''
  if (!isId('subscription', id)) return saidPage(context, context.get('consoleView'), 'notFound')
  const { kind, quantity = '', offer = '', at: time, on = '' } = context.get('form')
  const isOffer = kind === 'offer'
  const at = time === 'date' ? await dateIn(context, dependencies, id, on) : time
  if (at === undefined) {
    return subscriptionPage(context, dependencies, subscriptionWords[context.get('consoleView').language].dateWrong)
  }
  const asked = newChangeSchema.safeParse({
    ...{ kind, at },
    ...((kind === 'quantity' || isOffer) && quantity !== '' ? { quantity: Number(quantity) } : {}),
    ...(isOffer && offer !== '' ? { offer } : {}),
  })
  if (!asked.success) return subscriptionPage(context, dependencies, asked.error.issues.map(({ message }) => message).join(' '))
  const read = askedChange(context.get('caller'), asked.data)
  if (!read.ok) return subscriptionPage(context, dependencies, said(read.error))
  return act(
    context,
    dependencies,
    async (stores) => {
      const held = await stores.subscriptions.get(id)
      if (held === undefined) return err(notFound('subscription', id))
      const done = await changeSubscription(stores, dependencies.environment, { subscription: id, ...read.value })
      if (!done.ok) return done
      return ok({
        id: done.value.done.change.id,
        account: held.account,
        devices: done.value.devices,
        messages: done.value.messages,
      })
    },
    {
      onRefused: (failure) => subscriptionPage(context, dependencies, said(failure)),
      onDone: (news) => back(context, dependencies, id, news),
    },
  )
}

/** A local date and time where the subscription is billed. */
async function dateIn(
  context: Context<HttpEnv>,
  { storage }: HttpDependencies,
  id: SubscriptionId,
  on: string,
): Promise<string | undefined> {
  const { tenant } = context.get('caller')
  const held = await storage.read(tenant, ({ subscriptions }) => subscriptions.get(id))
  const ms = held === undefined ? undefined : localInstant(held.zone, on)
  return ms === undefined ? undefined : formatInstant(ms)
}

async function doTakeBack(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const [id, change] = [context.req.param('subscription') ?? '', context.req.param('change') ?? '']
  if (!isId('subscription', id) || !isId('change', change)) return saidPage(context, context.get('consoleView'), 'notFound')
  return act(
    context,
    dependencies,
    async (stores) => {
      const held = await stores.subscriptions.get(id)
      if (held === undefined) return err(notFound('subscription', id))
      const done = await takeBackChange(stores, dependencies.environment, { subscription: id, change })
      if (!done.ok) return done
      return ok({ id: change, account: held.account, devices: done.value.devices, messages: done.value.messages })
    },
    {
      onRefused: (failure) => subscriptionPage(context, dependencies, said(failure)),
      onDone: (news) => back(context, dependencies, id, news),
    },
  )
}

function back(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  id: string,
  news: Parameters<typeof tellChange>[2],
): Response {
  tellChange(dependencies, context.get('caller').tenant, news)
  return context.redirect(`${subscriptionsPath}/${id}?done=changed`, 303)
}

/** The domain's own sentences: they name instants and ids, which no table of words knows. */
function said({ detail, faults = [] }: Failure): string {
  return faults.length === 0 ? detail : faults.map((fault) => fault.detail).join(' ')
}
