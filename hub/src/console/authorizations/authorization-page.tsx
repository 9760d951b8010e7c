import { isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import type { Authorization } from '../../authorizations/authorization.ts'
import { cancelAuthorization } from '../../authorizations/cancel-authorization.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { proofOfAuthorization } from '../../proof/proof-of-authorization.use-case.ts'
import { refusalSaid } from '../devices/device-act-words.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { DataTable } from '../frame/listing.tsx'
import { Ask, Facts, FormToken, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { Refused } from '../frame/refused.tsx'
import { type AuthorizationFacts, readAuthorization } from './authorization-facts.ts'
import { stateOf } from './authorization-list.tsx'
import { stateTones } from './authorization-tones.ts'
import { authorizationWords } from './authorization-words.ts'
import { Money } from './money.tsx'
import { SignedPermit } from './signed-permit.tsx'
import { Story } from './story.tsx'

/** One authorization, from the request to what everybody got of it. */
export function authorizationPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage, environment, onRevoked } = dependencies
  return new Hono<HttpEnv>()
    .get('/authorizations/:authorization', (context) => authorizationPage(context, dependencies))
    .get('/authorizations/:authorization/proof', async (context) => {
      const id = context.req.param('authorization')
      const proof = !isId('authorization', id)
        ? undefined
        : await storage.read(context.get('caller').tenant, async (stores) => {
            const [granted] = await stores.authorizations.getGranted([id])
            if (granted === undefined) return undefined
            return proofOfAuthorization(stores, environment, granted, await stores.authorizations.eventsOf([id]))
          })
      if (proof === undefined) return saidPage(context, context.get('consoleView'), 'notFound')
      return context.json(proof, 200, { 'content-disposition': `attachment; filename="proof-${id}.json"` })
    })
    .post('/authorizations/:authorization/revoke', (context) => {
      const id = context.req.param('authorization')
      if (!isId('authorization', id)) return saidPage(context, context.get('consoleView'), 'notFound')
      return act(context, dependencies, (stores) => cancelAuthorization(stores, environment, id), {
        onRefused: ({ code }) => authorizationPage(context, dependencies, code),
        onDone: ({ device }) => {
          onRevoked(context.get('caller').tenant, device)
          return context.redirect(`/console/authorizations/${id}?done=revoked`, 303)
        },
      })
    })
}

async function authorizationPage(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  refused?: string,
): Promise<Response> {
  const view = context.get('consoleView')
  const id = context.req.param('authorization') ?? ''
  const facts = isId('authorization', id)
    ? await storage.read(context.get('caller').tenant, (stores) => readAuthorization(stores, id))
    : undefined
  if (facts === undefined) return saidPage(context, view, 'notFound')
  const { authorization, device, tenant } = facts
  const words = authorizationWords[view.language]
  const isRevoked = refused === undefined && context.req.query('done') === 'revoked'
  return context.html(
    <Page
      view={view}
      title={words.openedOn(`${authorization.service}:${authorization.action}`, device?.label ?? authorization.device)}
      section="authorizations"
      notice={isRevoked ? words.done.revoked : undefined}
      above={<a href="/console/authorizations">{view.words.sections.authorizations}</a>}
    >
      {refused === undefined ? null : <Refused>{refusalSaid(view.language, refused)}</Refused>}
      <div id="authorization" data-topics="authorizations devices">
        <AboutIt view={view} facts={facts} />
      </div>
      <div id="authorization-acts" data-topics="authorizations devices">
        <Acts view={view} facts={facts} nowMs={environment.nowMs()} />
      </div>
      <div id="authorization-story" data-topics="authorizations devices usage webhooks">
        <Story view={view} facts={facts} />
        <Money view={view} facts={facts} />
      </div>
      <Reasons view={view} authorization={authorization} />
      {authorization.decision === 'granted' ? (
        <SignedPermit view={view} crypto={environment.crypto} tenant={tenant} authorization={authorization} />
      ) : null}
    </Page>,
    refused === undefined ? 200 : 409,
  )
}

interface Props {
  readonly view: ConsoleView
  readonly facts: AuthorizationFacts
}

function AboutIt({ view: { language, formats }, facts: { authorization, requester, device } }: Props) {
  const words = authorizationWords[language]
  const state = stateOf(authorization)
  const granted = authorization.decision === 'granted' ? authorization : undefined
  return (
    <Facts
      facts={[
        [words.id, <span class="id">{authorization.id}</span>],
        [
          words.outcome,
          <>
            <Mark tone={stateTones[state]}>{words.states[state]}</Mark>{' '}
            {authorization.decision === 'refused' ? authorization.code : ''}
          </>,
        ],
        [
          words.requester,
          <a href={`/console/accounts/${authorization.requester}`}>{requester?.name ?? authorization.requester}</a>,
        ],
        [words.device, <a href={`/console/devices/${authorization.device}`}>{device?.label ?? authorization.device}</a>],
        [words.action, `${authorization.service}:${authorization.action}`],
        [words.window, formats.interval(authorization.fromMs, authorization.untilMs)],
        authorization.reference === undefined ? undefined : [words.reference, authorization.reference],
        granted && [words.price, formats.money(granted.quote.amount)],
        granted && [words.payer, <span class="id">{granted.subscription}</span>],
      ]}
    />
  )
}

function Acts({ view, facts: { authorization, events }, nowMs }: Props & { readonly nowMs: number }) {
  const words = authorizationWords[view.language]
  if (authorization.decision === 'refused') return null
  const path = `/console/authorizations/${authorization.id}`
  const mayRevoke =
    view.mayChange &&
    authorization.outcome === 'pending' &&
    authorization.revocation === undefined &&
    authorization.untilMs > nowMs
  return (
    <section class="acts">
      {events.length === 0 ? null : (
        <p>
          <a href={`${path}/proof`} download>
            {words.proof}
          </a>{' '}
          <span class="soft">{words.proofHint}</span>
        </p>
      )}
      {mayRevoke ? (
        <Ask label={words.revoke}>
          <form method="post" action={`${path}/revoke`}>
            <FormToken view={view} />
            <p>{words.revokeHint}</p>
            <button type="submit" class="grave">
              {words.revoke}
            </button>
          </form>
        </Ask>
      ) : null}
    </section>
  )
}

function Reasons({ view, authorization }: { readonly view: ConsoleView; readonly authorization: Authorization }) {
  const words = authorizationWords[view.language]
  type Reason = Authorization['reasons'][number]
  const columns = [
    { name: 'rule', head: words.rule, cell: ({ rule }: Reason) => words.rules[rule], text: ({ rule }: Reason) => rule },
    {
      name: 'result',
      head: words.result,
      cell: ({ satisfied }: Reason) => <Mark tone={satisfied ? 'good' : 'bad'}>{satisfied ? words.holds : words.fails}</Mark>,
      text: ({ satisfied }: Reason) => String(satisfied),
    },
    {
      name: 'sentence',
      head: words.sentence,
      cell: (reason: Reason) => (
        <span lang="en">
          {reason.sentence}
          {reason.satisfied ? null : <span class="under">{reason.code}</span>}
        </span>
      ),
      text: ({ sentence }: Reason) => sentence,
    },
  ]
  return (
    <section>
      <h2>{words.reasons}</h2>
      <DataTable caption={words.reasons} columns={columns} rows={authorization.reasons} empty="" />
    </section>
  )
}
