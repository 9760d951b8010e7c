import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { creditSchema, loyaltySchema, newPointsRedemptionSchema } from '@octroi/shared/api/promotions'
import { idSchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { type LoyaltyStanding, loyaltyStanding, monthsShown } from '../../promotions/loyalty-standing.use-case.ts'
import { redeemPoints } from '../../promotions/redeem-points.use-case.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { creditView } from '../credit-view.ts'
import { inTransactionOnce, requiredIdempotencyHeader } from '../once.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Promotions']
const params = z.object({ account: idSchema('account') })

const showRoute = createRoute({
  method: 'get',
  path: '/accounts/{account}/loyalty',
  tags,
  summary: 'Show the points of an account, and what earned them',
  request: { params },
  responses: { 200: jsonAnswer(loyaltySchema, 'The points.'), ...commonProblems },
})

const redeemRoute = createRoute({
  method: 'post',
  path: '/accounts/{account}/loyalty/redemptions',
  tags,
  summary: 'Make promotional credit of points',
  request: { params, headers: requiredIdempotencyHeader, body: jsonBody(newPointsRedemptionSchema) },
  responses: { 201: jsonAnswer(creditSchema, 'The credit.'), ...commonProblems },
})

export function loyaltyRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(showRoute, async (context) => {
      const caller = context.get('caller')
      const { account } = context.req.valid('param')
      if (!maySee(caller, account)) return problem(context, notFound('account', account))
      const standing = await storage.read(caller.tenant, (stores) => loyaltyStanding(stores, environment, account))
      return standing.ok ? context.json(view(account, standing.value), 200) : problem(context, standing.error)
    })
    .openapi(redeemRoute, async (context) => {
      const { account } = context.req.valid('param')
      const { points } = context.req.valid('json')
      if (!maySee(context.get('caller'), account)) return problem(context, notFound('account', account))
      const redeemed = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await redeemPoints(stores, environment, { account, points })
        return done.ok ? ok(creditView(done.value, done.value.amount.minor)) : done
      })
      return redeemed.ok ? context.json(redeemed.value, 201) : problem(context, redeemed.error)
    })
}

function view(account: AccountId, { programme, months, redeemed, balance }: LoyaltyStanding): z.infer<typeof loyaltySchema> {
  const { name, currency, redeem } = programme ?? {}
  return {
    account,
    ...(name === undefined ? {} : { name }),
    ...(redeem === undefined || currency === undefined
      ? {}
      : { redeem: { points: redeem.points, amount: redeem.amount, currency } }),
    earned: String(balance + redeemed),
    redeemed: String(redeemed),
    balance: String(balance),
    months: months.slice(-monthsShown).map(({ period, of, rate, points }) => {
      return { month: period, of: formatExact(of), rate, points: String(points) }
    }),
  }
}
