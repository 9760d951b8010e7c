import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { backtestQuerySchema, type backtestRowSchema, backtestSchema } from '@octroi/shared/api/backtest'
import { type Amount, formatAmount } from '@octroi/shared/money/amount'
import { parseCatalogue } from '../../catalogue/parse-catalogue.ts'
import { catalogueInvalid } from '../../catalogue/publish-catalogue.use-case.ts'
import { askedMonths } from '../../invoicing/asked-months.ts'
import { type BacktestRow, type BacktestTotals, backtestTotals } from '../../invoicing/backtest.ts'
import { backtest } from '../../invoicing/backtest.use-case.ts'
import { requireRole } from '../authenticate.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const backtestRoute = createRoute({
  method: 'post',
  path: '/catalogue/backtest',
  tags: ['Catalogue'],
  summary: 'Re-rate past usage under a draft: who would pay more, who less',
  description: 'Changes nothing. Reads the signed records again, account by account.',
  middleware: [requireRole('operator')],
  request: {
    query: backtestQuerySchema,
    body: {
      required: true,
      description: 'The draft of the catalogue as YAML (JSON is YAML too).',
      content: { 'application/yaml': { schema: z.string() } },
    },
  },
  responses: { 200: jsonAnswer(backtestSchema, 'What each account of the page paid, and would pay.'), ...commonProblems },
})

export function backtestRoutes({ storage, environment }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook }).openapi(backtestRoute, async (context) => {
    const { from, to, offer, limit = '10', after } = context.req.valid('query')
    const months = askedMonths(from, to, environment.nowMs())
    if (!months.ok) return problem(context, months.error)
    const draft = parseCatalogue(await context.req.text())
    if (!draft.ok) return problem(context, catalogueInvalid(draft.error))
    const { tenant } = context.get('caller')
    const asked = { storage, environment, tenant, draft: draft.value, months: months.value, offer }
    const { items, next } = await backtest(asked, { limit: Number(limit), ...(after === undefined ? {} : { after }) })
    return context.json(
      {
        ...{ from: months.value.from, to: months.value.to },
        items: items.map(rowView),
        totals: backtestTotals(items).map(totalsView),
        ...(next === undefined ? {} : { next }),
      },
      200,
    )
  })
}

function rowView({
  account,
  name,
  offer,
  subscriptions,
  state,
  before,
  after,
  notCounted,
}: BacktestRow): z.infer<typeof backtestRowSchema> {
  const compared =
    after === undefined
      ? {}
      : { after: formatAmount(after), difference: formatAmount({ ...after, minor: after.minor - before.minor }) }
  const told = { account, name, offer, subscriptions, state, currency: before.currency, before: formatAmount(before) }
  return { ...told, ...compared, ...(notCounted === undefined ? {} : { notCounted: [...notCounted] }) }
}

function totalsView({ currency, before, after, ...counts }: BacktestTotals): z.infer<typeof backtestSchema>['totals'][number] {
  const view = (minor: bigint) => ({ amount: formatAmount({ minor, currency } satisfies Amount), currency })
  return { before: view(before), after: view(after), difference: view(after - before), ...counts }
}
