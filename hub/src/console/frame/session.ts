import { equalBytes } from '@octroi/shared/crypto/bytes'
import { invariant } from '@octroi/shared/errors/invariant'
import { ok } from '@octroi/shared/errors/result'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { formToken, readSessionToken } from '../../accounts/browser-session.ts'
import type { Caller, HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { RequestCounter } from '../../http/limits.ts'
import { inTransaction } from '../../http/once.ts'
import { formatsOf } from '../../http/pages/formats.ts'
import { languageOf } from '../../http/pages/language.ts'
import { onlyReads, readForm } from '../../http/pages/own-form.ts'
import type { Operator } from '../../operators/operator.ts'
import { sessionMsAtMost } from '../../operators/operator-session.ts'
import { useSession } from '../../operators/operator-sessions.use-case.ts'
import type { Tenant } from '../../tenants/tenant.ts'
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
  setCookie(context, cookie, token, { ...cookieOptions(dependencies), maxAge: sessionMsAtMost / 1000 })
}

/** Makes this browser forget its session, which the hub has ended. */
export function forgetSession(context: Context, dependencies: HttpDependencies): void {
  deleteCookie(context, cookie, cookieOptions(dependencies))
}

/** A person acts for the operator's own account, by name. */
export function personCaller({ id: tenant, operator: account, mode }: Tenant, { id, role }: Operator): Caller {
  return { tenant, account, role: 'operator', operator: { id, role }, mode }
}

/** Lets an operator through who signed in; others are asked to sign in. */
export function requireOperator({ storage, environment }: HttpDependencies, counter: RequestCounter) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    const presented = readSessionToken(environment.crypto, getCookie(context, cookie) ?? '')
    const asked = presented && { ...presented, isByItself: isByItself(context) }
    const signedIn = asked && (await useSession(storage, environment, asked))
    if (presented === undefined || signedIn === undefined) {
      if ((await counter.countAddress(context)) !== undefined) return saidPage(context, plainViewOf(context), 'busy')
      return context.redirect('/console/sign-in', 303)
    }
    const { operator } = signedIn
    if ((await counter.countKey(context, operator.id)) !== undefined) return saidPage(context, plainViewOf(context), 'busy')
    const tenant = await storage.read(presented.tenant, ({ tenants }) => tenants.get())
    invariant(tenant !== undefined, 'an operator has its tenant')
    const view: ConsoleView = {
      ...plainViewOf(context),
      tenantName: tenant.name,
      person: operator.name,
      mayChange: operator.role === 'operator',
      formats: formatsOf(languageOf(context), tenant.zone),
      zone: tenant.zone,
      formToken: formToken(environment, presented.tokenHash),
    }
    context.set('consoleView', view)
    context.set('signedIn', signedIn)
    context.set('caller', personCaller(tenant, operator))
    return next()
  })
}

/** Browsers say whether a person goes to a page, or a script asks for it: https://www.w3.org/TR/fetch-metadata/ */
function isByItself({ req }: Context): boolean {
  return req.header('sec-fetch-dest') === 'empty'
}

/** Reads a form that one of our own pages sent, with the token of this very session, from somebody who may change things. */
export function requireOwnForm(dependencies: HttpDependencies) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    if (onlyReads(context)) return next()
    const view = context.get('consoleView')
    const form = await readForm(context)
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
    if (!equalBytes(bytes(form.form_token ?? ''), bytes(view.formToken))) return saidPage(context, view, 'form')
    if (!view.mayChange && !isAboutOneself(context.req.path)) {
      // Refused there as well, and noted as what was asked for.
      await inTransaction(context, dependencies, () => Promise.resolve(ok({})))
      return saidPage(context, view, 'mayNot')
    }
    context.set('form', form)
    return next()
  })
}

/** Who only looks still signs out, and sees to the own password and authenticator. */
function isAboutOneself(path: string): boolean {
  return /^\/console\/(?:sign-out$|me(?:\/|$))/.test(path)
}
