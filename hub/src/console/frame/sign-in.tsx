import { Hono } from 'hono'
import { readToken } from '../../accounts/api-key.ts'
import { signIn } from '../../accounts/browser-sessions.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { RequestCounter } from '../../http/limits.ts'
import { described, Field } from '../../http/pages/field.tsx'
import { readForm } from '../../http/pages/own-form.ts'
import type { PlainView } from './console-view.ts'
import { Page } from './page.tsx'
import { saidPage } from './plain-pages.tsx'
import { dropSession, keepSession, plainViewOf } from './session.ts'

/** Signing in with the key of an operator, which is never shown again. */
export function signInRoutes(dependencies: HttpDependencies, counter: RequestCounter): Hono<HttpEnv> {
  const { storage, environment } = dependencies
  return new Hono<HttpEnv>()
    .get('/sign-in', (context) => {
      const view = plainViewOf(context)
      const notice = context.req.query('done') === 'signed-out' ? view.words.signedOut : undefined
      return context.html(<SignInPage view={view} notice={notice} />)
    })
    .post('/sign-in', async (context) => {
      const view = plainViewOf(context)
      if ((await counter.countSignIn(context)) !== undefined) return saidPage(context, view, 'busy')
      const presented = readToken(((await readForm(context)).key ?? '').trim())
      const opened =
        presented && (await storage.transaction(presented.tenant, (stores) => signIn(stores, environment, presented, 'operator')))
      if (opened?.ok !== true) return context.html(<SignInPage view={view} fault={view.words.keyWrong} />, 422)
      keepSession(context, dependencies, opened.value.token)
      return context.redirect('/console', 303)
    })
}

/** Ends the session: like every form of somebody who signed in, only one of our own pages sends it. */
export function signOutRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>().post('/sign-out', async (context) => {
    await dropSession(context, dependencies)
    return context.redirect('/console/sign-in?done=signed-out', 303)
  })
}

interface Props {
  readonly view: PlainView
  readonly fault?: string
  readonly notice?: string | undefined
}

function SignInPage({ view, fault, notice }: Props) {
  const { words } = view
  const hint = words.operatorKeyHint
  return (
    <Page view={view} title={words.signIn} notice={notice}>
      <form method="post" action="/console/sign-in">
        <Field name="key" label={words.operatorKey} hint={hint} fault={fault}>
          <input
            {...described('key', { hint, fault })}
            type="password"
            autocomplete="current-password"
            spellcheck={false}
            required
            maxlength={200}
          />
        </Field>
        <button type="submit">{words.signIn}</button>
      </form>
    </Page>
  )
}
