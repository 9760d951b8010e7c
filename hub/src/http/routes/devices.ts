import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  accessEventCursor,
  accessEventsSchema,
  deviceDetailSchema,
  devicesSchema,
  newDeviceSchema,
  registeredDeviceSchema,
} from '@octroi/shared/api/devices'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { formatQuantity } from '@octroi/shared/money/quantity'
import { formatInstant } from '@octroi/shared/time/instant'
import type { AccessEvent } from '../../authorizations/access-event.ts'
import type { KeypadKey } from '../../authorizations/keypad-key.ts'
import { enrolSimulated } from '../../devices/enrol-simulated.use-case.ts'
import { type RegisteredDevice, registerDevice, renewClaim } from '../../devices/register-device.use-case.ts'
import type { Page } from '../../page.ts'
import { journalStanding } from '../../proof/journal-standing.use-case.ts'
import { requireRole } from '../authenticate.ts'
import { type HttpDependencies, type HttpEnv, maySee, visibleAccount } from '../context.ts'
import { deviceView } from '../device-view.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'
import { keyView } from './passcode-key.ts'
import { quarantinedView } from './quarantined-view.ts'

const tags = ['Devices']
const params = z.object({ device: idSchema('device') })

const registerRoute = createRoute({
  method: 'post',
  path: '/devices',
  tags,
  summary: 'Register a device and get its claim code',
  middleware: [requireRole('operator')],
  request: { headers: idempotencyHeader, body: jsonBody(newDeviceSchema) },
  responses: { 201: jsonAnswer(registeredDeviceSchema, 'The device, with the code its agent enrols with.'), ...commonProblems },
})

const claimRoute = createRoute({
  method: 'post',
  path: '/devices/{device}/claims',
  tags,
  summary: 'Get a new claim code for a device that has not enrolled',
  middleware: [requireRole('operator')],
  request: { params, headers: idempotencyHeader },
  responses: {
    201: jsonAnswer(registeredDeviceSchema, 'The device, with its new code; the old one is void.'),
    ...commonProblems,
  },
})

const listRoute = createRoute({
  method: 'get',
  path: '/devices',
  tags,
  summary: 'List devices, newest first',
  request: { query: pageQuerySchema(idSchema('device')) },
  responses: { 200: jsonAnswer(devicesSchema, 'A page of the devices the caller may see.'), ...commonProblems },
})

const showRoute = createRoute({
  method: 'get',
  path: '/devices/{device}',
  tags,
  summary: 'Show a device: its journal, what was set apart, usage nobody pays for',
  request: { params },
  responses: { 200: jsonAnswer(deviceDetailSchema, 'The device.'), ...commonProblems },
})

const eventsRoute = createRoute({
  method: 'get',
  path: '/devices/{device}/events',
  tags,
  summary: 'List what was asked of a device and what it did, newest first',
  request: { params, query: pageQuerySchema(accessEventCursor) },
  responses: { 200: jsonAnswer(accessEventsSchema, 'A page of access events.'), ...commonProblems },
})

export function deviceRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(registerRoute, async (context) => {
      const body = context.req.valid('json')
      const registered = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await registerDevice(stores, environment, body)
        if (!done.ok) return done
        const isReal = context.get('caller').mode === 'live'
        const device = isReal ? done.value.device : await enrolSimulated(stores, environment, done.value.device)
        return ok(registeredView({ ...done.value, device }))
      })
      return registered.ok ? context.json(registered.value, 201) : problem(context, registered.error)
    })
    .openapi(claimRoute, async (context) => {
      const { device } = context.req.valid('param')
      const renewed = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await renewClaim(stores, environment, device)
        return done.ok ? ok(registeredView(done.value)) : done
      })
      return renewed.ok ? context.json(renewed.value, 201) : problem(context, renewed.error)
    })
    .openapi(listRoute, async (context) => {
      const caller = context.get('caller')
      const page = pageRequest(context.req.valid('query'))
      const { items, ...rest } = await storage.read(caller.tenant, ({ devices }) => devices.list(page, visibleAccount(caller)))
      return context.json({ items: items.map(deviceView), ...rest }, 200)
    })
    .openapi(eventsRoute, async (context) => {
      const caller = context.get('caller')
      const { device: id } = context.req.valid('param')
      const page = pageRequest(context.req.valid('query'))
      const found = await storage.read(caller.tenant, async ({ devices, authorizations }) => {
        const device = await devices.get(id)
        if (device === undefined || !maySee(caller, device.owner)) return undefined
        const since = caller.role === 'operator' ? 0 : ((await devices.owners(id)).at(-1)?.fromMs ?? 0)
        return ownEvents(await authorizations.deviceEvents(page, id), since)
      })
      if (found === undefined) return problem(context, notFound('device', id))
      const { items, ...rest } = found
      const views = items.map(({ device: _, atMs, overlap, ...event }) => ({
        ...event,
        ...(overlap === undefined ? {} : { overlap: true }),
        at: formatInstant(atMs),
      }))
      return context.json({ items: views, ...rest }, 200)
    })
    .openapi(showRoute, async (context) => {
      const caller = context.get('caller')
      const { device: id } = context.req.valid('param')
      const detail = await storage.read(caller.tenant, async ({ devices, journals, rating, passcodes }) => {
        const device = await devices.get(id)
        if (device === undefined || !maySee(caller, device.owner)) return undefined
        const standing = await journalStanding({ journals }, id)
        const keypad = { actions: await passcodes.keypad(id), key: (await passcodes.keys(id)).at(-1) }
        return { device, standing, keypad, quarantined: await journals.quarantined(id), unrated: await rating.unrated(id) }
      })
      if (detail === undefined) return problem(context, notFound('device', id))
      const { device, standing, keypad, quarantined, unrated } = detail
      return context.json(
        {
          ...deviceView(device),
          journal: { through: standing.head.through, missing: [...standing.missing] },
          ...keypadView(keypad),
          quarantined: quarantined.map(quarantinedView),
          unratedUsage: unrated.map(({ quantity, ...sum }) => ({ ...sum, quantity: formatQuantity(quantity) })),
        },
        200,
      )
    })
}

/** What a device did for a former owner is none of the new one's affairs. */
function ownEvents({ items, ...rest }: Page<AccessEvent>, sinceMs: number): Page<AccessEvent> {
  const own = items.filter(({ atMs }) => atMs >= sinceMs)
  return own.length < items.length ? { items: own } : { items, ...rest }
}

function keypadView({ actions, key }: { readonly actions: readonly string[]; readonly key: KeypadKey | undefined }) {
  return actions.length === 0 || key === undefined ? {} : { keypad: { actions: [...actions], key: keyView(key) } }
}

function registeredView({ device, claimCode, claimExpiresAtMs }: RegisteredDevice): z.infer<typeof registeredDeviceSchema> {
  return { ...deviceView(device), claimCode, claimExpiresAt: formatInstant(claimExpiresAtMs) }
}
