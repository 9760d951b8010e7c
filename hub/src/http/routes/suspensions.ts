import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { deviceSchema, newSuspensionSchema } from '@octroi/shared/api/devices'
import { idSchema } from '@octroi/shared/api/shapes'
import { ok } from '@octroi/shared/errors/result'
import { liftSuspension, suspendDevice } from '../../devices/suspend-device.use-case.ts'
import { requireRole } from '../authenticate.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { deviceView } from '../device-view.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const path = '/devices/{device}/suspension'
const tags = ['Devices']
const params = z.object({ device: idSchema('device') })
const middleware = [requireRole('operator')]

const suspendRoute = createRoute({
  method: 'put',
  path,
  tags,
  summary: 'Keep a device away: its connection ends and nothing is granted on it',
  description: 'A device out of reach goes by the permits and the lease it has until they end.',
  middleware,
  request: { params, headers: idempotencyHeader, body: jsonBody(newSuspensionSchema) },
  responses: { 200: jsonAnswer(deviceSchema, 'The device.'), ...commonProblems },
})

const liftRoute = createRoute({
  method: 'delete',
  path,
  tags,
  summary: 'Let a suspended device come back',
  middleware,
  request: { params, headers: idempotencyHeader },
  responses: { 200: jsonAnswer(deviceSchema, 'The device.'), ...commonProblems },
})

export function suspensionRoutes(dependencies: HttpDependencies) {
  const { environment, onSuspended } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(suspendRoute, async (context) => {
      const { device } = context.req.valid('param')
      const { reason } = context.req.valid('json')
      const suspended = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await suspendDevice(stores, environment, { device, reason })
        return done.ok ? ok(deviceView(done.value)) : done
      })
      if (!suspended.ok) return problem(context, suspended.error)
      onSuspended(context.get('caller').tenant, device)
      return context.json(suspended.value, 200)
    })
    .openapi(liftRoute, async (context) => {
      const { device } = context.req.valid('param')
      const lifted = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await liftSuspension(stores, environment, device)
        return done.ok ? ok(deviceView(done.value)) : done
      })
      return lifted.ok ? context.json(lifted.value, 200) : problem(context, lifted.error)
    })
}
