import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { idSchema, keySchema } from '@octroi/shared/api/shapes'
import {
  newAutomaticTopUpSchema,
  newTopUpSchema,
  statementQuerySchema,
  topUpOutcomeSchema,
  topUpSchema,
  topUpsQuerySchema,
  topUpsSchema,
  walletSchema,
  walletStatementSchema,
  walletsSchema,
} from '@octroi/shared/api/wallets'
import { type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { parseAmount } from '@octroi/shared/money/amount'
import { parseInstant } from '@octroi/shared/time/instant'
import type { Context } from 'hono'
import { askTopUp } from '../../wallets/ask-top-up.use-case.ts'
import { setAutomaticTopUp } from '../../wallets/automatic-rule.use-case.ts'
import { decideTopUp } from '../../wallets/decide-top-up.use-case.ts'
import { showWallet, showWallets } from '../../wallets/show-wallet.use-case.ts'
import { walletStatement } from '../../wallets/statement.use-case.ts'
import { findWallet } from '../../wallets/wallet-terms.use-case.ts'
import { requireRole } from '../authenticate.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { idempotencyHeader, inTransactionOnce, requiredIdempotencyHeader } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { madeOf, reachDevices } from '../reach-devices.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'
import { movementView, sayer, topUpView, walletView } from '../wallet-view.ts'

const tags = ['Wallets']
const ofAccount = z.object({ account: idSchema('account') })
const ofWallet = ofAccount.extend({ wallet: keySchema })
const path = '/accounts/{account}/wallets'

const listRoute = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'List the wallets of an account',
  request: { params: ofAccount },
  responses: { 200: jsonAnswer(walletsSchema, 'Every wallet that the catalogue declares.'), ...commonProblems },
})

const getRoute = createRoute({
  method: 'get',
  path: `${path}/{wallet}`,
  tags,
  summary: 'Get a wallet as it stands now',
  request: { params: ofWallet },
  responses: { 200: jsonAnswer(walletSchema, 'The wallet.'), ...commonProblems },
})

const statementRoute = createRoute({
  method: 'get',
  path: `${path}/{wallet}/statement`,
  tags,
  summary: 'List what moved a wallet in a time, with its balance before and after',
  request: { params: ofWallet, query: statementQuerySchema },
  responses: { 200: jsonAnswer(walletStatementSchema, 'A page of movements.'), ...commonProblems },
})

const automaticRoute = createRoute({
  method: 'put',
  path: `${path}/{wallet}/automatic-top-up`,
  tags,
  summary: 'Have a wallet topped up by itself',
  request: { params: ofWallet, headers: idempotencyHeader, body: jsonBody(newAutomaticTopUpSchema) },
  responses: { 200: jsonAnswer(walletSchema, 'The wallet.'), ...commonProblems },
})

const notAutomaticRoute = createRoute({
  method: 'delete',
  path: `${path}/{wallet}/automatic-top-up`,
  tags,
  summary: 'Have a wallet not topped up by itself any more',
  request: { params: ofWallet, headers: idempotencyHeader },
  responses: { 200: jsonAnswer(walletSchema, 'The wallet.'), ...commonProblems },
})

const topUpRoute = createRoute({
  method: 'post',
  path: `${path}/{wallet}/top-ups`,
  tags,
  summary: 'Ask for money for a wallet',
  request: { params: ofWallet, headers: requiredIdempotencyHeader, body: jsonBody(newTopUpSchema) },
  responses: { 201: jsonAnswer(topUpSchema, 'It waits until somebody says that the money arrived.'), ...commonProblems },
})

const topUpsRoute = createRoute({
  method: 'get',
  path: `${path}/{wallet}/top-ups`,
  tags,
  summary: 'List the top-ups of a wallet, newest first',
  request: { params: ofWallet, query: topUpsQuerySchema },
  responses: { 200: jsonAnswer(topUpsSchema, 'A page of top-ups.'), ...commonProblems },
})

const outcomeRoute = createRoute({
  method: 'post',
  path: '/top-ups/{topUp}/outcome',
  tags,
  summary: 'Say that the money of a top-up arrived, or never will',
  middleware: [requireRole('operator')],
  request: {
    params: z.object({ topUp: idSchema('topUp') }),
    headers: idempotencyHeader,
    body: jsonBody(topUpOutcomeSchema),
  },
  responses: { 200: jsonAnswer(topUpSchema, 'The top-up.'), ...commonProblems },
})

export function walletRoutes(dependencies: HttpDependencies) {
  return readingRoutes(dependencies).route('/', changingRoutes(dependencies))
}

