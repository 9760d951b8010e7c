import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  authorizationDetailSchema,
  authorizationSchema,
  authorizationsSchema,
  newAuthorizationSchema,
  refusalSchema,
} from '@octroi/shared/api/authorizations'
import { problemBody, problemMediaType } from '@octroi/shared/api/problem'
import { proofSchema } from '@octroi/shared/api/proof'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import { fromBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import type { Reason } from '@octroi/shared/decisions/action'
import { refusalCure } from '@octroi/shared/decisions/refusals'
import { invalid, notFound } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { ok } from '@octroi/shared/errors/result'
import { formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatInstant, parseInstant } from '@octroi/shared/time/instant'
import type { Authorization } from '../../authorizations/authorization.ts'
import { authorize } from '../../authorizations/authorize.use-case.ts'
import type { Authorize } from '../../authorizations/plan-authorization.ts'
import { proofOfAuthorization } from '../../proof/proof-of-authorization.use-case.ts'
import { requireRole } from '../authenticate.ts'
import { type Caller, type HttpDependencies, type HttpEnv, maySee, visibleAccount } from '../context.ts'
import { inTransactionOnce, requiredIdempotencyHeader } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Authorizations']

const askRoute = createRoute({
  method: 'post',
  path: '/authorizations',
  tags,
  summary: 'Ask for one action on a device in a window',
  middleware: [requireRole('partner', 'account_holder')],
  request: { headers: requiredIdempotencyHeader, body: jsonBody(newAuthorizationSchema) },
  responses: {
    201: jsonAnswer(authorizationSchema, 'Granted: the price, the reasons and the permit.'),
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

const showRoute = createRoute({
  method: 'get',
  path: '/authorizations/{authorization}',
  tags,
  summary: 'Show an authorization: its decision, timeline and charges',
  request: { params: z.object({ authorization: idSchema('authorization') }) },
  responses: { 200: jsonAnswer(authorizationDetailSchema, 'The authorization.'), ...commonProblems },
})

const proofRoute = createRoute({
  method: 'get',
  path: '/authorizations/{authorization}/proof',
  tags,
  summary: 'Get the proof of what the device signed about an authorization, to be checked offline',
  request: { params: z.object({ authorization: idSchema('authorization') }) },
  responses: { 200: jsonAnswer(proofSchema, 'The proof; `octroi verify` checks it.'), ...commonProblems },
})

export function authorizationRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(askRoute, async (context) => {
      const request = readRequest(context.get('caller'), context.req.valid('json'))
      if (request === undefined) return problem(context, emptyWindow)
      const decided = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await authorize(stores, environment, request)
        return done.ok ? ok(view(done.value)) : done
      })
      if (!decided.ok) return problem(context, decided.error)
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
    .openapi(showRoute, async (context) => {
      const caller = context.get('caller')
      const { authorization: id } = context.req.valid('param')
      const detail = await storage.read(caller.tenant, async ({ authorizations, rating, settlement }) => {
        const authorization = await authorizations.get(id)
        if (authorization === undefined || !maySee(caller, authorization.requester)) return undefined
        const shares = caller.role === 'operator' ? await settlement.sharesOf(id) : []
        return { authorization, shares, events: await authorizations.eventsOf([id]), charges: await rating.chargesOf(id) }
      })
      if (detail === undefined) return problem(context, notFound('authorization', id))
      const timeline = detail.events.map(({ type, atMs, device, seq, detail: why }) => ({
        type,
        at: formatInstant(atMs),
        device,
        seq,
        ...(why === undefined ? {} : { detail: why }),
      }))
      const charges = detail.charges.map(({ price, exact, currency, explanation }) => ({
        price,
        exact: formatExact(exact),
        currency,
        explanation: [...explanation],
      }))
      const parties = detail.shares.map(({ account, exact }) => ({ account, exact: formatExact(exact) }))
      const shares = parties.length === 0 ? {} : { shares: parties }
      return context.json({ ...view(detail.authorization), timeline, charges, ...shares }, 200)
    })
    .openapi(proofRoute, async (context) => {
      const caller = context.get('caller')
      const { authorization: id } = context.req.valid('param')
      const proof = await storage.read(caller.tenant, async (stores) => {
        const [authorization] = await stores.authorizations.getGranted([id])
        if (authorization === undefined) return undefined
        const device = await stores.devices.get(authorization.device)
        if (device === undefined || !maySee(caller, authorization.requester, device.owner)) return undefined
        return proofOfAuthorization(stores, environment, authorization, await stores.authorizations.eventsOf([id]))
      })
      return proof === undefined ? problem(context, notFound('proof', id)) : context.json(proof, 200)
    })
}

const emptyWindow = invalid([fault('window.until', 'before_from', '`until` must be after `from`.')])

function readRequest(caller: Caller, body: z.infer<typeof newAuthorizationSchema>): Authorize | undefined {
  const { device, service, action, window, holderKey, reference } = body
  const [fromMs, untilMs] = [parseInstant(window.from) ?? 0, parseInstant(window.until) ?? 0]
  if (untilMs <= fromMs) return undefined
  const key = holderKey === undefined ? undefined : fromBase64url(holderKey)
  return {
    requester: caller.account,
    device,
    service,
    action,
    fromMs,
    untilMs,
    ...(key === undefined ? {} : { holderKey: key }),
    ...(reference === undefined ? {} : { reference }),
  }
}

type AuthorizationView = z.infer<typeof authorizationSchema>

function view(authorization: Authorization): AuthorizationView {
  const { id, requester, device, service, action, fromMs, untilMs, reference, reasons, decidedAtMs } = authorization
  const asked = {
    id,
    requester,
    device,
    service,
    action,
    window: { from: formatInstant(fromMs), until: formatInstant(untilMs) },
    ...(reference === undefined ? {} : { reference }),
    reasons: reasons.map(reasonView),
    decidedAt: formatInstant(decidedAtMs),
  }
  if (authorization.decision === 'refused') return { ...asked, decision: 'refused', code: authorization.code }
  const { quote, permit, outcome } = authorization
  const price = { amount: formatAmount(quote.amount), currency: quote.amount.currency, explanation: [...quote.explanation] }
  return { ...asked, decision: 'granted', price, permit: toBase64url(permit), outcome }
}

function reasonView(reason: Reason): AuthorizationView['reasons'][number] {
  return reason.satisfied ? reason : { ...reason, cure: refusalCure(reason.code) }
}

function refusalView({ id, code = '', reasons }: AuthorizationView): z.infer<typeof refusalSchema> {
  const { sentence = '', cure = '' } = reasons.find((reason) => reason.code === code) ?? {}
  return { ...problemBody({ status: 403, code, title: 'Refused', detail: sentence }), cure, authorization: id, reasons }
}
