import { dismissalSchema } from '@octroi/shared/api/usage-events'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { Failure } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { isId, type RejectedEventId, type UsageEventId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import { type HttpDependencies, type HttpEnv, senderOf } from '../../http/context.ts'
import { dismissRejected } from '../../usage-events/dismiss-rejected.use-case.ts'
import { replayRejected } from '../../usage-events/replay-rejected.use-case.ts'
import type { AcceptedEvent, RejectedEvent } from '../../usage-events/usage-event.store.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { Facts, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { eventTones, eventWords } from './event-words.ts'
import { RejectedActs, type Typed } from './rejected-acts.tsx'

const above = '/console/events'

/** One usage event: what was taken in, or what was not and what the operator does about it. */
export function eventPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage, environment } = dependencies
  return new Hono<HttpEnv>()
    .get('/events/:event', async (context) => {
      const id = context.req.param('event')
      if (isId('rejectedEvent', id)) return rejectedPage(context, dependencies, id)
      const found = isId('usageEvent', id) ? await withOriginal(context, storage, id) : undefined
      const view = context.get('consoleView')
      return found === undefined ? saidPage(context, view, 'notFound') : context.html(<TakenPage view={view} {...found} />)
    })
    .post('/events/:event/replay', (context) => {
      const id = context.req.param('event')
      if (!isId('rejectedEvent', id)) return saidPage(context, context.get('consoleView'), 'notFound')
      const { event = '', reason = '' } = context.get('form')
      const typed: Typed = { act: 'replay', event, reason }
      const asked = dismissalSchema.safeParse({ reason })
      if (!asked.success) return rejectedPage(context, dependencies, id, { ...typed, wrong: 'reason' })
      if (event.trim() !== '' && !isJsonObject(event))
        return rejectedPage(context, dependencies, id, { ...typed, wrong: 'event' })
      const body = event.trim() === '' ? {} : { body: event.trim() }
      const command = { rejected: id, by: senderOf(context.get('caller')), reason: asked.data.reason, ...body }
      return act(
        context,
        dependencies,
        async (stores) => {
          const done = await replayRejected(stores, environment, command)
          return done.ok ? ok({ id }) : done
        },
        {
          onRefused: (failure) => rejectedPage(context, dependencies, id, { ...typed, failure }),
          onDone: () => context.redirect(`${above}/${id}?done=replayed`, 303),
        },
      )
    })
    .post('/events/:event/dismiss', (context) => {
      const id = context.req.param('event')
      if (!isId('rejectedEvent', id)) return saidPage(context, context.get('consoleView'), 'notFound')
      const { reason = '' } = context.get('form')
      const typed: Typed = { act: 'dismiss', event: '', reason }
      const asked = dismissalSchema.safeParse({ reason })
      if (!asked.success) return rejectedPage(context, dependencies, id, { ...typed, wrong: 'reason' })
      const command = { rejected: id, by: senderOf(context.get('caller')), reason: asked.data.reason }
      return act(
        context,
        dependencies,
        async (stores) => {
          const done = await dismissRejected(stores, environment, command)
          return done.ok ? ok({ id }) : done
        },
        {
          onRefused: (failure: Failure) => rejectedPage(context, dependencies, id, { ...typed, failure }),
          onDone: () => context.redirect(`${above}/${id}?done=dismissed`, 303),
        },
      )
    })
}

function isJsonObject(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && !Array.isArray(json)
  } catch {
    return false
  }
}

interface Taken {
  readonly accepted: AcceptedEvent
  /** As it had come first, where it was put right. */
  readonly original: RejectedEvent | undefined
}

function withOriginal(
  context: Context<HttpEnv>,
  storage: HttpDependencies['storage'],
  id: UsageEventId,
): Promise<Taken | undefined> {
  return storage.read(context.get('caller').tenant, async ({ usageEvents }) => {
    const [accepted] = await usageEvents.named([id])
    if (accepted === undefined) return undefined
    const { rejected } = accepted
    return { accepted, original: rejected === undefined ? undefined : await usageEvents.getRejected(rejected) }
  })
}

