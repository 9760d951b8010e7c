import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import {
  authorizationSchema,
  authorizationsSchema,
  newAuthorizationSchema,
  quotedAuthorizationSchema,
  refusalSchema,
} from '@octroi/shared/api/authorizations'
import { problemMediaType } from '@octroi/shared/api/problem'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import { invalid } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { authorize, quote } from '../../authorizations/authorize.use-case.ts'
import { askedAuthorization } from '../asked-authorization.ts'
import { requireRole } from '../authenticate.ts'
import { type HttpDependencies, type HttpEnv, visibleAccount } from '../context.ts'
import { idempotencyHeader, idempotencyKeyMissing, inTransactionOnce } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'
import { decidedView, quoteView, refusalView, view } from './authorization-view.ts'

const tags = ['Authorizations']

const askRoute = createRoute({
  method: 'post',
  path: '/authorizations',
  tags,
  summary: 'Ask for one action on a device in a window',
  middleware: [requireRole('partner', 'account_holder')],
  request: { headers: idempotencyHeader, body: jsonBody(newAuthorizationSchema) },
  responses: {
    200: jsonAnswer(quotedAuthorizationSchema, 'A dry run: what would be decided now, and at which price.'),
    201: jsonAnswer(
      authorizationSchema,
      'Granted: the price, the reasons, and the permit or the passcode; a command is on its way.',
    ),
    ...commonProblems,
    403: {
      description: 'Refused: a stable code, a sentence that says why, and every reason. The decision is kept.',
      content: { [problemMediaType]: { schema: refusalSchema } },
    },
  },
})

const listRoute = createRoute({
  method: 'get',
  path: '/authorizations',
  tags,
  summary: 'List authorizations, newest first',
  request: { query: pageQuerySchema(idSchema('authorization')) },
  responses: { 200: jsonAnswer(authorizationsSchema, 'A page of the authorizations the caller may see.'), ...commonProblems },
})

export function authorizationRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(askRoute, async (context) => {
      const caller = context.get('caller')
      const { tenant } = caller
      const request = askedAuthorization(caller, context.req.valid('json'), dependencies)
      if (!request.ok) return problem(context, invalid(request.error))
      if (context.req.valid('json').dryRun === true) {
        const quoted = await storage.read(tenant, (stores) => quote(stores, environment, request.value))
        return quoted.ok ? context.json(quoteView(quoted.value), 200) : problem(context, quoted.error)
      }
      if (context.req.header('idempotency-key') === undefined) return problem(context, idempotencyKeyMissing)
      // Told once: an answer that is repeated repeats no command.
      let command: Uint8Array | undefined
      const decided = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await authorize(stores, environment, request.value)
        if (!done.ok) return done
        command = done.value.decision === 'granted' && request.value.form === 'command' ? done.value.permit : undefined
        return ok(decidedView(done.value))
      })
      if (!decided.ok) return problem(context, decided.error)
      if (command !== undefined) dependencies.onCommanded({ tenant, device: request.value.device }, command)
      if (decided.value.decision === 'granted') return context.json(decided.value, 201)
      return context.json(refusalView(decided.value), 403, { 'content-type': problemMediaType })
    })
    .openapi(listRoute, async (context) => {
      const caller = context.get('caller')
      const page = pageRequest(context.req.valid('query'))
      const { items, ...rest } = await storage.read(caller.tenant, (stores) =>
        stores.authorizations.list(page, visibleAccount(caller)),
      )
      return context.json({ items: items.map(view), ...rest }, 200)
    })
}
