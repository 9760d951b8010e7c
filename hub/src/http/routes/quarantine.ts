import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { journalSchema } from '@octroi/shared/api/devices'
import {
  gapClosingSchema,
  quarantineDecisionSchema,
  quarantinedSchema,
  quarantineKeySchema,
  quarantineQuerySchema,
  quarantineSchema,
} from '@octroi/shared/api/quarantine'
import { idSchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { closeGaps } from '../../proof/close-gaps.use-case.ts'
import { dismissQuarantined } from '../../proof/dismiss-quarantined.use-case.ts'
import { releaseQuarantined } from '../../usage/release-quarantined.use-case.ts'
import { requireRole } from '../authenticate.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'
import { quarantinedView, readQuarantineKey } from './quarantined-view.ts'

const tags = ['Devices']
const deviceParams = z.object({ device: idSchema('device') })
const entryParams = deviceParams.extend({ entry: quarantineKeySchema })

const listRoute = createRoute({
  method: 'get',
  path: '/devices/{device}/quarantine',
  tags,
  summary: 'List what was set apart of a device, newest first',
  request: { params: deviceParams, query: quarantineQuerySchema },
  responses: { 200: jsonAnswer(quarantineSchema, 'A page of what was set apart.'), ...commonProblems },
})

const releaseRoute = createRoute({
  method: 'post',
  path: '/devices/{device}/quarantine/{entry}/release',
  tags,
  summary: 'Take in what was set apart, as if it had arrived well',
  middleware: [requireRole('operator')],
  request: { params: entryParams, headers: idempotencyHeader, body: jsonBody(quarantineDecisionSchema) },
  responses: { 200: jsonAnswer(quarantinedSchema, 'It is released, now or before.'), ...commonProblems },
})

const dismissRoute = createRoute({
  method: 'post',
  path: '/devices/{device}/quarantine/{entry}/dismiss',
  tags,
  summary: 'Keep what was set apart as evidence that never counts',
  middleware: [requireRole('operator')],
  request: { params: entryParams, headers: idempotencyHeader, body: jsonBody(quarantineDecisionSchema) },
  responses: { 200: jsonAnswer(quarantinedSchema, 'It is dismissed, now or before.'), ...commonProblems },
})

const closeRoute = createRoute({
  method: 'post',
  path: '/devices/{device}/gaps/close',
  tags,
  summary: 'Give up what is missing of a journal up to a record',
  middleware: [requireRole('operator')],
  request: { params: deviceParams, headers: idempotencyHeader, body: jsonBody(gapClosingSchema) },
  responses: { 200: jsonAnswer(journalSchema, 'Where the journal stands now.'), ...commonProblems },
})

export function quarantineRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(listRoute, async (context) => {
      const caller = context.get('caller')
      const { device: id } = context.req.valid('param')
      const { state, ...query } = context.req.valid('query')
      const found = await storage.read(caller.tenant, async ({ devices, journals }) => {
        const device = await devices.get(id)
        if (device === undefined || !maySee(caller, device.owner)) return undefined
        return journals.quarantinePage(pageRequest(query), id, state)
      })
      if (found === undefined) return problem(context, notFound('device', id))
      const { items, ...rest } = found
      return context.json({ items: items.map(quarantinedView), ...rest }, 200)
    })
    .openapi(releaseRoute, async (context) => {
      const { device, entry } = context.req.valid('param')
      const { reason } = context.req.valid('json')
      const command = { device, entry: readQuarantineKey(entry), by: context.get('caller').account, reason }
      const released = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await releaseQuarantined(stores, environment, command)
        return done.ok ? ok(quarantinedView(done.value)) : done
      })
      return released.ok ? context.json(released.value, 200) : problem(context, released.error)
    })
    .openapi(dismissRoute, async (context) => {
      const { device, entry } = context.req.valid('param')
      const { reason } = context.req.valid('json')
      const command = { device, entry: readQuarantineKey(entry), by: context.get('caller').account, reason }
      const dismissed = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await dismissQuarantined(stores, environment, command)
        return done.ok ? ok(quarantinedView(done.value)) : done
      })
      return dismissed.ok ? context.json(dismissed.value, 200) : problem(context, dismissed.error)
    })
    .openapi(closeRoute, async (context) => {
      const { device } = context.req.valid('param')
      const command = { ...context.req.valid('json'), device, by: context.get('caller').account }
      const closed = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await closeGaps(stores, environment, command)
        return done.ok ? ok({ through: done.value.head.through, missing: [...done.value.missing] }) : done
      })
      return closed.ok ? context.json(closed.value, 200) : problem(context, closed.error)
    })
}
