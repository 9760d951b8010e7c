import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  accountSchema,
  accountsQuerySchema,
  accountsSchema,
  issuedApiKeySchema,
  newAccountSchema,
  newApiKeySchema,
  newStandingSchema,
} from '@octroi/shared/api/accounts'
import { idSchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { err, ok } from '@octroi/shared/errors/result'
import { entityTag } from '../../accounts/changed-profile.ts'
import { findAccounts } from '../../accounts/find-accounts.use-case.ts'
import { giveApiKey } from '../../accounts/give-api-key.use-case.ts'
import { knownAccount, withProfiles } from '../../accounts/known-account.use-case.ts'
import { openWithProfile } from '../../accounts/open-with-profile.use-case.ts'
import { revokeApiKey } from '../../accounts/revoke-api-key.use-case.ts'
import { setStanding } from '../../receivables/set-standing.use-case.ts'
import { accountView } from '../account-view.ts'
import { requireRole } from '../authenticate.ts'
import { actorOf, type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Accounts']
const params = z.object({ account: idSchema('account') })

const openRoute = createRoute({
  method: 'post',
  path: '/accounts',
  tags,
  summary: 'Open an account',
  middleware: [requireRole('operator')],
  request: { headers: idempotencyHeader, body: jsonBody(newAccountSchema) },
  responses: { 201: jsonAnswer(accountSchema, 'The account.'), ...commonProblems },
})

const listRoute = createRoute({
  method: 'get',
  path: '/accounts',
  tags,
  summary: 'List accounts, newest first',
  description: 'A page may hold fewer than asked for, or none, where few of many are meant; go on while it has a `next`.',
  middleware: [requireRole('operator')],
  request: { query: accountsQuerySchema },
  responses: { 200: jsonAnswer(accountsSchema, 'A page of accounts.'), ...commonProblems },
})

const showRoute = createRoute({
  method: 'get',
  path: '/accounts/{account}',
  tags,
  summary: 'Show an account',
  request: { params },
  responses: { 200: jsonAnswer(accountSchema, 'The account.'), ...commonProblems },
})

const standingRoute = createRoute({
  method: 'put',
  path: '/accounts/{account}/standing',
  tags,
  summary: 'Change whether an account may still use what it bought',
  description: 'Counts here at once; on a connected device within a second, on one out of reach when its lease ends.',
  middleware: [requireRole('operator')],
  request: { params, headers: idempotencyHeader, body: jsonBody(newStandingSchema) },
  responses: { 200: jsonAnswer(accountSchema, 'The account.'), ...commonProblems },
})

const keyRoute = createRoute({
  method: 'post',
  path: '/accounts/{account}/api-keys',
  tags,
  summary: 'Give an account an API key',
  middleware: [requireRole('operator')],
  request: { params, headers: idempotencyHeader, body: jsonBody(newApiKeySchema) },
  responses: { 201: jsonAnswer(issuedApiKeySchema, 'The key, with its token.'), ...commonProblems },
})

const revokeRoute = createRoute({
  method: 'delete',
  path: '/accounts/{account}/api-keys/{key}',
  tags,
  summary: 'Revoke an API key, and end the browser sessions it opened',
  middleware: [requireRole('operator')],
  request: { params: params.extend({ key: idSchema('apiKey') }) },
  responses: { 204: { description: 'Revoked. Asking again changes nothing.' }, ...commonProblems },
})

export function accountRoutes(dependencies: HttpDependencies) {
  const { storage, environment, onEntitled } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(openRoute, async (context) => {
      const body = context.req.valid('json')
      const opened = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await openWithProfile(stores, environment, body)
        return done.ok ? ok(accountView(done.value)) : done
      })
      return opened.ok ? context.json(opened.value, 201) : problem(context, opened.error)
    })
    .openapi(listRoute, async (context) => {
      const { externalId, attribute, ...query } = context.req.valid('query')
      const [system, name] = parted(externalId)
      const [key, value] = parted(attribute)
      const sought = {
        ...query,
        ...(name === undefined ? {} : { externalId: { system, name } }),
        ...(value === undefined ? {} : { attribute: { key, value } }),
      }
      const found = await storage.read(context.get('caller').tenant, (stores) =>
        findAccounts(stores, environment, pageRequest(query), sought),
      )
      if (!found.ok) return problem(context, found.error)
      const { items, ...rest } = found.value
      return context.json({ items: items.map(accountView), ...rest }, 200)
    })
    .openapi(showRoute, async (context) => {
      const caller = context.get('caller')
      const { account: id } = context.req.valid('param')
      const found = await storage.read(caller.tenant, (stores) => knownAccount(stores, id))
      if (found === undefined || !maySee(caller, id)) return problem(context, notFound('account', id))
      context.header('etag', entityTag(found.account, found.profile))
      return context.json(accountView(found), 200)
    })
    .openapi(standingRoute, async (context) => {
      const caller = context.get('caller')
      const { account } = context.req.valid('param')
      const body = context.req.valid('json')
      const changed = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await setStanding(stores, environment, { account, by: actorOf(caller), ...body })
        const [known] = done.ok ? await withProfiles(stores, [done.value]) : []
        return done.ok && known !== undefined ? ok(accountView(known)) : err(notFound('account', account))
      })
      if (!changed.ok) return problem(context, changed.error)
      onEntitled(caller.tenant, account)
      return context.json(changed.value, 200)
    })
    .openapi(keyRoute, async (context) => {
      const { tenant } = context.get('caller')
      const { account } = context.req.valid('param')
      const body = context.req.valid('json')
      const issued = await inTransactionOnce(context, dependencies, async (stores) => {
        const given = await giveApiKey(stores, environment, { tenant, account, ...body })
        if (!given.ok) return given
        const { key, token } = given.value
        return ok({ id: key.id, account: key.account, role: key.role, label: key.label, token })
      })
      return issued.ok ? context.json(issued.value, 201) : problem(context, issued.error)
    })
    .openapi(revokeRoute, async (context) => {
      const revoked = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await revokeApiKey(stores, environment, context.req.valid('param'))
        return done.ok ? ok({}) : done
      })
      return revoked.ok ? context.body(null, 204) : problem(context, revoked.error)
    })
}

/** `crm:C-4711`: only the first colon parts. */
function parted(text = ''): readonly [first: string, rest: string | undefined] {
  const at = text.indexOf(':')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}
