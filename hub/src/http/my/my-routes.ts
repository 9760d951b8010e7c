import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { StorageUnavailable } from '../../storage-unavailable.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import type { RequestCounter } from '../limits.ts'
import { chooseLanguage } from '../pages/language.ts'
import { requireOwnOrigin } from '../pages/own-form.ts'
import { billLineRoutes } from './bill-line.tsx'
import { billRoutes } from './bills.tsx'
import { consentRoutes } from './consents.tsx'
import { openingRoutes } from './openings.tsx'
import { overviewRoutes } from './overview.tsx'
import { failedPage, formPage } from './plain-pages.tsx'
import { proofRoutes } from './proofs.ts'
import { requireOwnForm, requireSession, viewOf } from './session.ts'
import { signInRoutes, signOutRoutes } from './sign-in.tsx'
import { styleSheet } from './style.ts'

/** Nothing but our own style sheet and forms to ourselves: no script, no frame, no image from anywhere. */
export const pageHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ['data:'],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  // Not `no-referrer`, which makes browsers hide the origin of our own forms.
  referrerPolicy: 'same-origin',
})

/** The account holder's pages: HTML from this process, without a script, so that they work in any browser. */
export function myRoutes(options: HttpDependencies, counter: RequestCounter): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.get('/style.css', (context) =>
    context.body(styleSheet, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=3600' }),
  )
  app.use(async (context, next) => {
    await next()
    if (!context.req.path.endsWith('/style.css')) context.header('cache-control', 'no-store')
  })
  app.use(
    chooseLanguage('/my'),
    requireOwnOrigin(options, (context) => formPage(context, viewOf(context))),
  )
  app.route('/', signInRoutes(options, counter))
  app.use(requireSession(options, counter), requireOwnForm)
  app.route('/', signOutRoutes(options))
  app.route('/', overviewRoutes(options))
  app.route('/', openingRoutes(options))
  app.route('/', consentRoutes(options))
  app.route('/', billRoutes(options))
  app.route('/', billLineRoutes(options))
  app.route('/', proofRoutes(options))
  app.onError((error, context) => {
    if (error instanceof HTTPException) return formPage(context, viewOf(context))
    options.onDefect(error, { requestId: context.get('requestId'), method: context.req.method, path: context.req.path })
    return failedPage(context, viewOf(context), error instanceof StorageUnavailable ? 503 : 500)
  })
  return app
}
