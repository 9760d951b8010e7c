import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { accountChangeSchema, accountSchema, childrenSchema } from '@octroi/shared/api/accounts'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { changeAccount } from '../../accounts/change-account.use-case.ts'
import { entityTag } from '../../accounts/changed-profile.ts'
import { accountView } from '../account-view.ts'
import { requireRole } from '../authenticate.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem, staleProblem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Accounts']
const params = z.object({ account: idSchema('account') })

const ifMatchHeader = z.object({
  'if-match': z
    .string({ error: 'is required: the `ETag` of what was read, so that nobody overwrites what somebody else wrote since' })
    .max(200)
    .meta({ description: 'The `ETag` of what was read; `*` changes whatever is there.', example: '"3.0"' }),
})

const changeRoute = createRoute({
  method: 'patch',
  path: '/accounts/{account}',
  tags,
  summary: 'Change what is written of an account',
  description: 'What is absent stays, `null` takes it away. Of `externalIds` and `attributes` that holds for each one in them.',
  middleware: [requireRole('operator')],
  request: { params, headers: idempotencyHeader.extend(ifMatchHeader.shape), body: jsonBody(accountChangeSchema) },
  responses: { 200: jsonAnswer(accountSchema, 'The account.'), ...commonProblems, ...staleProblem },
})

const childrenRoute = createRoute({
  method: 'get',
  path: '/accounts/{account}/children',
  tags,
  summary: 'List the accounts right below one, newest first',
  description: 'The account above sees that they exist and how they stand, and nothing more of them.',
  request: { params, query: pageQuerySchema(idSchema('account')) },
  responses: { 200: jsonAnswer(childrenSchema, 'A page of accounts.'), ...commonProblems },
})

export function customerRoutes(dependencies: HttpDependencies) {
  const { storage } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(changeRoute, async (context) => {
      const { account: id } = context.req.valid('param')
      const command = { id, change: context.req.valid('json'), ifMatch: context.req.valid('header')['if-match'] }
      const changed = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await changeAccount(stores, command)
        if (!done.ok) return done
        return ok({ id, tag: entityTag(done.value.account, done.value.profile), view: accountView(done.value) })
      })
      if (!changed.ok) return problem(context, changed.error)
      context.header('etag', changed.value.tag)
      return context.json(changed.value.view, 200)
    })
    .openapi(childrenRoute, async (context) => {
      const caller = context.get('caller')
      const { account: id } = context.req.valid('param')
      const page = pageRequest(context.req.valid('query'))
      const found = await storage.read(caller.tenant, async ({ accounts, profiles }) => {
        if ((await accounts.get(id)) === undefined) return undefined
        const children = await profiles.children(page, id)
        return { ...children, items: await accounts.getAll(children.items) }
      })
      if (found === undefined || !maySee(caller, id)) return problem(context, notFound('account', id))
      const items = found.items
        .map((child) => ({ id: child.id, standing: child.standing.standing }))
        .toSorted((left, right) => (left.id < right.id ? 1 : -1))
      return context.json({ items, ...(found.next === undefined ? {} : { next: found.next }) }, 200)
    })
}
