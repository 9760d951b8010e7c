import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  authorizationDetailSchema,
  authorizationSchema,
  timeRequestSchema,
  toldTimeSchema,
  waitQuerySchema,
} from '@octroi/shared/api/authorizations'
import { proofSchema } from '@octroi/shared/api/proof'
import { idSchema } from '@octroi/shared/api/shapes'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { notFound } from '@octroi/shared/errors/failure'
import { err, ok } from '@octroi/shared/errors/result'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatInstant } from '@octroi/shared/time/instant'
import type { AccessEvent } from '../../authorizations/access-event.ts'
import type { Authorization } from '../../authorizations/authorization.ts'
import { cancelAuthorization } from '../../authorizations/cancel-authorization.use-case.ts'
import { ownerThen } from '../../devices/owner-then.use-case.ts'
import { tellTime } from '../../devices/tell-time.use-case.ts'
import { proofOfAuthorization } from '../../proof/proof-of-authorization.use-case.ts'
import type { Stores } from '../../stores.ts'
import { type Caller, type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { inTransactionOnce } from '../once.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'
import { WaitingRoom } from '../waiting-room.ts'
import { ownersView, view } from './authorization-view.ts'

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

const timeRoute = createRoute({
  method: 'post',
  path: '/authorizations/{authorization}/times',
  tags,
  summary: 'Get the signed time for a device that does not know it, to be shown with the permit',
  request: { params: z.object({ authorization: idSchema('authorization') }), body: jsonBody(timeRequestSchema) },
  responses: { 201: jsonAnswer(toldTimeSchema, 'The time, and what the hub holds of the device’s journal.'), ...commonProblems },
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
export function authorizationDetailRoutes(dependencies: HttpDependencies) {
  const { storage, environment, onRevoked, stopping } = dependencies
  const waiting = new WaitingRoom(stopping)
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(showRoute, async (context) => {
      const caller = context.get('caller')
      const { authorization: id } = context.req.valid('param')
      const { wait, outcome = 'pending' } = context.req.valid('query')
      if (wait !== undefined) {
        const isNews = (found: Authorization | undefined): boolean =>
          found?.decision !== 'granted' || !maySee(caller, found.requester) || found.outcome !== outcome
        const look = () => storage.read(caller.tenant, ({ authorizations }) => authorizations.get(id))
        const within = { key: caller.account, withinMs: Number(wait) * 1000, signal: context.req.raw.signal }
        await waiting.until(async () => isNews(await look()), within)
      }
      const detail = await storage.read(caller.tenant, (stores) => findDetail(stores, caller, id))
      if (detail === undefined) return problem(context, notFound('authorization', id))
      return context.json(detail, 200)
    })
    .openapi(cancelRoute, async (context) => {
      const caller = context.get('caller')
      const { authorization: id } = context.req.valid('param')
      const cancelled = await inTransactionOnce(context, dependencies, async (stores) => {
        const found = await stores.authorizations.get(id)
        const device = found && (await stores.devices.get(found.device))
        if (found === undefined || device === undefined || !maySee(caller, found.requester, device.owner)) {
          return err(notFound('authorization', id))
        }
        const done = await cancelAuthorization(stores, environment, id)
        if (!done.ok) return done
        const shown = maySee(caller, found.requester) ? view(done.value) : ownersView(done.value)
        return ok({ shown, device: found.device })
      })
      if (!cancelled.ok) return problem(context, cancelled.error)
      onRevoked(caller.tenant, cancelled.value.device)
      return context.json(cancelled.value.shown, 202)
    })
    .openapi(timeRoute, async (context) => {
      const caller = context.get('caller')
      const { authorization: id } = context.req.valid('param')
      const nonce = decodeBase64url(context.req.valid('json').nonce)
      const told = await storage.read(caller.tenant, async (stores) => {
        const [granted] = await stores.authorizations.getGranted([id])
        if (granted === undefined || !maySee(caller, granted.requester)) return undefined
        return tellTime(stores, environment, { device: granted.device, nonce })
      })
      if (told === undefined) return problem(context, notFound('authorization', id))
      return context.json({ time: toBase64url(told.time), receipt: toBase64url(told.receipt) }, 201)
    })
    .openapi(proofRoute, async (context) => {
      const caller = context.get('caller')
      const { authorization: id } = context.req.valid('param')
      const proof = await storage.read(caller.tenant, async (stores) => {
        const [authorization] = await stores.authorizations.getGranted([id])
        if (authorization === undefined) return undefined
        const owner = await ownerThen(stores, authorization.device, authorization.decidedAtMs)
        if (owner === undefined || !maySee(caller, authorization.requester, owner)) return undefined
        return proofOfAuthorization(stores, environment, authorization, await stores.authorizations.eventsOf([id]))
      })
      return proof === undefined ? problem(context, notFound('proof', id)) : context.json(proof, 200)
    })
}

/** What the caller may know of an authorization, or undefined. */
async function findDetail(
  { authorizations, devices, rating, settlement }: Stores,
  caller: Caller,
  id: AuthorizationId,
): Promise<z.infer<typeof authorizationDetailSchema> | undefined> {
  const authorization = await authorizations.get(id)
  if (authorization === undefined) return undefined
  const timeline = (await authorizations.eventsOf([id])).map(eventView)
  if (!maySee(caller, authorization.requester)) {
    // The owner of the device may know who asked for what and what became of it, not what it cost them.
    const owner = await ownerThen({ devices }, authorization.device, authorization.decidedAtMs)
    if (owner === undefined || !maySee(caller, owner)) return undefined
    return { ...ownersView(authorization), timeline, charges: [] }
  }
  const charges = (await rating.chargesOf(id)).map(({ price, exact, currency, explanation }) => ({
    price,
    exact: formatExact(exact),
    currency,
    explanation: [...explanation],
  }))
  const shares = caller.role === 'operator' ? await settlement.sharesOf(id) : []
  const parties = shares.map(({ account, exact }) => ({ account, exact: formatExact(exact) }))
  return { ...view(authorization), timeline, charges, ...(parties.length === 0 ? {} : { shares: parties }) }
}

function eventView({
  type,
  atMs,
  device,
  seq,
  detail,
}: AccessEvent): z.infer<typeof authorizationDetailSchema>['timeline'][number] {
  return { type, at: formatInstant(atMs), device, seq, ...(detail === undefined ? {} : { detail }) }
}
