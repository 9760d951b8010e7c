import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { rotatedPasscodeKeySchema } from '@octroi/shared/api/devices'
import { idSchema } from '@octroi/shared/api/shapes'
import { ok } from '@octroi/shared/errors/result'
import type { KeypadKey } from '../../authorizations/keypad-key.ts'
import { rotatePasscodeKey } from '../../authorizations/rotate-passcode-key.use-case.ts'
import { requireRole } from '../authenticate.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const rotateRoute = createRoute({
  method: 'post',
  path: '/devices/{device}/passcode-key/rotate',
  tags: ['Devices'],
  summary: 'Replace the key that makes the passcodes of a device',
  middleware: [requireRole('operator')],
  request: { params: z.object({ device: idSchema('device') }), headers: idempotencyHeader },
  responses: {
    202: jsonAnswer(
      rotatedPasscodeKeySchema,
      'The next key, which the device gets with its next session. Codes that may still be used stay good.',
    ),
    ...commonProblems,
  },
})

export function passcodeKeyRoutes(dependencies: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook }).openapi(rotateRoute, async (context) => {
    const { device } = context.req.valid('param')
    const rotated = await inTransactionOnce(context, dependencies, async (stores) => {
      const done = await rotatePasscodeKey(stores, dependencies.environment, device)
      return done.ok ? ok({ device, ...keyView(done.value) }) : done
    })
    return rotated.ok ? context.json(rotated.value, 202) : problem(context, rotated.error)
  })
}

/** A key as the API shows it: never its bytes. */
export function keyView({ generation, isHeld }: KeypadKey): { generation: number; state: 'held' | 'pending' } {
  return { generation, state: isHeld ? 'held' : 'pending' }
}
