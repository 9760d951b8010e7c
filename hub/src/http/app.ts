import { OpenAPIHono } from '@hono/zod-openapi'
import { problemBody, problemMediaType } from '@octroi/shared/api/problem'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { catalogueBytesAtMost } from '../catalogue/parse-catalogue.ts'
import { requireApiKey } from './authenticate.ts'
import type { HttpDependencies, HttpEnv } from './context.ts'
import { docsRoutes } from './docs.ts'
import { defaultRateLimits, limitAddress, limitBody, type RateLimits, RequestCounter } from './limits.ts'
import { accountRoutes } from './routes/accounts.ts'
import { agentRoutes } from './routes/agents.ts'
import { authorizationRoutes } from './routes/authorizations.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { deviceRoutes } from './routes/devices.ts'
import { entitlementRoutes } from './routes/entitlements.ts'
import { invoiceRoutes } from './routes/invoices.ts'
import { orderRoutes } from './routes/orders.ts'
import { subscriptionRoutes } from './routes/subscriptions.ts'
import { tenantRoutes } from './routes/tenant.ts'
import { webhookRoutes } from './routes/webhooks.ts'

export interface AppOptions extends HttpDependencies {
  readonly rateLimits?: RateLimits
  /** Told of every defect: a request that ended in an error nobody expected. */
  readonly onDefect: (error: unknown, request: { readonly method: string; readonly path: string }) => void
}

const bodyBytesAtMost = 64 * 1024

/** The hub's HTTP interface. Every answer that is not a success is a problem (RFC 9457). */
export function createApp(options: AppOptions): OpenAPIHono<HttpEnv> {
  const app = new OpenAPIHono<HttpEnv>()
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:'], styleSrc: ["'self'", "'unsafe-inline'"] },
    }),
  )
  const counter = new RequestCounter(options.rateLimits ?? defaultRateLimits)
  const [catalogueLimit, bodyLimit] = [limitBody(catalogueBytesAtMost), limitBody(bodyBytesAtMost)]
  app.use('/v1/*', (context, next) =>
    context.req.path.startsWith('/v1/catalogue/') ? catalogueLimit(context, next) : bodyLimit(context, next),
  )
  app.get('/healthz', (context) => context.json({ status: 'ok' }))
  app.get('/readyz', async (context) => {
    const isReady = await options.isReady()
    return context.json({ status: isReady ? 'ready' : 'not ready' }, isReady ? 200 : 503)
  })
  app.use('/v1/tenants/*', limitAddress(counter))
  app.route('/v1', agentRoutes(options))
  app.route('/v1', operatedRoutes(options, counter))
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer', bearerFormat: 'octroi_…' })
  app.get('/openapi.json', (context) => context.json(openApiDocument(app)))
  app.route('/', docsRoutes())
  app.get('/', (context) => context.redirect('/docs/'))
  app.notFound((context) => answer(404, 'route_not_found', `There is no ${context.req.method} ${context.req.path} here.`))
  app.onError((error, context) => {
    if (error instanceof HTTPException) return answer(error.status, httpCodes[error.status] ?? 'bad_request', error.message)
    options.onDefect(error, { method: context.req.method, path: context.req.path })
    return answer(500, 'internal', 'Something went wrong here. It was noted; nothing was half done.')
  })
  return app
}

/** Everything that needs an API key, in the order of the chain. */
function operatedRoutes(options: AppOptions, counter: RequestCounter): OpenAPIHono<HttpEnv> {
  const app = new OpenAPIHono<HttpEnv>()
  app.use(requireApiKey(options, counter))
  app.route('/', tenantRoutes(options))
  app.route('/', accountRoutes(options))
  app.route('/', catalogueRoutes(options))
  app.route('/', orderRoutes(options))
  app.route('/', subscriptionRoutes(options))
  app.route('/', entitlementRoutes(options))
  app.route('/', authorizationRoutes(options))
  app.route('/', deviceRoutes(options))
  app.route('/', invoiceRoutes(options))
  app.route('/', webhookRoutes(options))
  return app
}

/** How the API's pages are ordered: by the chain, what agents call last. */
const chapters = [
  'Tenant',
  'Accounts',
  'Catalogue',
  'Orders',
  'Subscriptions',
  'Entitlements',
  'Authorizations',
  'Devices',
  'Invoices',
  'Webhooks',
  'Agents',
]

export function openApiDocument(app: OpenAPIHono<HttpEnv>): ReturnType<typeof app.getOpenAPI31Document> {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Octroi',
      version: 'v1',
      description: 'Grant an action on a connected thing, prove that it happened, settle with everyone involved.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    security: [{ apiKey: [] }],
    tags: chapters.map((name) => ({ name })),
  })
}

const httpCodes: Readonly<Record<number, string>> = {
  400: 'malformed_body',
  413: 'body_too_large',
  415: 'media_type_unsupported',
}

function answer(status: number, code: string, detail: string): Response {
  return Response.json(problemBody({ status, code, title: detail, detail }), {
    status,
    headers: { 'content-type': problemMediaType },
  })
}
