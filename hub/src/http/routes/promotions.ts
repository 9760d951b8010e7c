import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  creditSchema,
  creditsQuerySchema,
  creditsSchema,
  newCreditSchema,
  newRedemptionSchema,
  redemptionSchema,
  redemptionsSchema,
} from '@octroi/shared/api/promotions'
import { idSchema } from '@octroi/shared/api/shapes'
import { invalid, notFound } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok } from '@octroi/shared/errors/result'
import { parseAmount } from '@octroi/shared/money/amount'
import { formatInstant, parseInstant } from '@octroi/shared/time/instant'
import { leftOf, usedCredits } from '../../promotions/credits-left.use-case.ts'
import { grantCredit } from '../../promotions/grant-credit.use-case.ts'
import { redeemCoupon } from '../../promotions/redeem-coupon.use-case.ts'
import type { Redemption } from '../../promotions/redemption.ts'
import { requireRole } from '../authenticate.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { creditView } from '../credit-view.ts'
import { idempotencyHeader, inTransactionOnce, requiredIdempotencyHeader } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Promotions']
const ofAccount = z.object({ account: idSchema('account') })
const ofSubscription = z.object({ subscription: idSchema('subscription') })

const redeemRoute = createRoute({
  method: 'post',
  path: '/subscriptions/{subscription}/coupons',
  tags,
  summary: 'Redeem a coupon for a subscription',
  request: { params: ofSubscription, headers: idempotencyHeader, body: jsonBody(newRedemptionSchema) },
  responses: { 201: jsonAnswer(redemptionSchema, 'The coupon, with the terms it keeps.'), ...commonProblems },
})

const couponsRoute = createRoute({
  method: 'get',
  path: '/subscriptions/{subscription}/coupons',
  tags,
  summary: 'List the coupons of a subscription',
  request: { params: ofSubscription },
  responses: { 200: jsonAnswer(redemptionsSchema, 'In the order in which they were redeemed.'), ...commonProblems },
})

const grantRoute = createRoute({
  method: 'post',
  path: '/accounts/{account}/credits',
  tags,
  summary: 'Grant promotional credit to an account',
  middleware: [requireRole('operator')],
  request: { params: ofAccount, headers: requiredIdempotencyHeader, body: jsonBody(newCreditSchema) },
  responses: { 201: jsonAnswer(creditSchema, 'The credit.'), ...commonProblems },
})

const creditsRoute = createRoute({
  method: 'get',
  path: '/accounts/{account}/credits',
  tags,
  summary: 'List the promotional credit of an account, newest first, with what is left of it',
  request: { params: ofAccount, query: creditsQuerySchema },
  responses: { 200: jsonAnswer(creditsSchema, 'A page of credits.'), ...commonProblems },
})

export function promotionRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(redeemRoute, async (context) => {
      const caller = context.get('caller')
      const { subscription } = context.req.valid('param')
      const { code } = context.req.valid('json')
      const redeemed = await inTransactionOnce(context, dependencies, async (stores) => {
        const found = await stores.subscriptions.get(subscription)
        if (found === undefined || !maySee(caller, found.account)) return err(notFound('subscription', subscription))
        const done = await redeemCoupon(stores, environment, { subscription, code })
        return done.ok ? ok(redemptionView(done.value)) : done
      })
      return redeemed.ok ? context.json(redeemed.value, 201) : problem(context, redeemed.error)
    })
    .openapi(couponsRoute, async (context) => {
      const caller = context.get('caller')
      const { subscription } = context.req.valid('param')
      const found = await storage.read(caller.tenant, async ({ subscriptions, promotions }) => {
        const known = await subscriptions.get(subscription)
        return known !== undefined && maySee(caller, known.account) ? promotions.redemptionsOf(known.account) : undefined
      })
      if (found === undefined) return problem(context, notFound('subscription', subscription))
      const own = found.filter((each) => each.subscription === subscription)
      return context.json({ items: own.map(redemptionView) }, 200)
    })
    .openapi(grantRoute, async (context) => {
      const { account } = context.req.valid('param')
      const { amount: written, currency, reason, expiresAt, priority } = context.req.valid('json')
      const amount = parseAmount(written, currency)
      if (amount === undefined || amount.minor === 0n) {
        return problem(
          context,
          invalid([fault('amount', 'invalid', `must be an amount above zero that can be paid in ${currency}`)]),
        )
      }
      const expiresAtMs = expiresAt === undefined ? undefined : parseInstant(expiresAt)
      const granted = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await grantCredit(stores, environment, { account, amount, reason, expiresAtMs, priority })
        return done.ok ? ok(creditView(done.value, done.value.amount.minor)) : done
      })
      return granted.ok ? context.json(granted.value, 201) : problem(context, granted.error)
    })
    .openapi(creditsRoute, async (context) => {
      const caller = context.get('caller')
      const { account: id } = context.req.valid('param')
      const page = pageRequest(context.req.valid('query'))
      const found = await storage.read(caller.tenant, async (stores) => {
        const account = maySee(caller, id) ? await stores.accounts.get(id) : undefined
        if (account === undefined) return undefined
        return { listed: await stores.promotions.credits(page, id), used: await usedCredits(stores, environment, account) }
      })
      if (found === undefined) return problem(context, notFound('account', id))
      const { items, ...rest } = found.listed
      const now = environment.nowMs()
      return context.json({ items: items.map((credit) => creditView(credit, leftOf(credit, found.used, now))), ...rest }, 200)
    })
}

function redemptionView(redemption: Redemption): z.infer<typeof redemptionSchema> {
  const { coupon, code, subscription, catalogueVersion, fromMs, redeemedAtMs, terms } = redemption
  const { combines: _, ...told } = terms
  return {
    ...{ coupon, code, subscription, catalogueVersion },
    ...told,
    from: formatInstant(fromMs),
    redeemedAt: formatInstant(redeemedAtMs),
  }
}
