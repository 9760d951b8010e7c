import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  type draftInvoiceSchema,
  draftInvoicesSchema,
  draftQuerySchema,
  lineSchema,
  lineUsageQuerySchema,
  lineUsageSchema,
} from '@octroi/shared/api/invoices'
import { lineBatchCursor, lineBatchesSchema } from '@octroi/shared/api/resales'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Dispute } from '../../invoicing/dispute.ts'
import { type DisputedLines, disputedLines } from '../../invoicing/disputed-lines.use-case.ts'
import type { DraftInvoice, InvoiceLine } from '../../invoicing/draft-invoice.ts'
import { type LineBatch, lineBatches } from '../../invoicing/line-batches.use-case.ts'
import { lineOf, readLine } from '../../invoicing/line-reference.ts'
import { type LineRecord, lineUsage } from '../../invoicing/line-usage.use-case.ts'
import { promotedDrafts } from '../../invoicing/promoted-drafts.use-case.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const draftsRoute = createRoute({
  method: 'get',
  path: '/accounts/{account}/draft-invoices',
  tags: ['Invoices'],
  summary: 'Draft the invoices of an account for a month, or for one billing period, each line explained',
  request: { params: z.object({ account: idSchema('account') }), query: draftQuerySchema },
  responses: {
    200: jsonAnswer(draftInvoicesSchema, 'One draft for each subscription in force and billing period.'),
    ...commonProblems,
  },
})

const lineRoute = createRoute({
  method: 'get',
  path: '/accounts/{account}/draft-invoices/{line}/usage',
  tags: ['Invoices'],
  summary: 'Look behind a line of a draft: the signed records, or the events, that make it',
  request: { params: z.object({ account: idSchema('account'), line: lineSchema }), query: lineUsageQuerySchema },
  responses: {
    200: jsonAnswer(lineUsageSchema, 'A page of records: openings newest first, readings in the order of the journal.'),
    ...commonProblems,
  },
})

const batchesRoute = createRoute({
  method: 'get',
  path: '/accounts/{account}/draft-invoices/{line}/batches',
  tags: ['Invoices'],
  summary: 'Look behind a wholesale line: the batches of the reseller’s devices that make it',
  description:
    'A device stands under an alias, a batch under the hash of what its device signed: the reseller can prove the records of each.',
  request: {
    params: z.object({ account: idSchema('account'), line: lineSchema }),
    query: draftQuerySchema.extend(pageQuerySchema(lineBatchCursor).shape),
  },
  responses: {
    200: jsonAnswer(lineBatchesSchema, 'A page of batches, by alias and in the order of its journal.'),
    ...commonProblems,
  },
})

export function invoiceRoutes({ storage, environment }: HttpDependencies) {
  const app = new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
  app.openapi(lineRoute, async (context) => {
    const caller = context.get('caller')
    const { account, line } = context.req.valid('param')
    const { period, ...query } = context.req.valid('query')
    if (!maySee(caller, account)) return problem(context, notFound('account', account))
    const asked = { account, reference: readLine(line), month: period, page: pageRequest(query) }
    const shown = await storage.read(caller.tenant, (stores) => lineUsage(stores, environment, asked))
    if (!shown.ok) return problem(context, shown.error)
    const { kind, records, isComplete, page, line: drafted } = shown.value
    const { items, ...rest } = page
    const what = { account, line, period: shown.value.period.name, kind, records, isComplete }
    const sum = { quantity: formatExact(drafted.quantity), unit: drafted.unit }
    return context.json({ ...what, ...sum, items: items.map(recordView), ...rest }, 200)
  })
  app.openapi(batchesRoute, async (context) => {
    const caller = context.get('caller')
    const { account, line } = context.req.valid('param')
    const { period, ...query } = context.req.valid('query')
    if (!maySee(caller, account)) return problem(context, notFound('account', account))
    const asked = { account, reference: readLine(line), month: period, page: pageRequest(query) }
    const found = await storage.read(caller.tenant, (stores) => lineBatches(stores, environment, asked))
    if (!found.ok) return problem(context, found.error)
    const { line: drafted, page, ...rest } = found.value
    const sum = { quantity: formatExact(drafted.quantity), unit: drafted.unit }
    const answer = { account, line, period: rest.period.name, ...sum }
    return context.json({ ...answer, ...page, items: page.items.map(batchView) }, 200)
  })
  return app.openapi(draftsRoute, async (context) => {
    const caller = context.get('caller')
    const { account } = context.req.valid('param')
    const { period } = context.req.valid('query')
    if (!maySee(caller, account)) return problem(context, notFound('account', account))
    const command = { account, ...(period === undefined ? {} : { month: period }) }
    const drafts = await storage.read(caller.tenant, async (stores) => {
      const drafted = await promotedDrafts(stores, environment, command)
      return drafted.ok ? ok({ drafts: drafted.value, disputes: await disputedLines(stores, drafted.value) }) : drafted
    })
    if (!drafts.ok) return problem(context, drafts.error)
    const { disputes } = drafts.value
    return context.json({ items: drafts.value.drafts.map((draft) => view(draft, disputes)) }, 200)
  })
}

function batchView({ device, batch, seqs, quantity }: LineBatch): z.infer<typeof lineBatchesSchema>['items'][number] {
  return {
    device,
    ...(batch === undefined ? {} : { batch: toBase64url(batch) }),
    records: seqs.map(({ first, last }) => ({ first, last })),
    ...(quantity === undefined ? {} : { quantity: formatExact(quantity) }),
  }
}

function view(draft: DraftInvoice, disputes: DisputedLines): z.infer<typeof draftInvoiceSchema> {
  const { subscription, offerName, period, lines, total } = draft
  return {
    account: subscription.account,
    subscription: subscription.id,
    offer: offerName,
    period: { name: period.name, from: formatInstant(period.fromMs), until: formatInstant(period.untilMs) },
    lines: lines.map((line) => lineView(lineOf(subscription, line), line, disputes.of(draft, line))),
    total: { amount: formatAmount(total), currency: total.currency },
  }
}

function lineView(
  name: string,
  line: InvoiceLine,
  dispute: Dispute | undefined,
): z.infer<typeof draftInvoiceSchema>['lines'][number] {
  return {
    line: name,
    price: line.price,
    name: line.name,
    catalogueVersion: line.version,
    ...(line.band === undefined ? {} : { band: line.band }),
    quantity: formatExact(line.quantity),
    unit: line.unit,
    ...(line.unitPrice === undefined ? {} : { unitPrice: formatExact(line.unitPrice) }),
    exact: formatExact(line.exact),
    amount: formatAmount(line.amount),
    explanation: [...line.explanation],
    ...(dispute === undefined ? {} : { dispute: { id: dispute.id, state: dispute.state } }),
  }
}

function recordView(record: LineRecord): z.infer<typeof lineUsageSchema>['items'][number] {
  const { fromMs, untilMs, quantity } = record
  const counted = { from: formatInstant(fromMs), until: formatInstant(untilMs), quantity: formatExact(quantity) }
  if ('event' in record) {
    const { event, source, id, receivedAtMs, receivedFrom, contentHash } = record
    const received = { receivedAt: formatInstant(receivedAtMs), receivedFrom, contentHash: toBase64url(contentHash) }
    return { event, source, id, isSigned: false, ...received, ...counted }
  }
  const { device, boot, seq, authorization } = record
  return { device, boot: toBase64url(boot), seq, ...counted, ...(authorization === undefined ? {} : { authorization }) }
}
