import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { monthQuerySchema } from '@octroi/shared/api/invoices'
import {
  agreementSchema,
  agreementsSchema,
  balancesSchema,
  newAgreementSchema,
  statementSchema,
} from '@octroi/shared/api/settlement'
import { idSchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { formatAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatInstant } from '@octroi/shared/time/instant'
import type { LedgerBalance } from '../../ledger/ledger.store.ts'
import { agreeShares } from '../../settlement/agree-shares.use-case.ts'
import { type PartnerStatement, partnerStatement } from '../../settlement/partner-statement.use-case.ts'
import type { ShareAgreement } from '../../settlement/share-agreement.ts'
import { requireRole } from '../authenticate.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { readShare, shareView } from '../share-view.ts'
import { validationHook } from '../validation.ts'

const tags = ['Settlement']

const agreeRoute = createRoute({
  method: 'post',
  path: '/share-agreements',
  tags,
  summary: 'Agree who shares in the charges under an offer, from now on',
  middleware: [requireRole('operator')],
  request: { headers: idempotencyHeader, body: jsonBody(newAgreementSchema) },
  responses: { 201: jsonAnswer(agreementSchema, 'The agreement.'), ...commonProblems },
})

const listRoute = createRoute({
  method: 'get',
  path: '/share-agreements',
  tags,
  summary: 'List the agreements, newest first',
  middleware: [requireRole('operator')],
  responses: { 200: jsonAnswer(agreementsSchema, 'Every agreement.'), ...commonProblems },
})

const statementRoute = createRoute({
  method: 'get',
  path: '/accounts/{account}/statement',
  tags,
  summary: 'Show what a partner earned in a month, share by share',
  request: { params: z.object({ account: idSchema('account') }), query: monthQuerySchema },
  responses: { 200: jsonAnswer(statementSchema, 'The statement.'), ...commonProblems },
})

const balancesRoute = createRoute({
  method: 'get',
  path: '/ledger/balances',
  tags,
  summary: 'Show the trial balance of the ledger',
  middleware: [requireRole('operator')],
  responses: { 200: jsonAnswer(balancesSchema, 'Every account of the ledger; each currency sums to zero.'), ...commonProblems },
})

export function settlementRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(agreeRoute, async (context) => {
      const { offer, shares } = context.req.valid('json')
      const agreed = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await agreeShares(stores, environment, { offer, shares: shares.map(readShare) })
        return done.ok ? ok(agreementView(done.value)) : done
      })
      return agreed.ok ? context.json(agreed.value, 201) : problem(context, agreed.error)
    })
    .openapi(listRoute, async (context) => {
      const agreements = await storage.read(context.get('caller').tenant, ({ settlement }) => settlement.agreements())
      return context.json({ items: agreements.map(agreementView) }, 200)
    })
    .openapi(statementRoute, async (context) => {
      const caller = context.get('caller')
      const { account } = context.req.valid('param')
      const { period } = context.req.valid('query')
      if (!maySee(caller, account)) return problem(context, notFound('account', account))
      const command = { account, ...(period === undefined ? {} : { month: period }) }
      const statement = await storage.read(caller.tenant, (stores) => partnerStatement(stores, environment, command))
      return statement.ok ? context.json(statementView(statement.value), 200) : problem(context, statement.error)
    })
    .openapi(balancesRoute, async (context) => {
      const balances = await storage.read(context.get('caller').tenant, ({ ledger }) => ledger.balances())
      return context.json(balancesView(balances), 200)
    })
}

function agreementView({ id, offer, fromMs, shares, agreedAtMs }: ShareAgreement): z.infer<typeof agreementSchema> {
  return { id, offer, from: formatInstant(fromMs), shares: shares.map(shareView), agreedAt: formatInstant(agreedAtMs) }
}

function statementView({ account, period, parts, totals, isCut }: PartnerStatement): z.infer<typeof statementSchema> {
  return {
    account,
    period: { name: period.name, from: formatInstant(period.fromMs), until: formatInstant(period.untilMs) },
    shares: parts.map(({ charge: { happenedAtMs, authorization, device, price, currency }, exact }) => ({
      ...{ at: formatInstant(happenedAtMs), authorization, device, price, currency },
      exact: formatExact(exact),
    })),
    totals: totals.map(({ exact, amount }) => ({
      exact: formatExact(exact),
      amount: formatAmount(amount),
      currency: amount.currency,
    })),
    isCut,
  }
}

function balancesView(balances: readonly LedgerBalance[]): z.infer<typeof balancesSchema> {
  const totals = new Map<Currency, bigint>()
  for (const { currency, debit, credit } of balances) totals.set(currency, (totals.get(currency) ?? 0n) + debit - credit)
  return {
    items: balances.map(({ account, currency, debit, credit }) => ({
      account,
      currency,
      debit: formatAmount({ minor: debit, currency }),
      credit: formatAmount({ minor: credit, currency }),
      balance: formatAmount({ minor: debit - credit, currency }),
    })),
    totals: [...totals].map(([currency, minor]) => ({ currency, amount: formatAmount({ minor, currency }) })),
  }
}
