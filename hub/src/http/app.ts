import { OpenAPIHono } from '@hono/zod-openapi'
import { problemBody, problemMediaType } from '@octroi/shared/api/problem'
import type { MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { catalogueBytesAtMost } from '../catalogue/parse-catalogue.ts'
import { consoleHeaders, consoleRoutes } from '../console/console-routes.ts'
import { saidPage } from '../console/frame/plain-pages.tsx'
import { plainViewOf } from '../console/frame/session.ts'
import { StorageUnavailable } from '../storage-unavailable.ts'
import type { Tracing } from '../tracing.ts'
import { methodsOf, openApiDocument } from './api-document.ts'
import { keepFeedsToEvents, requireApiKey } from './authenticate.ts'
import type { HttpDependencies, HttpEnv } from './context.ts'
import { docsRoutes } from './docs.ts'
import { closeWhileDraining, type Draining } from './draining.ts'
import { defaultRateLimits, limitAgents, limitBody, type RateLimits, RequestCounter } from './limits.ts'
import { myRoutes, pageHeaders } from './my/my-routes.ts'
import { notFoundPage } from './my/plain-pages.tsx'
import { viewOf } from './my/session.ts'
import { logRequests, type RequestLogging } from './request-log.ts'
import { accountFactRoutes } from './routes/account-facts.ts'
import { accountRoutes } from './routes/accounts.ts'
import { agentRoutes } from './routes/agents.ts'
import { auditRoutes } from './routes/audit.ts'
import { authorizationDetailRoutes } from './routes/authorization-detail.ts'
import { authorizationRoutes } from './routes/authorizations.ts'
import { backtestRoutes } from './routes/backtest.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { checkRoutes } from './routes/checks.ts'
import { customerRoutes } from './routes/customers.ts'
import { deviceRecordRoutes } from './routes/device-records.ts'
import { deviceRoutes } from './routes/devices.ts'
import { disputeRoutes } from './routes/disputes.ts'
import { entitlementRoutes } from './routes/entitlements.ts'
import { importRoutes } from './routes/imports.ts'
import { invoiceRoutes } from './routes/invoices.ts'
import { leaseRoutes } from './routes/leases.ts'
import { loyaltyRoutes } from './routes/loyalty.ts'
import { openingRoutes } from './routes/openings.ts'
import { orderRoutes } from './routes/orders.ts'
import { passcodeKeyRoutes } from './routes/passcode-key.ts'
import { personRoutes } from './routes/persons.ts'
import { promotionRoutes } from './routes/promotions.ts'
import { quarantineRoutes } from './routes/quarantine.ts'
import { quotaRoutes } from './routes/quotas.ts'
import { rejectedEventRoutes } from './routes/rejected-events.ts'
import { resaleRoutes } from './routes/resales.ts'
import { settlementRoutes } from './routes/settlement.ts'
import { subscriptionChangeRoutes } from './routes/subscription-changes.ts'
import { subscriptionRoutes } from './routes/subscriptions.ts'
import { suspensionRoutes } from './routes/suspensions.ts'
import { tenantRoutes } from './routes/tenant.ts'
import { testModeRoutes } from './routes/test-mode.ts'
import { transferRoutes } from './routes/transfers.ts'
import { usageEventRoutes } from './routes/usage-events.ts'
import { walletRoutes } from './routes/wallets.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { traceRequests } from './trace-requests.ts'

export interface AppOptions extends HttpDependencies, RequestLogging, Draining {
  readonly tracing: Tracing
  readonly rateLimits?: RateLimits
}

const bodyBytesAtMost = 64 * 1024

const apiHeaders = secureHeaders({
  contentSecurityPolicy: { defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:'], styleSrc: ["'self'", "'unsafe-inline'"] },
})

/** Catalogues, batches of events, and files of rows. */
function isLarge(path: string): boolean {
  return path.startsWith('/v1/catalogue/') || path === '/v1/events' || path === '/v1/imports'
}

function isBelow(prefix: '/my' | '/console', path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`)
}

function headersFor(path: string): MiddlewareHandler {
  if (isBelow('/console', path)) return consoleHeaders
  return isBelow('/my', path) ? pageHeaders : apiHeaders
}

/** The hub's HTTP interface. Every answer that is not a success is a problem (RFC 9457). */
export function createApp(options: AppOptions): OpenAPIHono<HttpEnv> {
  const app = new OpenAPIHono<HttpEnv>()
  app.use(closeWhileDraining(options))
  app.use(traceRequests(options.tracing))
  app.use(logRequests(options))
  app.use((context, next) => headersFor(context.req.path)(context, next))
  const counter = new RequestCounter(options.rateLimits ?? defaultRateLimits)
  const [largeLimit, bodyLimit] = [limitBody(catalogueBytesAtMost), limitBody(bodyBytesAtMost)]
  app.use('/v1/*', (context, next) => (isLarge(context.req.path) ? largeLimit(context, next) : bodyLimit(context, next)))
  app.use('/my/*', bodyLimit)
  app.use('/console/*', largeLimit)
  app.get('/healthz', (context) => context.json({ status: 'ok' }))
  app.get('/readyz', async (context) => {
    const status = await options.readiness()
    return context.json({ status }, status === 'ready' ? 200 : 503)
  })
  app.use('/v1/tenants/*', limitAgents(counter))
  app.route('/v1', agentRoutes(options))
  app.route('/v1', operatedRoutes(options, counter))
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer', bearerFormat: 'octroi_…' })
  // The routes are all there now, so what is told of them does not change any more.
  let told: string | undefined
  app.get('/openapi.json', (context) => {
    told ??= JSON.stringify(openApiDocument(app))
    return context.body(told, 200, { 'content-type': 'application/json' })
  })
  app.route('/', docsRoutes())
  app.route('/my', myRoutes(options, counter))
  app.route('/console', consoleRoutes(options, counter))
  app.get('/', (context) => context.redirect('/docs/'))
  const methods = methodsOf(app)
  app.notFound((context) => {
    const { method, path } = context.req
    if (isBelow('/console', path)) return saidPage(context, context.get('consoleView') ?? plainViewOf(context), 'notFound')
    if (isBelow('/my', path)) return notFoundPage(context, context.get('view') ?? viewOf(context))
    const others = methods(path)
    if (others.length === 0) return answer({ status: 404, code: 'route_not_found', detail: `There is no ${path} here.` })
    const detail = `${path} answers to ${others.join(' and ')}, not to ${method}.`
    return answer({ status: 405, code: 'method_not_allowed', detail, headers: { allow: others.join(', ') } })
  })
  app.onError((error, context) => {
    if (error instanceof HTTPException) return answer(wrongRequests[error.status] ?? { ...otherRequest, status: error.status })
    options.onDefect(error, { requestId: context.get('requestId'), method: context.req.method, path: context.req.path })
    if (error instanceof StorageUnavailable) return answer(noRoom)
    return answer({ status: 500, code: 'internal', detail: 'Something went wrong here. It was noted; nothing was half done.' })
  })
  return app
}

/** Everything that needs an API key, in the order of the chain. */
function operatedRoutes(options: AppOptions, counter: RequestCounter): OpenAPIHono<HttpEnv> {
  const app = new OpenAPIHono<HttpEnv>()
  app.use(requireApiKey(options, counter), keepFeedsToEvents)
  app.route('/', tenantRoutes(options))
  app.route('/', accountRoutes(options))
  app.route('/', customerRoutes(options))
  app.route('/', accountFactRoutes(options))
  app.route('/', personRoutes(options))
  app.route('/', catalogueRoutes(options))
  app.route('/', backtestRoutes(options))
  app.route('/', orderRoutes(options))
  app.route('/', subscriptionRoutes(options))
  app.route('/', importRoutes(options))
  app.route('/', promotionRoutes(options))
  app.route('/', quotaRoutes(options))
  app.route('/', walletRoutes(options))
  app.route('/', checkRoutes(options))
  app.route('/', loyaltyRoutes(options))
  app.route('/', entitlementRoutes(options))
  app.route('/', authorizationRoutes(options))
  app.route('/', authorizationDetailRoutes(options))
  app.route('/', openingRoutes(options))
  app.route('/', deviceRoutes(options))
  app.route('/', subscriptionChangeRoutes(options))
  app.route('/', suspensionRoutes(options))
  app.route('/', transferRoutes(options))
  app.route('/', leaseRoutes(options))
  app.route('/', passcodeKeyRoutes(options))
  app.route('/', deviceRecordRoutes(options))
  app.route('/', quarantineRoutes(options))
  app.route('/', usageEventRoutes(options))
  app.route('/', rejectedEventRoutes(options))
  app.route('/', invoiceRoutes(options))
  app.route('/', disputeRoutes(options))
  app.route('/', resaleRoutes(options))
  app.route('/', settlementRoutes(options))
  app.route('/', webhookRoutes(options))
  app.route('/', auditRoutes(options))
  app.route('/', testModeRoutes(options))
  return app
}

interface PlainProblem {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly headers?: Readonly<Record<string, string>>
}

const noRoom = {
  status: 503,
  code: 'storage_unavailable',
  detail: 'The hub cannot write now, as when its disk is full. Try again later, with the same Idempotency-Key.',
  headers: { 'retry-after': '30' },
}

const otherRequest = { code: 'bad_request', detail: 'The request cannot be read.' }

/** What is wrong with a request before any route looks at it. */
const wrongRequests: Readonly<Record<number, PlainProblem>> = {
  400: { status: 400, code: 'malformed_body', detail: 'The body is not what its content type says. Send well-formed JSON.' },
  413: { status: 413, code: 'body_too_large', detail: 'The body is too large.' },
  415: {
    status: 415,
    code: 'media_type_unsupported',
    detail:
      'Send the body as `content-type: application/json`, a catalogue as `application/yaml`, events as CloudEvents, rows as `text/csv`.',
  },
}

function answer({ status, code, detail, headers = {} }: PlainProblem): Response {
  return Response.json(problemBody({ status, code, title: detail, detail }), {
    status,
    headers: { ...headers, 'content-type': problemMediaType },
  })
}
