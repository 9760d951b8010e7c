import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { erasureSchema, exportCursor, newErasureSchema, personalRowsSchema } from '@octroi/shared/api/persons'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { formatInstant } from '@octroi/shared/time/instant'
import { erasePerson } from '../../persons/erase-person.use-case.ts'
import { exportPerson } from '../../persons/export-person.use-case.ts'
import { requireRole } from '../authenticate.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Accounts']
const params = z.object({ account: idSchema('account') })

const exportRoute = createRoute({
  method: 'get',
  path: '/accounts/{account}/export',
  tags,
  summary: 'Export all that is kept of an account, table by table',
  description:
    'For the account itself and for the operator (GDPR articles 15 and 20). Pages may hold fewer items than asked for.',
  request: { params, query: pageQuerySchema(exportCursor) },
  responses: { 200: jsonAnswer(personalRowsSchema, 'A page of rows.'), ...commonProblems },
})

const eraseRoute = createRoute({
  method: 'post',
  path: '/accounts/{account}/erasure',
  tags,
  summary: 'Erase a person: what names or describes it goes, ids, signed facts and money stay',
  description: 'For good (GDPR article 17). Proofs stay valid. Asking again changes nothing.',
  middleware: [requireRole('operator')],
  request: { params, headers: idempotencyHeader, body: jsonBody(newErasureSchema) },
  responses: { 200: jsonAnswer(erasureSchema, 'When it was erased, and why.'), ...commonProblems },
})

export function personRoutes(dependencies: HttpDependencies) {
  const { storage, environment, onEntitled } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(exportRoute, async (context) => {
      const caller = context.get('caller')
      const { account } = context.req.valid('param')
      if (!maySee(caller, account)) return problem(context, notFound('account', account))
      const page = pageRequest(context.req.valid('query'))
      const found = await storage.read(caller.tenant, (stores) => exportPerson(stores, { account, page }))
      if (!found.ok) return problem(context, found.error)
      const { items, ...rest } = found.value
      return context.json({ items: items.map(({ table, row }) => ({ table, row: { ...row } })), ...rest }, 200)
    })
    .openapi(eraseRoute, async (context) => {
      const { tenant } = context.get('caller')
      const { account } = context.req.valid('param')
      const { ground, despite = [] } = context.req.valid('json')
      const erased = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await erasePerson(stores, environment, { account, ground, despite })
        if (!done.ok) return done
        return ok({ account, erasedAt: formatInstant(done.value.atMs), ground: done.value.ground })
      })
      if (!erased.ok) return problem(context, erased.error)
      await storage.leaveNoTrace()
      onEntitled(tenant, account)
      return context.json(erased.value, 200)
    })
}
