import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  disputeAnswerSchema,
  disputeSchema,
  disputesQuerySchema,
  disputesSchema,
  newDisputeSchema,
} from '@octroi/shared/api/disputes'
import { idSchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Dispute } from '../../invoicing/dispute.ts'
import { type EndDispute, endDispute } from '../../invoicing/end-dispute.use-case.ts'
import { readLine, writeLine } from '../../invoicing/line-reference.ts'
import { openDispute } from '../../invoicing/open-dispute.use-case.ts'
import { requireRole } from '../authenticate.ts'
import { type HttpDependencies, type HttpEnv, maySee, visibleAccount } from '../context.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Disputes']
const params = z.object({ dispute: idSchema('dispute') })

const openRoute = createRoute({
  method: 'post',
  path: '/disputes',
  tags,
  summary: 'Dispute a line of one’s bill',
  middleware: [requireRole('partner', 'account_holder')],
  request: { headers: idempotencyHeader, body: jsonBody(newDisputeSchema) },
  responses: {
    201: jsonAnswer(disputeSchema, 'The dispute. A line of a month has one open dispute.'),
    ...commonProblems,
  },
})

const listRoute = createRoute({
  method: 'get',
  path: '/disputes',
  tags,
  summary: 'List disputes, newest first',
  request: { query: disputesQuerySchema },
  responses: { 200: jsonAnswer(disputesSchema, 'A page of the disputes the caller may see.'), ...commonProblems },
})

const showRoute = createRoute({
  method: 'get',
  path: '/disputes/{dispute}',
  tags,
  summary: 'Show a dispute',
  request: { params },
  responses: { 200: jsonAnswer(disputeSchema, 'The dispute.'), ...commonProblems },
})

const answerRoute = createRoute({
  method: 'post',
  path: '/disputes/{dispute}/answer',
  tags,
  summary: 'Answer a dispute, for good',
  middleware: [requireRole('operator')],
  request: { params, headers: idempotencyHeader, body: jsonBody(disputeAnswerSchema) },
  responses: {
    200: jsonAnswer(disputeSchema, 'The dispute with its answer. No amount changes by it: a correction is a credit.'),
    ...commonProblems,
  },
})

const withdrawRoute = createRoute({
  method: 'post',
  path: '/disputes/{dispute}/withdraw',
  tags,
  summary: 'Withdraw a dispute, for good',
  middleware: [requireRole('partner', 'account_holder')],
  request: { params, headers: idempotencyHeader },
  responses: { 200: jsonAnswer(disputeSchema, 'The dispute, withdrawn.'), ...commonProblems },
})

export function disputeRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  const ended = (context: Parameters<typeof inTransactionOnce>[0], command: EndDispute) =>
    inTransactionOnce(context, dependencies, async (stores) => {
      const done = await endDispute(stores, environment, command)
      return done.ok ? ok(view(done.value)) : done
    })
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(openRoute, async (context) => {
      const caller = context.get('caller')
      const { account = caller.account, month, line, reason } = context.req.valid('json')
      if (!maySee(caller, account)) return problem(context, notFound('account', account))
      const command = { account, month, line: readLine(line), reason }
      const opened = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await openDispute(stores, environment, command)
        return done.ok ? ok(view(done.value)) : done
      })
      return opened.ok ? context.json(opened.value, 201) : problem(context, opened.error)
    })
    .openapi(listRoute, async (context) => {
      const caller = context.get('caller')
      const { state, ...query } = context.req.valid('query')
      const filter = { account: visibleAccount(caller), state }
      const { items, ...rest } = await storage.read(caller.tenant, ({ disputes }) => disputes.list(pageRequest(query), filter))
      return context.json({ items: items.map(view), ...rest }, 200)
    })
    .openapi(showRoute, async (context) => {
      const caller = context.get('caller')
      const { dispute: id } = context.req.valid('param')
      const found = await storage.read(caller.tenant, ({ disputes }) => disputes.get(id))
      if (found === undefined || !maySee(caller, found.account)) return problem(context, notFound('dispute', id))
      return context.json(view(found), 200)
    })
    .openapi(answerRoute, async (context) => {
      const { state, text } = context.req.valid('json')
      const { dispute: id } = context.req.valid('param')
      const answered = await ended(context, { id, account: undefined, state, answer: text })
      return answered.ok ? context.json(answered.value, 200) : problem(context, answered.error)
    })
    .openapi(withdrawRoute, async (context) => {
      const { account } = context.get('caller')
      const withdrawn = await ended(context, { id: context.req.valid('param').dispute, account, state: 'withdrawn' })
      return withdrawn.ok ? context.json(withdrawn.value, 200) : problem(context, withdrawn.error)
    })
}

function view({ line, openedAtMs, endedAtMs, ...dispute }: Dispute): z.infer<typeof disputeSchema> {
  const end = endedAtMs === undefined ? {} : { endedAt: formatInstant(endedAtMs) }
  return { ...dispute, line: writeLine(line), openedAt: formatInstant(openedAtMs), ...end }
}
