import { Hono, type MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import type { HttpDependencies, HttpEnv } from '../http/context.ts'
import { defaultRateLimits, type RateLimits, type RequestCounter } from '../http/limits.ts'
import { chooseLanguage } from '../http/pages/language.ts'
import { requireOwnOrigin } from '../http/pages/own-form.ts'
import { HasherBusy } from '../operators/password-hasher.port.ts'
import { StorageUnavailable } from '../storage-unavailable.ts'
import { accountListRoutes } from './accounts/account-list.tsx'
import { accountListPages } from './accounts/account-list-page.tsx'
import { accountRoutes } from './accounts/account-routes.tsx'
import { assetRoutes } from './assets.ts'
import { auditListRoutes } from './audit/audit-list.tsx'
import { authorizationListRoutes } from './authorizations/authorization-list.tsx'
import { authorizationPageRoutes } from './authorizations/authorization-page.tsx'
import { backtestPageRoutes } from './catalogue/backtest.tsx'
import { cataloguePageRoutes } from './catalogue/catalogue-page.tsx'
import { publishRoutes } from './catalogue/publish.tsx'
import { versionPageRoutes } from './catalogue/version-page.tsx'
import { deviceActRoutes } from './devices/device-act-routes.ts'
import { deviceEventRoutes } from './devices/device-events.tsx'
import { deviceListRoutes } from './devices/device-list.tsx'
import { devicePageRoutes } from './devices/device-page.tsx'
import { deviceQuarantineRoutes } from './devices/quarantine.tsx'
import { registerDeviceRoutes } from './devices/register-device.tsx'
import { disputeListRoutes } from './disputes/dispute-list.tsx'
import { disputePageRoutes } from './disputes/dispute-page.tsx'
import { entitlementListRoutes } from './entitlements/entitlement-list.tsx'
import { mayRoutes } from './entitlements/may-page.tsx'
import { eventPageRoutes } from './events/event-page.tsx'
import { rejectedListRoutes } from './events/rejected-list.tsx'
import { saidPage } from './frame/plain-pages.tsx'
import { plainViewOf, requireOperator, requireOwnForm } from './frame/session.ts'
import { importPageRoutes } from './imports/import-page.tsx'
import { draftPageRoutes } from './invoices/draft-page.tsx'
import { invoiceListRoutes } from './invoices/invoice-list.tsx'
import { linePageRoutes } from './invoices/line-page.tsx'
import { balanceListRoutes } from './ledger/balance-list.tsx'
import { entryPageRoutes } from './ledger/entry-page.tsx'
import { postingListRoutes } from './ledger/posting-list.tsx'
import { liveRoutes } from './live/live-routes.ts'
import { meRoutes } from './me/me.tsx'
import { totpRoutes } from './me/totp.tsx'
import { operatorRoutes } from './operators/operators.tsx'
import { orderListRoutes } from './orders/order-list.tsx'
import { orderPageRoutes } from './orders/order-page.tsx'
import { placeOrderRoutes } from './orders/place-order-page.tsx'
import { overviewRoutes } from './overview/overview.tsx'
import { resaleRoutes } from './resales/resale-routes.ts'
import { apiKeyRoutes } from './settings/api-keys.tsx'
import { endpointRoutes } from './settings/endpoints.tsx'
import { settingsRoutes } from './settings/settings-page.tsx'
import { agreementRoutes } from './shares/agreements.tsx'
import { splitPageRoutes } from './shares/split-page.tsx'
import { statementPageRoutes } from './shares/statement-page.tsx'
import { codeRoutes } from './sign-in/code.tsx'
import { providerRoutes } from './sign-in/provider.tsx'
import { setUpRoutes } from './sign-in/set-up.tsx'
import { signInRoutes, signOutRoutes } from './sign-in/sign-in.tsx'
import { subscriptionListRoutes } from './subscriptions/subscription-list.tsx'
import { subscriptionPageRoutes } from './subscriptions/subscription-routes.ts'
import { usageChartRoutes } from './usage/usage-chart.tsx'
import { usageListRoutes } from './usage/usage-list.tsx'
import { deliveryListRoutes } from './webhooks/delivery-list.tsx'
import { deliveryPageRoutes } from './webhooks/delivery-page.tsx'

/** Nothing but our own style sheet, scripts and forms to ourselves; no frame, no image from anywhere. */
export const consoleHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  // Not `no-referrer`, which makes browsers hide the origin of our own forms.
  referrerPolicy: 'same-origin',
})

