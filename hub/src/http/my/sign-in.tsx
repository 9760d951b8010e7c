import { Hono } from 'hono'
import { readToken } from '../../accounts/api-key.ts'
import { signIn } from '../../accounts/browser-sessions.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import type { RequestCounter } from '../limits.ts'
import { described, Field } from '../pages/field.tsx'
import { readForm } from '../pages/own-form.ts'
import { Page } from './page.tsx'
import { busyPage } from './plain-pages.tsx'
import { dropSession, keepSession, viewOf } from './session.ts'
import type { View } from './view.ts'

/** Signing in with an API key. The key is never shown again, also not where it was mistyped. */
export function signInRoutes(dependencies: HttpDependencies, counter: RequestCounter): Hono<HttpEnv> {
  const { storage, environment } = dependencies
  return new Hono<HttpEnv>()
    .get('/sign-in', (context) => {
      const view = viewOf(context)
      const notice = context.req.query('done') === 'signed-out' ? view.words.signedOut : undefined
      return context.html(<SignInPage view={view} notice={notice} />)
    })
    .post('/sign-in', async (context) => {
      const view = viewOf(context)
      if ((await counter.countSignIn(context)) !== undefined) return busyPage(context, view)
      const presented = readToken(((await readForm(context)).key ?? '').trim())
      const opened =
        presented && (await storage.transaction(presented.tenant, (stores) => signIn(stores, environment, presented)))
      if (opened?.ok === true) {
        keepSession(context, dependencies, opened.value.token)
        return context.redirect('/my', 303)
      }
      const { keyOfOther, keyWrong } = view.words
      const fault = opened?.error.code === 'role_required' ? keyOfOther : keyWrong
      return context.html(<SignInPage view={view} fault={fault} />, 422)
    })
}

/** Ends the session: like every form of somebody who signed in, only one of our own pages sends it. */
export function signOutRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>().post('/sign-out', async (context) => {
    await dropSession(context, dependencies)
    return context.redirect('/my/sign-in?done=signed-out', 303)
  })
}

interface Props {
  readonly view: View
  readonly fault?: string
  readonly notice?: string | undefined
}

function SignInPage({ view, fault, notice }: Props) {
  const { words } = view
  const hint = words.apiKeyHint
  return (
    <Page view={view} title={words.signIn} notice={notice}>
      <p class="intro">{words.signInIntro}</p>
      <form method="post" action="/my/sign-in">
        <Field name="key" label={words.apiKey} hint={hint} fault={fault}>
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
