import { equalBytes } from '@octroi/shared/crypto/bytes'
import { invariant } from '@octroi/shared/errors/invariant'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { browserSessionMs, formToken, readSessionToken } from '../../accounts/browser-session.ts'
import { keyOfSession } from '../../accounts/browser-sessions.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import type { RequestCounter } from '../limits.ts'
import { formatsOf } from '../pages/formats.ts'
import { languageOf } from '../pages/language.ts'
import { onlyReads, readForm } from '../pages/own-form.ts'
import { busyPage, formPage } from './plain-pages.tsx'
import type { OwnView, View } from './view.ts'
import { words } from './words.ts'

const cookie = 'octroi_session'

export function viewOf(context: Context): View {
  const language = languageOf(context)
  // A form that was not taken is shown again under the address it was sent to; its page lies above.
  const path = context.req.path.replace(/\/dispute$/, '')
  return { language, words: words[language], path }
}

/** Sent with nothing but requests that our own pages make, and over TLS only where the hub speaks it. */
function cookieOptions({ origins }: HttpDependencies) {
  const secure = origins().some((origin) => origin.startsWith('https:'))
  return { path: '/my', httpOnly: true, sameSite: 'Strict', secure } as const
}

export function keepSession(context: Context, dependencies: HttpDependencies, token: string): void {
  setCookie(context, cookie, token, { ...cookieOptions(dependencies), maxAge: browserSessionMs / 1000 })
}

/** Ends the session of this browser, where it has one. */
export async function dropSession(context: Context, dependencies: HttpDependencies): Promise<void> {
  const { storage, environment } = dependencies
  const presented = readSessionToken(environment.crypto, getCookie(context, cookie) ?? '')
  if (presented !== undefined) {
    await storage.transaction(presented.tenant, ({ accounts }) => accounts.removeSession(presented.tokenHash))
  }
  deleteCookie(context, cookie, cookieOptions(dependencies))
}

/** Lets a request through that comes from somebody who signed in, and notes who reads; others are asked to sign in. */
export function requireSession({ storage, environment }: HttpDependencies, counter: RequestCounter) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    const presented = readSessionToken(environment.crypto, getCookie(context, cookie) ?? '')
    const found =
      presented &&
      (await storage.read(presented.tenant, async (stores) => {
        const key = await keyOfSession(stores, environment, presented.tokenHash)
        const [account, tenant] = [key && (await stores.accounts.get(key.account)), await stores.tenants.get()]
        if (key?.role !== 'account_holder') return undefined
        return { key, account, operator: tenant?.name ?? '', mode: tenant?.mode ?? 'live' }
      }))
    if (presented === undefined || found === undefined) {
      if ((await counter.countAddress(context)) !== undefined) return busyPage(context, viewOf(context))
      return context.redirect('/my/sign-in', 303)
    }
    const { key, account, operator, mode } = found
    if ((await counter.countKey(context, key.id)) !== undefined) return busyPage(context, viewOf(context))
    invariant(account !== undefined, 'a key has its account')
    const view: OwnView = {
      ...viewOf(context),
      ...{ account, operator, formats: formatsOf(languageOf(context), account.zone) },
      formToken: formToken(environment, presented.tokenHash),
    }
    context.set('view', view)
    context.set('caller', { tenant: key.tenant, account: key.account, role: key.role, key: key.id, mode })
    return next()
  })
}

/** Reads a form that one of our own pages sent: from our origin, and with the token of this very session. */
export const requireOwnForm = createMiddleware<HttpEnv>(async (context, next) => {
  if (onlyReads(context)) return next()
  const form = await readForm(context)
  const expected = new TextEncoder().encode(context.get('view').formToken)
  const isOurs = equalBytes(new TextEncoder().encode(form.form_token ?? ''), expected)
  if (!isOurs) return formPage(context, viewOf(context))
  context.set('form', form)
  return next()
})
