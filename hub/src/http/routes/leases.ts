import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { leaseSchema } from '@octroi/shared/api/leases'
import { idSchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { formatQuantity } from '@octroi/shared/money/quantity'
import { formatInstant } from '@octroi/shared/time/instant'
import { readLease } from '../../authorizations/give-lease.use-case.ts'
import type { IssuedLease } from '../../authorizations/lease.store.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const showRoute = createRoute({
  method: 'get',
  path: '/devices/{device}/lease',
  tags: ['Devices'],
  summary: 'Show the newest lease of a device: what it may do for its own account without asking',
  request: { params: z.object({ device: idSchema('device') }) },
  responses: { 200: jsonAnswer(leaseSchema, 'The lease.'), ...commonProblems },
})

export function leaseRoutes({ storage }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook }).openapi(showRoute, async (context) => {
    const caller = context.get('caller')
    const { device: id } = context.req.valid('param')
    const found = await storage.read(caller.tenant, async ({ devices, leases }) => {
      const device = await devices.get(id)
      return device === undefined || !maySee(caller, device.owner) ? undefined : { newest: await leases.newest(id) }
    })
    if (found === undefined) return problem(context, notFound('device', id))
    if (found.newest === undefined) return problem(context, notFound('lease', id))
    return context.json(view(found.newest), 200)
  })
}

function view(issued: IssuedLease): z.infer<typeof leaseSchema> {
  const { device, leaseSeq, notBefore, expiresAt, renewAt, services } = readLease(issued)
  const seconds = (at: number): string => formatInstant(at * 1000)
  return {
    device,
    leaseSeq,
    from: seconds(notBefore),
    until: seconds(expiresAt),
    renewAt: seconds(renewAt),
    applied: issued.appliedSeq !== undefined,
    services: services.map(({ actions, essential, ceilings, ...service }) => ({
      ...service,
      actions: [...actions],
      essential: [...essential],
      ceilings: ceilings.map(({ counter, counted, ceiling }) => ({
        counter,
        counted: formatQuantity(counted),
        ceiling: formatQuantity(ceiling),
      })),
    })),
  }
}
