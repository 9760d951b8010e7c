import { type Context, Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { RequestCounter } from '../../http/limits.ts'
import { inTransactionFor } from '../../http/once.ts'
import { type Form, readForm } from '../../http/pages/own-form.ts'
import { readEmail } from '../../operators/email.ts'
import { finishPassword, type SignedIn, signOut, type TriedPassword, tryPassword } from '../../operators/sign-in.use-case.ts'
import type { PlainView } from '../frame/console-view.ts'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { forgetSession, keepSession, personCaller, plainViewOf } from '../frame/session.ts'
import { type SignInTenant, signInTenant } from './sign-in-tenant.ts'
import { signInWords } from './sign-in-words.ts'
import { stepCookie, stepCookieOptions } from './step-cookie.ts'
import { TextField } from './text-field.tsx'

/** Signing in with an email address and a password; a code may have to follow. */
export function signInRoutes(dependencies: HttpDependencies, counter: RequestCounter): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/sign-in', (context) => {
      const { signedOut } = signInWords[plainViewOf(context).language]
      return signInPage(context, dependencies, context.req.query('done') === 'signed-out' ? { notice: signedOut } : {})
    })
    .post('/sign-in', async (context) => {
      const [refusal, form, tenant] = [counter.refusal(), await readForm(context), await signInTenant(context, dependencies)]
      const { email = '', password = '' } = form
      if (tenant === undefined) return saidPage(context, plainViewOf(context), 'notFound')
      const limited = await counter.countSignInAs(context, `${tenant.id} ${readEmail(email) ?? ''}`)
      if (limited !== undefined) return saidPage(context, plainViewOf(context), 'busy')
      const { storage: transactor, environment, passwords } = dependencies
      const tried = await tryPassword({ transactor, environment, passwords }, { tenant: tenant.id, email, password })
      const signedIn = tried.isCounted ? await finish(context, dependencies, tenant, tried) : undefined
      if (signedIn !== undefined) return goOn(context, dependencies, signedIn)
      await refusal
      const { wrong } = signInWords[plainViewOf(context).language]
      return signInPage(context, dependencies, { fault: wrong, form })
    })
}

/** Ends the session: like every form of somebody who signed in, only one of our own pages sends it. */
export function signOutRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>().post('/sign-out', async (context) => {
    const { tenant } = context.get('caller')
    await dependencies.storage.transaction(tenant, (stores) => signOut(stores, context.get('signedIn').session.tokenHash))
    forgetSession(context, dependencies)
    return context.redirect('/console/sign-in?done=signed-out', 303)
  })
}

export function browserOf({ req }: Context): string {
  return req.header('user-agent') ?? ''
}

async function finish(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  { id }: SignInTenant,
  tried: TriedPassword,
): Promise<SignedIn | undefined> {
  const tenant = await dependencies.storage.read(id, ({ tenants }) => tenants.get())
  if (tenant === undefined || tried.operator === undefined) return undefined
  const asked = { tenant: id, browser: browserOf(context), tried }
  const done = await inTransactionFor(context, dependencies, personCaller(tenant, tried.operator), (stores) =>
    finishPassword(stores, dependencies.environment, asked),
  )
  return done.ok ? done.value : undefined
}

function goOn(context: Context<HttpEnv>, dependencies: HttpDependencies, { token, step }: SignedIn): Response {
  if (step !== undefined) {
    setCookie(context, stepCookie, step, stepCookieOptions(dependencies))
    return context.redirect('/console/sign-in/code', 303)
  }
  keepSession(context, dependencies, token)
  return context.redirect('/console', 303)
}

interface Shown {
  readonly fault?: string
  readonly notice?: string
  readonly form?: Form
}

/** Shown also where a provider did not sign somebody in. */
export async function signInPage(context: Context<HttpEnv>, dependencies: HttpDependencies, shown: Shown): Promise<Response> {
  const view = plainViewOf(context)
  const tenant = await signInTenant(context, dependencies)
  if (tenant === undefined) return saidPage(context, view, 'notFound')
  const hasOperators = (await dependencies.storage.read(tenant.id, ({ operators }) => operators.count())) > 0
  const { identityProvider } = dependencies
  const props = { view, shown, hasOperators, query: tenant.query, provider: identityProvider?.name }
  return context.html(<SignInPage {...props} />, shown.fault === undefined ? 200 : 422)
}

interface Props {
  readonly view: PlainView
  readonly shown: Shown
  readonly query: string
  readonly hasOperators: boolean
  readonly provider: string | undefined
}

function SignInPage({ view, shown: { fault, notice, form }, query, hasOperators, provider }: Props) {
  const words = signInWords[view.language]
  return (
    <Page view={view} title={view.words.signIn} notice={notice}>
      {hasOperators ? null : (
        <p class="notice">
          {words.setUpLead} <a href="/console/set-up">{words.setUpTitle}</a>
        </p>
      )}
      {fault === undefined ? null : (
        <p class="notice wrong" role="alert">
          {fault}
        </p>
      )}
      <form method="post" action={`/console/sign-in${query}`}>
        <TextField name="email" label={words.email} type="email" autocomplete="username" value={form?.email} maxlength={254} />
        <TextField name="password" label={words.password} type="password" autocomplete="current-password" maxlength={256} />
        <button type="submit">{view.words.signIn}</button>
      </form>
      {provider === undefined ? null : (
        <p>
          <a href={`/console/sign-in/oidc${query}`}>{words.signInWith(provider)}</a>
        </p>
      )}
    </Page>
  )
}
