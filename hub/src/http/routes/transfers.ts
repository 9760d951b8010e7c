import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { newTransferSchema, transferSchema } from '@octroi/shared/api/devices'
import { idSchema } from '@octroi/shared/api/shapes'
import { ok } from '@octroi/shared/errors/result'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Transferred, transferDevice } from '../../devices/transfer-device.use-case.ts'
import { requireRole } from '../authenticate.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { inTransactionOnce, requiredIdempotencyHeader } from '../once.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const transferRoute = createRoute({
  method: 'post',
  path: '/devices/{device}/transfer',
  tags: ['Devices'],
  summary: 'Give a device to another account, from now on',
  description: 'What it did before stays the former owner’s, also where the device tells of it later.',
  middleware: [requireRole('operator')],
  request: {
    params: z.object({ device: idSchema('device') }),
    headers: requiredIdempotencyHeader,
    body: jsonBody(newTransferSchema),
  },
  responses: { 201: jsonAnswer(transferSchema, 'What ended and what moved with it.'), ...commonProblems },
})

export function transferRoutes(dependencies: HttpDependencies) {
  const { environment, onEntitled, onRevoked, onEnqueued } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook }).openapi(transferRoute, async (context) => {
    const { tenant } = context.get('caller')
    const { device } = context.req.valid('param')
    const { account: to, subscriptions = 'end' } = context.req.valid('json')
    const transferred = await inTransactionOnce(context, dependencies, async (stores) => {
      const done = await transferDevice(stores, environment, { device, to, subscriptions })
      return done.ok ? ok({ view: transferView(done.value), devices: done.value.devices }) : done
    })
    if (!transferred.ok) return problem(context, transferred.error)
    const { view, devices } = transferred.value
    for (const each of devices) onRevoked(tenant, each)
    for (const account of [view.from, view.to]) onEntitled(tenant, account)
    onEnqueued()
    return context.json(view, 201)
  })
}

function transferView({ device, from, atMs, ended, moved, consents, revoked }: Transferred): z.infer<typeof transferSchema> {
  return {
    ...{ device: device.id, from, to: device.owner, at: formatInstant(atMs) },
    ...{ ended: [...ended], moved: [...moved], consents: [...consents], revoked: [...revoked] },
  }
}
