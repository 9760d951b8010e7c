import { newConsentSchema } from '@octroi/shared/api/entitlements'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { ok } from '@octroi/shared/errors/result'
import { isId } from '@octroi/shared/ids/id'
import { localInstant } from '@octroi/shared/time/zone'
import { type Context, Hono } from 'hono'
import { type GiveConsent, giveConsent } from '../../entitlements/give-consent.use-case.ts'
import { revokeConsent } from '../../entitlements/revoke-consent.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { inTransaction } from '../once.ts'
import type { Form } from '../pages/own-form.ts'
import { type ConsentFacts, consentFacts, namedConsent } from './consent-facts.ts'
import { ConsentForm } from './consent-form.tsx'
import { ConsentList, consentWhat, consentWhen } from './consent-list.tsx'
import { FormToken, Page, Pager } from './page.tsx'
import { notFoundPage } from './plain-pages.tsx'
import type { OwnView } from './view.ts'

/** Who may use what on the reader's devices: given, taken back, shown. */
export function consentRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/consents', (context) => consentsPage(context, dependencies))
    .post('/consents', (context) => give(context, dependencies))
    .get('/consents/:consent/revoke', (context) => confirmPage(context, dependencies))
    .post('/consents/:consent/revoke', (context) => revoke(context, dependencies))
}

/** Fields of the form that are wrong. */
type Wrong = ReadonlySet<string>

async function give(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const form = context.get('form')
  const read = readConsent(context.get('view'), form, dependencies.environment.nowMs())
  if (!read.ok) return consentsPage(context, dependencies, { form, wrong: read.wrong })
  const { once = '' } = form
  const repeatable = /^[\w-]{22}$/.test(once) ? { key: `form ${once}`, asked: JSON.stringify(form) } : undefined
  const given = await inTransaction(
    context,
    dependencies,
    async (stores) => {
      const done = await giveConsent(stores, dependencies.environment, read.command)
      return done.ok ? ok({ id: done.value.id }) : done
    },
    repeatable,
  )
  if (given.ok) {
    // An order of the grantee may have waited for it.
    dependencies.onEntitled(context.get('caller').tenant, read.command.grantee)
    return context.redirect('/my/consents?done=given', 303)
  }
  const wrong = new Set((given.error.faults ?? []).map(({ path }) => path))
  return consentsPage(context, dependencies, { form, wrong })
}

type Read = { readonly ok: true; readonly command: GiveConsent } | { readonly ok: false; readonly wrong: Wrong }

/** The API's own schema reads the form; what is empty is left out, and times are those of the account's zone. */
function readConsent({ account }: OwnView, form: Form, nowMs: number): Read {
  const { grantee = '', service: what = '', device = '', from = '', until = '' } = form
  const [service = '', action] = what.split(':')
  const parsed = newConsentSchema.safeParse({
    grantee: grantee.trim(),
    service,
    ...(action === undefined ? {} : { actions: [action] }),
    ...(device === '' ? {} : { device }),
  })
  const [fromMs, untilMs] = [localInstant(account.zone, from), localInstant(account.zone, until)]
  const wrong = new Set(parsed.success ? [] : faultsOf(parsed.error).map(({ path }) => path))
  if (from !== '' && fromMs === undefined) wrong.add('from')
  if (until !== '' && untilMs === undefined) wrong.add('until')
  if (untilMs !== undefined && untilMs <= (fromMs ?? nowMs)) wrong.add('until')
  if (!parsed.success || wrong.size > 0) return { ok: false, wrong }
  const { owner: _owner, from: _from, until: _until, device: only, ...asked } = parsed.data
  const times = { ...(fromMs === undefined ? {} : { fromMs }), ...(untilMs === undefined ? {} : { untilMs }) }
  return { ok: true, command: { owner: account.id, ...asked, ...(only === undefined ? {} : { device: only }), ...times } }
}

interface Typed {
  readonly form: Form
  readonly wrong: Wrong
}

async function consentsPage(context: Context<HttpEnv>, dependencies: HttpDependencies, typed?: Typed): Promise<Response> {
  const { storage, environment } = dependencies
  const view = context.get('view')
  const after = context.req.query('after')
  if (after !== undefined && !isId('consent', after)) return notFoundPage(context, view)
  const facts = await storage.read(context.get('caller').tenant, (stores) => consentFacts(stores, view.account.id, after))
  const once = typed?.form.once ?? Buffer.from(environment.randomBytes(16)).toString('base64url')
  const page = { view, facts, after, once, typed, nowMs: environment.nowMs(), notice: noticeOf(view, context.req.query('done')) }
  return context.html(<ConsentsPage {...page} />, typed === undefined ? 200 : 422)
}

function noticeOf({ words }: OwnView, done: string | undefined): string | undefined {
  if (done === 'given') return words.consentGiven
  return done === 'revoked' ? words.consentRevoked : undefined
}

interface Props {
  readonly view: OwnView
  readonly facts: ConsentFacts
  readonly after: string | undefined
  readonly once: string
  readonly typed: Typed | undefined
  readonly nowMs: number
  readonly notice: string | undefined
}

function ConsentsPage({ view, facts, after, once, typed, nowMs, notice }: Props) {
  const { words } = view
  return (
    <Page view={view} title={words.consents} section="consents" notice={notice}>
      <p class="intro">{words.consentsIntro}</p>
      <ConsentList view={view} facts={facts} nowMs={nowMs} />
      <Pager path="/my/consents" after={after} next={facts.next} words={{ next: words.older, first: words.newest }} />
      <ConsentForm view={view} facts={facts} once={once} form={typed?.form ?? {}} wrong={typed?.wrong ?? new Set()} />
    </Page>
  )
}

async function confirmPage(context: Context<HttpEnv>, { storage, environment }: HttpDependencies): Promise<Response> {
  const view = context.get('view')
  const id = context.req.param('consent') ?? ''
  const found = isId('consent', id)
    ? await storage.read(context.get('caller').tenant, (stores) => namedConsent(stores, view.account.id, id))
    : undefined
  if (found === undefined) return notFoundPage(context, view)
  const { words } = view
  const above = <a href="/my/consents">{words.consents}</a>
  return context.html(
    <Page view={view} title={words.revokeTitle} section="consents" above={above}>
      <p>
        <strong>{found.grantee}</strong>: {consentWhat(view, found)}, {consentWhen(view, found.consent, environment.nowMs())}
      </p>
      <p>{words.revokeMeans}</p>
      <form method="post" action={`/my/consents/${id}/revoke`}>
        <FormToken view={view} />
        <button type="submit">{words.revokeYes}</button> <a href="/my/consents">{words.keepIt}</a>
      </form>
    </Page>,
  )
}

async function revoke(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const view = context.get('view')
  const id = context.req.param('consent') ?? ''
  if (!isId('consent', id)) return notFoundPage(context, view)
  const revoked = await inTransaction(context, dependencies, (stores) =>
    revokeConsent(stores, dependencies.environment, { id, owner: view.account.id }),
  )
  if (!revoked.ok) return notFoundPage(context, view)
  for (const device of revoked.value.devices) dependencies.onRevoked(context.get('caller').tenant, device)
  return context.redirect('/my/consents?done=revoked', 303)
}