function TakenPage({ view, accepted, original }: Taken & { readonly view: ConsoleView }) {
  const words = eventWords[view.language]
  const { event, source, id, account, content, contentHash, receivedAtMs, receivedFrom } = accepted
  return (
    <Page view={view} title={words.taken} section="usage" above={<a href={above}>{words.title}</a>}>
      <p class="intro">{words.unsigned}</p>
      <Facts
        facts={[
          [words.event, <span class="id">{event}</span>],
          [words.source, source],
          [words.id, id],
          [words.account, <AccountLink account={account} />],
          [words.received, view.formats.moment(receivedAtMs)],
          [words.receivedFrom, <span class="id">{receivedFrom}</span>],
          [words.hash, <span class="id">{toBase64url(contentHash)}</span>],
        ]}
      />
      <Written title={words.content} text={content} />
      {original === undefined ? null : (
        <>
          <Written title={words.original} text={original.body} />
          <p>
            <a href={`${above}/${original.rejected}`}>{words.one}</a>
          </p>
        </>
      )}
    </Page>
  )
}

async function rejectedPage(
  context: Context<HttpEnv>,
  { storage }: HttpDependencies,
  id: RejectedEventId,
  typed?: Typed,
): Promise<Response> {
  const view = context.get('consoleView')
  const words = eventWords[view.language]
  const found = await storage.read(context.get('caller').tenant, async ({ usageEvents }) => {
    const kept = await usageEvents.getRejected(id)
    const event = kept?.decision?.event
    const [accepted] = event === undefined ? [] : await usageEvents.named([event])
    return kept && { kept, accepted }
  })
  if (found === undefined) return saidPage(context, view, 'notFound')
  const { kept, accepted } = found
  const done = Object.entries(words.done).find(([name]) => name === context.req.query('done'))?.[1]
  const isOpen = kept.decision === undefined || kept.decision.state === 'dismissed'
  const status = typed === undefined ? 200 : typed.failure?.kind === 'conflict' ? 409 : 422
  return context.html(
    <Page
      view={view}
      title={words.one}
      section="usage"
      notice={typed === undefined ? done : undefined}
      above={<a href={above}>{words.title}</a>}
    >
      <div id="event" data-topics="usage">
        <Told view={view} kept={kept} />
        <Written title={words.original} text={kept.body} />
        {accepted === undefined ? null : <Written title={words.asTaken} text={accepted.content} />}
      </div>
      {view.mayChange && isOpen ? <RejectedActs view={view} kept={kept} typed={typed} /> : null}
    </Page>,
    status,
  )
}

function Told({ view, kept }: { readonly view: ConsoleView; readonly kept: RejectedEvent }) {
  const words = eventWords[view.language]
  const { rejection, decision, source, id, account, receivedAtMs, receivedFrom } = kept
  const { state = 'waiting' } = decision ?? {}
  const { formats } = view
  return (
    <Facts
      facts={[
        [words.state, <Mark tone={eventTones[state]}>{words.states[state]}</Mark>],
        [words.why, words.reasons[rejection.code]],
        rejection.faults === undefined ? undefined : [words.faults, <FaultList faults={rejection.faults} />],
        [words.source, source ?? words.nameless],
        id === undefined ? undefined : [words.id, id],
        account === undefined ? undefined : [words.account, <AccountLink account={account} />],
        [words.received, formats.moment(receivedAtMs)],
        [words.receivedFrom, <span class="id">{receivedFrom}</span>],
        decision === undefined ? undefined : [words.decided, formats.moment(decision.atMs)],
        decision?.by === undefined ? undefined : [words.by, <span class="id">{decision.by}</span>],
        decision?.reason === undefined ? undefined : [words.reason, decision.reason],
        decision?.event === undefined ? undefined : [words.taken, <EventLink event={decision.event} />],
      ]}
    />
  )
}

function FaultList({ faults }: { readonly faults: NonNullable<RejectedEvent['rejection']['faults']> }) {
  return (
    <ul class="plain">
      {faults.map(({ path, detail }) => (
        <li>
          <code>{path}</code> {detail}
        </li>
      ))}
    </ul>
  )
}

function AccountLink({ account }: { readonly account: string }) {
  return (
    <a class="id" href={`/console/accounts/${account}`}>
      {account}
    </a>
  )
}

function EventLink({ event }: { readonly event: UsageEventId }) {
  return (
    <a class="id" href={`${above}/${event}`}>
      {event}
    </a>
  )
}

function Written({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <section>
      <h2>{title}</h2>
      <pre tabindex={0}>{text}</pre>
    </section>
  )
}
