import { isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import type { Endpoint } from '../../confirmations/endpoint.ts'
import { replayDelivery } from '../../confirmations/replay-delivery.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { OutboxDelivery } from '../../outbox/outbox-message.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Fact, Facts, FormToken, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { deliveryTones } from './delivery-tones.ts'
import { webhookWords } from './webhook-words.ts'

/** One delivery: what is sent, where to, and what came of it. */
export function deliveryPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/webhooks/:delivery', (context) => deliveryPage(context, dependencies))
    .post('/webhooks/:delivery/replay', (context) => replay(context, dependencies))
}

function replay(context: Context<HttpEnv>, dependencies: HttpDependencies): Response | Promise<Response> {
  const id = context.req.param('delivery') ?? ''
  if (!isId('message', id)) return saidPage(context, context.get('consoleView'), 'notFound')
  const command = { id, account: undefined }
  return act(context, dependencies, (stores) => replayDelivery(stores, dependencies.environment, command), {
    onRefused: () => deliveryPage(context, dependencies, 409),
    onDone: () => {
      dependencies.onEnqueued()
      return context.redirect(`/console/webhooks/${id}?done=replayed`, 303)
    },
  })
}

async function deliveryPage(
  context: Context<HttpEnv>,
  { storage }: HttpDependencies,
  status: 200 | 409 = 200,
): Promise<Response> {
  const view = context.get('consoleView')
  const id = context.req.param('delivery') ?? ''
  const found = isId('message', id)
    ? await storage.read(context.get('caller').tenant, async ({ outbox, endpoints }) => {
        const delivery = await outbox.get(id)
        return delivery && { delivery, endpoint: await endpoints.get(delivery.endpoint) }
      })
    : undefined
  if (found === undefined) return saidPage(context, view, 'notFound')
  const { delivery, endpoint } = found
  const words = webhookWords[view.language]
  return context.html(
    <Page
      view={view}
      title={delivery.type}
      section="webhooks"
      notice={context.req.query('done') === 'replayed' ? words.replayed : undefined}
      above={<a href="/console/webhooks">{view.words.sections.webhooks}</a>}
    >
      <div id="delivery" data-topics="webhooks">
        <Facts facts={factsOf(view, delivery, endpoint)} />
      </div>
      {view.mayChange ? (
        <div id="delivery-acts" data-topics="webhooks">
          <Replay view={view} delivery={delivery} endpoint={endpoint} />
        </div>
      ) : null}
      <section aria-labelledby="body">
        <h2 id="body">{words.body}</h2>
        <p class="under">{words.bodyHint}</p>
        <pre tabindex={0}>{pretty(delivery.payload)}</pre>
      </section>
    </Page>,
    status,
  )
}

function factsOf(
  { language, formats }: ConsoleView,
  delivery: OutboxDelivery,
  endpoint: Endpoint | undefined,
): readonly (Fact | undefined)[] {
  const words = webhookWords[language]
  const { id, state, attempts, createdAtMs, dueAtMs, deliveredAtMs, lastError } = delivery
  return [
    [words.delivery, <span class="id">{id}</span>],
    [words.endpoint, endpoint?.url ?? words.removed],
    endpoint && [words.account, <a href={`/console/accounts/${endpoint.account}`}>{endpoint.account}</a>],
    [words.state, <Mark tone={deliveryTones[state]}>{words.states[state]}</Mark>],
    [words.attempts, attempts],
    [words.created, formats.moment(createdAtMs)],
    state === 'pending' ? [words.due, formats.moment(dueAtMs)] : undefined,
    deliveredAtMs === undefined ? undefined : [words.delivered, formats.moment(deliveredAtMs)],
    lastError === undefined ? undefined : [words.lastError, lastError],
  ]
}

interface ReplayProps {
  readonly view: ConsoleView
  readonly delivery: OutboxDelivery
  readonly endpoint: Endpoint | undefined
}

function Replay({ view, delivery, endpoint }: ReplayProps) {
  const words = webhookWords[view.language]
  if (endpoint === undefined) return <p class="under">{words.endpointGone}</p>
  return (
    <section>
      <form method="post" action={`/console/webhooks/${delivery.id}/replay`}>
        <FormToken view={view} />
        <p class="under">{words.replayHint}</p>
        <button type="submit">{delivery.state === 'pending' ? words.sendNow : words.replay}</button>
      </form>
    </section>
  )
}

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2)
  } catch {
    return payload
  }
}
