import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  enrolledSchema,
  enrolmentSchema,
  nonceSchema,
  openedSessionSchema,
  sessionRequestSchema,
} from '@octroi/shared/api/devices'
import { idSchema } from '@octroi/shared/api/shapes'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { formatInstant } from '@octroi/shared/time/instant'
import { enrolDevice } from '../../devices/enrol-device.use-case.ts'
import { proveEnrolment } from '../../devices/enrolment-proof.ts'
import { issueNonce, openSession, proveSession } from '../../devices/open-session.use-case.ts'
import { mqttPassword } from '../../devices/session.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Agents']
const tenant = idSchema('tenant')
const deviceParams = z.object({ tenant, device: idSchema('device') })

/** What agents call before they are connected. A signature, not an API key, says who they are. */
const enrolRoute = createRoute({
  method: 'post',
  path: '/tenants/{tenant}/enrolments',
  tags,
  summary: 'Enrol a device with its claim code and its own new key',
  security: [],
  request: { params: z.object({ tenant }), body: jsonBody(enrolmentSchema) },
  responses: { 201: jsonAnswer(enrolledSchema, 'Who the device is, and the keys it trusts from now on.'), ...commonProblems },
})

const nonceRoute = createRoute({
  method: 'post',
  path: '/tenants/{tenant}/devices/{device}/nonces',
  tags,
  summary: 'Get a nonce to sign: single use, one minute',
  security: [],
  request: { params: deviceParams },
  responses: { 201: jsonAnswer(nonceSchema, 'The nonce, base64url.'), ...commonProblems },
})

const sessionRoute = createRoute({
  method: 'post',
  path: '/tenants/{tenant}/devices/{device}/sessions',
  tags,
  summary: 'Open a session: a token for one MQTT connection',
  security: [],
  request: { params: deviceParams, body: jsonBody(sessionRequestSchema) },
  responses: { 201: jsonAnswer(openedSessionSchema, 'The session.'), ...commonProblems },
})

export function agentRoutes({ storage, environment, origins, brokerUrl, onEntitled, onEnqueued }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(enrolRoute, async (context) => {
      const { tenant: id } = context.req.valid('param')
      const { claimCode, proof } = context.req.valid('json')
      const command = { tenant: id, claimCode, proof: decodeBase64url(proof), origins: origins() }
      const proven = proveEnrolment(environment.crypto, command)
      if (!proven.ok) return problem(context, proven.error)
      const enrolled = await storage.transaction(id, (stores) => enrolDevice(stores, environment, proven.value))
      if (!enrolled.ok) return problem(context, enrolled.error)
      const { device, rootKey, keyset, entitled } = enrolled.value
      if (entitled !== undefined) onEntitled(id, entitled)
      onEnqueued()
      return context.json({ device, rootKey: toBase64url(rootKey), keyset: toBase64url(keyset) }, 201)
    })
    .openapi(nonceRoute, (context) => {
      const { device } = context.req.valid('param')
      return context.json({ nonce: toBase64url(issueNonce(environment, device)) }, 201)
    })
    .openapi(sessionRoute, async (context) => {
      const { tenant: id, device } = context.req.valid('param')
      const command = { tenant: id, device, request: decodeBase64url(context.req.valid('json').request), origins: origins() }
      const proven = await storage.read(id, (stores) => proveSession(stores, environment, command))
      if (!proven.ok) return problem(context, proven.error)
      const opened = await storage.transaction(id, (stores) => openSession(stores, environment, proven.value))
      if (!opened.ok) return problem(context, opened.error)
      const { session, token, time, receipt, keyset, revocations, lease, passcodeKeys } = opened.value
      return context.json(
        {
          session: session.id,
          token: mqttPassword(id, token),
          expiresAt: formatInstant(session.expiresAtMs),
          broker: brokerUrl(),
          time: toBase64url(time),
          receipt: toBase64url(receipt),
          keyset: toBase64url(keyset),
          ...(lease === undefined ? {} : { lease: toBase64url(lease) }),
          ...(revocations === undefined ? {} : { revocations: toBase64url(revocations) }),
          ...(passcodeKeys === undefined ? {} : { passcodeKeys: toBase64url(passcodeKeys) }),
        },
        201,
      )
    })
}