interface ConsoleOptions extends HttpDependencies {
  readonly rateLimits?: RateLimits
}

/** What an operator looks at stays in no cache. */
const keepNothing: MiddlewareHandler<HttpEnv> = async (context, next) => {
  await next()
  context.header('cache-control', 'no-store')
}

/** The operator's console: HTML from this process. Its scripts only make it quicker to use. */
export function consoleRoutes(options: ConsoleOptions, counter: RequestCounter): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.route('/', assetRoutes())
  app.use(keepNothing)
  app.use(
    chooseLanguage('/console'),
    requireOwnOrigin(options, (context) => saidPage(context, plainViewOf(context), 'form')),
  )
  app.route('/', setUpRoutes(options, counter))
  app.route('/', signInRoutes(options, counter))
  app.route('/', codeRoutes(options, counter))
  app.route('/', providerRoutes(options, counter))
  app.use(requireOperator(options, counter), requireOwnForm(options))
  app.route('/', signOutRoutes(options))
  app.route('/', meRoutes(options, counter))
  app.route('/', totpRoutes(options))
  app.route('/', pageRoutes(options))
  app.onError((error, context) => {
    const view = context.get('consoleView') ?? plainViewOf(context)
    if (error instanceof HTTPException) return saidPage(context, view, 'form')
    if (error instanceof HasherBusy) return saidPage(context, view, 'busy', 503)
    options.onDefect(error, { requestId: context.get('requestId'), method: context.req.method, path: context.req.path })
    return saidPage(context, view, 'failed', error instanceof StorageUnavailable ? 503 : 500)
  })
  return app
}

/** What is shown to who is signed in, in the order of the chain. */
function pageRoutes(options: ConsoleOptions): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.route('/', liveRoutes(options))
  app.route('/', overviewRoutes(options))
  app.route('/', deviceListRoutes(options))
  app.route('/', registerDeviceRoutes(options))
  app.route('/', deviceEventRoutes(options))
  app.route('/', deviceQuarantineRoutes(options))
  app.route('/', deviceActRoutes(options))
  app.route('/', devicePageRoutes(options))
  app.route('/', authorizationListRoutes(options))
  app.route('/', authorizationPageRoutes(options))
  app.route('/', accountListRoutes(options))
  app.route('/', accountListPages(options))
  app.route('/', placeOrderRoutes(options))
  app.route('/', accountRoutes(options))
  app.route('/', importPageRoutes(options))
  app.route('/', orderListRoutes(options))
  app.route('/', orderPageRoutes(options))
  app.route('/', mayRoutes(options))
  app.route('/', entitlementListRoutes(options))
  app.route('/', subscriptionListRoutes(options))
  app.route('/', subscriptionPageRoutes(options))
  app.route('/', usageListRoutes(options))
  app.route('/', usageChartRoutes(options))
  app.route('/', rejectedListRoutes(options))
  app.route('/', eventPageRoutes(options))
  app.route('/', cataloguePageRoutes(options))
  app.route('/', publishRoutes(options))
  app.route('/', backtestPageRoutes(options))
  app.route('/', versionPageRoutes(options))
  app.route('/', operatorRoutes(options))
  app.route('/', invoiceListRoutes(options))
  app.route('/', draftPageRoutes(options))
  app.route('/', linePageRoutes(options))
  app.route('/', disputeListRoutes(options))
  app.route('/', disputePageRoutes(options))
  app.route('/', agreementRoutes(options))
  app.route('/', statementPageRoutes(options))
  app.route('/', splitPageRoutes(options))
  app.route('/', balanceListRoutes(options))
  app.route('/', postingListRoutes(options))
  app.route('/', entryPageRoutes(options))
  app.route('/', deliveryListRoutes(options))
  app.route('/', deliveryPageRoutes(options))
  app.route('/', auditListRoutes(options))
  app.route('/', settingsRoutes(options, options.rateLimits ?? defaultRateLimits))
  app.route('/', apiKeyRoutes(options))
  app.route('/', endpointRoutes(options))
  app.route('/', resaleRoutes(options))
  return app
}
