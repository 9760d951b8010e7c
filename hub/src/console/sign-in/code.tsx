import type { Context } from 'hono'
import { Hono } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { RequestCounter } from '../../http/limits.ts'
import { inTransactionFor } from '../../http/once.ts'
import { readForm } from '../../http/pages/own-form.ts'
import { finishCode } from '../../operators/sign-in.use-case.ts'
import { openStep, type SignInStep } from '../../operators/sign-in-step.ts'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { keepSession, personCaller, plainViewOf } from '../frame/session.ts'
import { browserOf } from './sign-in.tsx'
import { signInWords } from './sign-in-words.ts'
import { stepCookie, stepCookieOptions } from './step-cookie.ts'
import { TextField } from './text-field.tsx'

/** The second step: the code of an authenticator, or a recovery code. */
export function codeRoutes(dependencies: HttpDependencies, counter: RequestCounter): Hono<HttpEnv> {
  const { environment } = dependencies
  const begun = (context: Context): SignInStep | undefined => openStep(environment, getCookie(context, stepCookie) ?? '')
  return new Hono<HttpEnv>()
    .get('/sign-in/code', (context) =>
      begun(context) === undefined ? context.redirect('/console/sign-in', 303) : codePage(context, false),
    )
    .post('/sign-in/code', async (context) => {
      const [step, { code = '' }] = [begun(context), await readForm(context)]
      if (step === undefined) return context.redirect('/console/sign-in', 303)
      const limited = await counter.countSignInAs(context, step.operator)
      if (limited !== undefined) return saidPage(context, plainViewOf(context), 'busy')
      const token = await finish(context, dependencies, step, code)
      if (token === undefined) return codePage(context, true)
      deleteCookie(context, stepCookie, stepCookieOptions(dependencies))
      keepSession(context, dependencies, token)
      return context.redirect('/console', 303)
    })
}

async function finish(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  step: SignInStep,
  code: string,
): Promise<string | undefined> {
  const { tenant, operator } = await dependencies.storage.read(step.tenant, async ({ tenants, operators }) => ({
    tenant: await tenants.get(),
    operator: await operators.get(step.operator),
  }))
  if (tenant === undefined || operator === undefined) return undefined
  const asked = { step, code, browser: browserOf(context) }
  const done = await inTransactionFor(context, dependencies, personCaller(tenant, operator), (stores) =>
    finishCode(stores, dependencies.environment, asked),
  )
  return done.ok ? done.value.token : undefined
}

function codePage(context: Context, isWrong: boolean): Response | Promise<Response> {
  const view = plainViewOf(context)
  const words = signInWords[view.language]
  return context.html(
    <Page view={view} title={words.codeTitle}>
      <form method="post" action="/console/sign-in/code">
        <TextField
          name="code"
          label={words.code}
          autocomplete="one-time-code"
          hint={words.codeHint}
          faults={isWrong ? { code: words.codeWrong } : {}}
          maxlength={40}
        />
        <button type="submit">{view.words.signIn}</button>
      </form>
      <p>
        <a href="/console/sign-in">{words.startAgain}</a>
      </p>
    </Page>,
    isWrong ? 422 : 200,
  )
}
