import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { browserSessionMs, formToken, readSessionToken } from '../../accounts/browser-session.ts'
import { keyOfSession } from '../../accounts/browser-sessions.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { RequestCounter } from '../../http/limits.ts'
import { formatsOf } from '../../http/pages/formats.ts'
import { languageOf } from '../../http/pages/language.ts'
import { onlyReads, readForm } from '../../http/pages/own-form.ts'
import type { ConsoleView, PlainView } from './console-view.ts'
import { frameWords } from './frame-words.ts'
import { saidPage } from './plain-pages.tsx'

const cookie = 'octroi_console'

export function plainViewOf(context: Context): PlainView {
  const language = languageOf(context)
  const { pathname, search } = new URL(context.req.url)
  // A form that was not taken is shown again under the address it was sent to; its page lies above.
  const path = onlyReads(context) ? `${pathname}${search}` : pathname.replace(/\/[^/]+$/, '')
  return { language, words: frameWords[language], path }
}

/** Sent with nothing but requests that our own pages make, and over TLS only where the hub speaks it. */
function cookieOptions({ origins }: HttpDependencies) {
  const secure = origins().some((origin) => origin.startsWith('https:'))
  return { path: '/console', httpOnly: true, sameSite: 'Strict', secure } as const
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

/** Lets an operator through who signed in; others are asked to sign in. */
export function requireOperator({ storage, environment }: HttpDependencies, counter: RequestCounter) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    const presented = readSessionToken(environment.crypto, getCookie(context, cookie) ?? '')
    const found =
      presented &&
      (await storage.read(presented.tenant, async (stores) => {
        const key = await keyOfSession(stores, environment, presented.tokenHash)
        const tenant = await stores.tenants.get()
        return key?.role === 'operator' && tenant !== undefined ? { key, tenant } : undefined
      }))
    if (presented === undefined || found === undefined) {
      if ((await counter.countAddress(context)) !== undefined) return saidPage(context, plainViewOf(context), 'busy')
      return context.redirect('/console/sign-in', 303)
    }
    const { key, tenant } = found
    if ((await counter.countKey(context, key.id)) !== undefined) return saidPage(context, plainViewOf(context), 'busy')
    const view: ConsoleView = {
      ...plainViewOf(context),
      tenantName: tenant.name,
      person: key.label,
      mayChange: true,
      formats: formatsOf(languageOf(context), tenant.zone),
      zone: tenant.zone,
      formToken: formToken(environment, presented.tokenHash),
    }
    context.set('consoleView', view)
    context.set('caller', { tenant: key.tenant, account: key.account, role: key.role, key: key.id })
    return next()
  })
}

/** Reads a form that one of our own pages sent, with the token of this very session, from somebody who may change things. */
export const requireOwnForm = createMiddleware<HttpEnv>(async (context, next) => {
  if (onlyReads(context)) return next()
  const view = context.get('consoleView')
  const form = await readForm(context)
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  if (!equalBytes(bytes(form.form_token ?? ''), bytes(view.formToken))) return saidPage(context, view, 'form')
  const isOwn = /^\/console\/(?:sign-out|me(?:\/|$))/.test(context.req.path)
  if (!view.mayChange && !isOwn) return saidPage(context, view, 'mayNot')
  context.set('form', form)
  return next()
})