function readingRoutes({ storage, environment }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(listRoute, async (context) => {
      const caller = context.get('caller')
      const { account } = context.req.valid('param')
      const shown = await storage.read(caller.tenant, async (stores) => {
        const isThere = maySee(caller, account) && (await stores.accounts.get(account)) !== undefined
        return isThere ? showWallets(stores, environment, account) : undefined
      })
      if (shown === undefined) return problem(context, notFound('account', account))
      return context.json({ items: shown.map(walletView) }, 200)
    })
    .openapi(getRoute, async (context) => {
      const caller = context.get('caller')
      const { account, wallet: key } = context.req.valid('param')
      const shown = maySee(caller, account)
        ? await storage.read(caller.tenant, (stores) => showWallet(stores, environment, { account, key }))
        : undefined
      return shown === undefined ? problem(context, notFound('wallet', key)) : context.json(walletView(shown), 200)
    })
    .openapi(statementRoute, async (context) => {
      const caller = context.get('caller')
      const { account, wallet: key } = context.req.valid('param')
      const { from, until, ...page } = context.req.valid('query')
      const { limit, after = '0' } = pageRequest(page)
      const nowMs = environment.nowMs()
      const asked = {
        fromMs: (from === undefined ? undefined : parseInstant(from)) ?? 0,
        untilMs: (until === undefined ? undefined : parseInstant(until)) ?? nowMs + 1,
      }
      const found = await storage.read(caller.tenant, async (stores) => {
        const wallet = maySee(caller, account) ? await findWallet(stores, { account, key }) : undefined
        if (wallet === undefined || (await stores.accounts.get(account)) === undefined) return undefined
        return { wallet, ...(await walletStatement(stores, wallet, { ...asked, after: Number(after), limit })) }
      })
      if (found === undefined) return problem(context, notFound('wallet', key))
      const { currency } = found.wallet
      const said = sayer(currency)
      const items = found.movements.map((movement) => movementView(movement, currency))
      const next = found.next === undefined ? {} : { next: String(found.next) }
      const balances = { opening: said(found.opening), closing: said(found.closing) }
      return context.json({ account, wallet: key, currency, ...balances, items, ...next }, 200)
    })
    .openapi(topUpsRoute, async (context) => {
      const caller = context.get('caller')
      const { account, wallet: key } = context.req.valid('param')
      const page = pageRequest(context.req.valid('query'))
      const listed = await storage.read(caller.tenant, async (stores) => {
        const wallet = maySee(caller, account) ? await findWallet(stores, { account, key }) : undefined
        if (wallet === undefined || (await stores.accounts.get(account)) === undefined) return undefined
        return stores.wallets.topUps(page, wallet)
      })
      if (listed === undefined) return problem(context, notFound('wallet', key))
      const { items, ...rest } = listed
      return context.json({ items: items.map(topUpView), ...rest }, 200)
    })
}

function changingRoutes(dependencies: HttpDependencies) {
  const { environment } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(topUpRoute, async (context) => {
      const caller = context.get('caller')
      const { account, wallet: key } = context.req.valid('param')
      const { amount: written, currency } = context.req.valid('json')
      const amount = parseAmount(written, currency)
      if (amount === undefined || amount.minor === 0n) {
        const detail = `must be an amount above zero that can be paid in ${currency}`
        return problem(context, invalid([fault('amount', 'invalid', detail)]))
      }
      const asked = await inTransactionOnce(context, dependencies, async (stores) => {
        if (!maySee(caller, account)) return err(notFound('account', account))
        const done = await askTopUp(stores, environment, { account, key, amount })
        return done.ok ? ok(topUpView(done.value)) : done
      })
      return asked.ok ? context.json(asked.value, 201) : problem(context, asked.error)
    })
    .openapi(outcomeRoute, async (context) => {
      const { topUp: id } = context.req.valid('param')
      const { state, reference } = context.req.valid('json')
      const decided = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await decideTopUp(stores, environment, { id, state, reference })
        if (!done.ok) return done
        const { topUp, fulfilled } = done.value
        return ok({ id: topUp.id, view: topUpView(topUp), account: topUp.account, ...madeOf(fulfilled) })
      })
      if (!decided.ok) return problem(context, decided.error)
      reachDevices(dependencies, context.get('caller').tenant, decided.value)
      return context.json(decided.value.view, 200)
    })
    .openapi(automaticRoute, async (context) => {
      const { account, wallet: key } = context.req.valid('param')
      const done = await setRule(context, dependencies, { account, key, rule: context.req.valid('json') })
      return done.ok ? context.json(done.value, 200) : problem(context, done.error)
    })
    .openapi(notAutomaticRoute, async (context) => {
      const { account, wallet: key } = context.req.valid('param')
      const done = await setRule(context, dependencies, { account, key, rule: undefined })
      return done.ok ? context.json(done.value, 200) : problem(context, done.error)
    })
}

function setRule(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  asked: Parameters<typeof setAutomaticTopUp>[2],
): Promise<Result<z.infer<typeof walletSchema>, Failure>> {
  const { environment } = dependencies
  return inTransactionOnce(context, dependencies, async (stores) => {
    if (!maySee(context.get('caller'), asked.account)) return err(notFound('account', asked.account))
    const done = await setAutomaticTopUp(stores, environment, asked)
    if (!done.ok) return done
    const shown = await showWallet(stores, environment, asked)
    return shown === undefined ? err(notFound('wallet', asked.key)) : ok(walletView(shown))
  })
}
