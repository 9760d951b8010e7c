import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { authorizationDetailSchema, authorizationSchema, waitQuerySchema } from '@octroi/shared/api/authorizations'
import { proofSchema } from '@octroi/shared/api/proof'
import { idSchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { err } from '@octroi/shared/errors/result'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Authorization } from '../../authorizations/authorization.ts'
import { cancelAuthorization } from '../../authorizations/cancel-authorization.use-case.ts'
import { proofOfAuthorization } from '../../proof/proof-of-authorization.use-case.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'
import { WaitingRoom } from '../waiting-room.ts'
import { view } from './authorization-view.ts'

const tags = ['Authorizations']

const showRoute = createRoute({
  method: 'get',
  path: '/authorizations/{authorization}',
  tags,
  summary: 'Show an authorization: its decision, timeline and charges',
  request: { params: z.object({ authorization: idSchema('authorization') }), query: waitQuerySchema },
  responses: { 200: jsonAnswer(authorizationDetailSchema, 'The authorization.'), ...commonProblems },
})

const cancelRoute = createRoute({
  method: 'post',
  path: '/authorizations/{authorization}/cancellation',
  tags,
  summary: 'Take a granted authorization back before it is used',
  request: { params: z.object({ authorization: idSchema('authorization') }) },
  responses: {
    202: jsonAnswer(
      authorizationSchema,
      'It is taken back: pending until the device confirms, which it can only once it is in reach.',
    ),
    ...commonProblems,
  },
})

const proofRoute = createRoute({
  method: 'get',
  path: '/authorizations/{authorization}/proof',
  tags,
  summary: 'Get the proof of what the device signed about an authorization, to be checked offline',
  request: { params: z.object({ authorization: idSchema('authorization') }) },
  responses: { 200: jsonAnswer(proofSchema, 'The proof; `octroi verify` checks it.'), ...commonProblems },
})

/** One authorization: what became of it, its proof, and taking it back. */
export function authorizationDetailRoutes({ storage, environment, onRevoked }: HttpDependencies) {
  const waiting = new WaitingRoom()
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(showRoute, async (context) => {
      const caller = context.get('caller')
      const { authorization: id } = context.req.valid('param')
      const { wait, outcome = 'pending' } = context.req.valid('query')
      if (wait !== undefined) {
        const isNews = (found: Authorization | undefined): boolean =>
          found?.decision !== 'granted' || !maySee(caller, found.requester) || found.outcome !== outcome
        const look = () => storage.read(caller.tenant, ({ authorizations }) => authorizations.get(id))
        await waiting.until(async () => isNews(await look()), Number(wait) * 1000, context.req.raw.signal)
      }
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
    .openapi(cancelRoute, async (context) => {
      const caller = context.get('caller')
      const { authorization: id } = context.req.valid('param')
      const cancelled = await storage.transaction(caller.tenant, async (stores) => {
        const found = await stores.authorizations.get(id)
        const device = found && (await stores.devices.get(found.device))
        if (found === undefined || device === undefined || !maySee(caller, found.requester, device.owner)) {
          return err(notFound('authorization', id))
        }
        return cancelAuthorization(stores, environment, id)
      })
      if (!cancelled.ok) return problem(context, cancelled.error)
      onRevoked(caller.tenant, cancelled.value.device)
      return context.json(view(cancelled.value), 202)
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
