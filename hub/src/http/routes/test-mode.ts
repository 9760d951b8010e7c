import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { idSchema } from '@octroi/shared/api/shapes'
import { newSimulationSchema, simulationSchema, testTwinSchema } from '@octroi/shared/api/test-mode'
import { conflict } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { simulate } from '../../authorizations/simulate.use-case.ts'
import { once } from '../../idempotency/once.use-case.ts'
import { nameTestTwin, operateTestTwin } from '../../tenants/open-test-mode.use-case.ts'
import { requireRole } from '../authenticate.ts'
import { type HttpDependencies, type HttpEnv, visibleAccount } from '../context.ts'
import { idempotencyHeader, inTransaction, inTransactionOnce } from '../once.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Test mode']

const openRoute = createRoute({
  method: 'post',
  path: '/test-mode',
  tags,
  summary: 'Get a key to the tenant’s test twin, which is founded the first time',
  description:
    'The twin is a tenant of its own, with its own accounts, catalogue and ledger, and simulated devices. Its keys begin with `octroi_test_`.',
  middleware: [requireRole('operator')],
  request: { headers: idempotencyHeader },
  responses: { 201: jsonAnswer(testTwinSchema, 'The twin, and a key to run it with.'), ...commonProblems },
})

const simulateRoute = createRoute({
  method: 'post',
  path: '/test-mode/authorizations/{authorization}/outcome',
  tags,
  summary: 'Let a simulated device act on a granted authorization',
  description: 'Only with a key of a test twin. The device’s signed records go the way of all records, up to the webhook.',
  request: {
    params: z.object({ authorization: idSchema('authorization') }),
    headers: idempotencyHeader,
    body: jsonBody(newSimulationSchema),
  },
  responses: { 200: jsonAnswer(simulationSchema, 'What the device told, and what the hub makes of it.'), ...commonProblems },
})

const alreadyTest = conflict('already_test_mode', 'This is a test twin. Ask with a key of the live tenant.')

export function testModeRoutes(dependencies: HttpDependencies) {
  const { storage, environment, rootKeys, onEnqueued } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(openRoute, async (context) => {
      const { mode, account } = context.get('caller')
      if (mode === 'test') return problem(context, alreadyTest)
      const named = await inTransaction(context, dependencies, async (stores) => ok(await nameTestTwin(stores, environment)))
      if (!named.ok) return problem(context, named.error)
      const twin = named.value
      const repeatable = { account, key: context.req.header('idempotency-key'), asked: context.req.path }
      const opened = await storage.transaction(twin.id, async (stores) => {
        const work = async () => {
          const { key, token } = await operateTestTwin(stores, environment, rootKeys, twin)
          return ok({ tenant: twin.id, operator: key.account, id: key.id, token })
        }
        const { key } = repeatable
        if (key === undefined) return work()
        const done = await once(stores, environment, { ...repeatable, key }, work)
        return done.ok ? ok(done.value.value) : done
      })
      return opened.ok ? context.json(opened.value, 201) : problem(context, opened.error)
    })
    .openapi(simulateRoute, async (context) => {
      const { authorization: id } = context.req.valid('param')
      const { outcome: simulation } = context.req.valid('json')
      const command = { id, simulation, requester: visibleAccount(context.get('caller')) }
      const done = await inTransactionOnce(context, dependencies, (stores) => simulate(stores, environment, command))
      onEnqueued()
      return done.ok ? context.json({ ...done.value, records: [...done.value.records] }, 200) : problem(context, done.error)
    })
}
