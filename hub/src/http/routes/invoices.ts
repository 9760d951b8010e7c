import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { type draftInvoiceSchema, draftInvoicesSchema, draftQuerySchema } from '@octroi/shared/api/invoices'
import { idSchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatInstant } from '@octroi/shared/time/instant'
import type { DraftInvoice, InvoiceLine } from '../../invoicing/draft-invoice.ts'
import { draftInvoices } from '../../invoicing/draft-invoices.use-case.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const draftsRoute = createRoute({
  method: 'get',
  path: '/accounts/{account}/draft-invoices',
  tags: ['Invoices'],
  summary: 'Draft the invoices of an account for a month, each line explained',
  request: { params: z.object({ account: idSchema('account') }), query: draftQuerySchema },
  responses: { 200: jsonAnswer(draftInvoicesSchema, 'One draft for each subscription in force.'), ...commonProblems },
})

export function invoiceRoutes({ storage, environment }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook }).openapi(draftsRoute, async (context) => {
    const caller = context.get('caller')
    const { account } = context.req.valid('param')
    const { period } = context.req.valid('query')
    if (!maySee(caller, account)) return problem(context, notFound('account', account))
    const command = { account, ...(period === undefined ? {} : { month: period }) }
    const drafts = await storage.read(caller.tenant, (stores) => draftInvoices(stores, environment, command))
    return drafts.ok ? context.json({ items: drafts.value.map(view) }, 200) : problem(context, drafts.error)
  })
}

function view({ subscription, offerName, period, lines, total }: DraftInvoice): z.infer<typeof draftInvoiceSchema> {
  return {
    account: subscription.account,
    subscription: subscription.id,
    offer: offerName,
    period: { name: period.name, from: formatInstant(period.fromMs), until: formatInstant(period.untilMs) },
    lines: lines.map(lineView),
    total: { amount: formatAmount(total), currency: total.currency },
  }
}

function lineView(line: InvoiceLine): z.infer<typeof draftInvoiceSchema>['lines'][number] {
  return {
    price: line.price,
    name: line.name,
    ...(line.band === undefined ? {} : { band: line.band }),
    quantity: formatExact(line.quantity),
    unit: line.unit,
    unitPrice: formatExact(line.unitPrice),
    exact: formatExact(line.exact),
    amount: formatAmount(line.amount),
    explanation: [...line.explanation],
  }
}
