import { disputeTextAtMost, newDisputeSchema } from '@octroi/shared/api/disputes'
import { lineSchema, lineUsageQuerySchema, periodNameSchema } from '@octroi/shared/api/invoices'
import { ok } from '@octroi/shared/errors/result'
import { isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import type { Dispute } from '../../invoicing/dispute.ts'
import { endDispute } from '../../invoicing/end-dispute.use-case.ts'
import { readLine, writeLine } from '../../invoicing/line-reference.ts'
import { lineUsage, type ShownLine } from '../../invoicing/line-usage.use-case.ts'
import { openDispute } from '../../invoicing/open-dispute.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { inTransaction } from '../once.ts'
import { calculation, lineName } from '../pages/line-words.ts'
import { periodWords } from '../pages/period-words.ts'
import { DisputeForm, ToldDispute, type TypedReason } from './line-dispute.tsx'
import { LineRecords } from './line-records.tsx'
import { Page } from './page.tsx'
import { notFoundPage } from './plain-pages.tsx'
import type { OwnView } from './view.ts'

const recordsPerPage = 24

/** One line of a bill: how it is calculated, the records behind it, and what is said against it. */
export function billLineRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/bills/:month/:line', (context) => linePage(context, dependencies))
    .post('/bills/:month/:line/dispute', async (context) => {
      const { month, line } = context.req.param()
      const { reason = '' } = context.get('form')
      const typed = newDisputeSchema.pick({ month: true, line: true, reason: true }).safeParse({ month, line, reason })
      if (!typed.success) return linePage(context, dependencies, { text: reason, isFaulty: true })
      const command = { ...typed.data, account: context.get('view').account.id, line: readLine(line) }
      const opened = await inTransaction(context, dependencies, async (stores) => {
        const done = await openDispute(stores, dependencies.environment, command)
        return done.ok ? ok({ id: done.value.id }) : done
      })
      if (opened.ok) return context.redirect(`${pathOf(month, line)}?done=disputed`, 303)
      if (opened.error.kind !== 'conflict') return notFoundPage(context, context.get('view'))
      return context.redirect(`${pathOf(month, line)}?done=already`, 303)
    })
    .post('/disputes/:dispute/withdraw', async (context) => {
      const id = context.req.param('dispute')
      const { account } = context.get('view')
      if (!isId('dispute', id)) return notFoundPage(context, context.get('view'))
      const withdrawn = await inTransaction(context, dependencies, (stores) =>
        endDispute(stores, dependencies.environment, { id, account: account.id, state: 'withdrawn' }),
      )
      const dispute = await dependencies.storage.read(context.get('caller').tenant, ({ disputes }) => disputes.get(id))
      if (dispute?.account !== account.id) return notFoundPage(context, context.get('view'))
      const done = withdrawn.ok ? '?done=withdrawn' : ''
      return context.redirect(`${pathOf(dispute.month, writeLine(dispute.line))}${done}`, 303)
    })
}

function pathOf(month: string, line: string): string {
  return `/my/bills/${month}/${line}`
}

async function linePage(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  typed?: TypedReason,
): Promise<Response> {
  const view = context.get('view')
  const { month, line } = {
    month: periodNameSchema.safeParse(context.req.param('month')),
    line: lineSchema.safeParse(context.req.param('line')),
  }
  const query = lineUsageQuerySchema.pick({ after: true }).safeParse({ after: context.req.query('after') })
  if (!month.success || !line.success || !query.success) return notFoundPage(context, view)
  const { after } = query.data
  const page = { limit: recordsPerPage, ...(after === undefined ? {} : { after }) }
  const asked = { account: view.account.id, reference: readLine(line.data), month: month.data, page }
  const found = await storage.read(context.get('caller').tenant, async (stores) => {
    const shown = await lineUsage(stores, environment, asked)
    if (!shown.ok) return undefined
    const disputes = await stores.disputes.ofMonth(view.account.id, shown.value.period.name)
    const labels = new Map<string, string>()
    for (const device of new Set(shown.value.page.items.map((record) => record.device))) {
      const known = await stores.devices.get(device)
      if (known?.owner === view.account.id) labels.set(device, known.label)
    }
    return { shown: shown.value, labels, dispute: disputes.findLast((each) => writeLine(each.line) === line.data) }
  })
  if (found === undefined) return notFoundPage(context, view)
  const props = { ...found, month: month.data, line: line.data, after, typed, notice: noticeOf(view, context.req.query('done')) }
  return context.html(<LinePage view={view} {...props} />, typed === undefined ? 200 : 422)
}

function noticeOf({ words }: OwnView, done: string | undefined): string | undefined {
  if (done === 'disputed') return words.disputeOpened
  if (done === 'already') return words.disputedAlready
  return done === 'withdrawn' ? words.disputeWithdrawn : undefined
}

interface Props {
  readonly view: OwnView
  readonly shown: ShownLine
  readonly labels: ReadonlyMap<string, string>
  readonly dispute: Dispute | undefined
  readonly month: string
  readonly line: string
  readonly after: string | undefined
  readonly typed: TypedReason | undefined
  readonly notice: string | undefined
}

function LinePage({ view, shown, labels, dispute, month, line, after, typed, notice }: Props) {
  const { words, formats } = view
  const path = pathOf(month, line)
  const above = <a href={`/my/bills/${month}`}>{formats.period(month)}</a>
  return (
    <Page view={view} title={lineName(shown.line)} section="bills" above={above} notice={notice}>
      <p class="figure">
        <span>{formats.money(shown.line.amount)}</span>
      </p>
      <p class="under">
        {shown.offerName}, {periodWords(formats, shown.period, shown.zone)}, {words.beforeVat}
      </p>
      <section aria-labelledby="calculation">
        <h2 id="calculation">{words.calculation}</h2>
        <p class="calculation">{calculation(view, shown.line)}</p>
        <p class="under">{words.rounded(formats.money(shown.line.amount))}</p>
      </section>
      {dispute === undefined ? null : <ToldDispute view={view} dispute={dispute} />}
      <section aria-labelledby="behind">
        <h2 id="behind">{words.behind}</h2>
        <LineRecords view={view} shown={shown} labels={labels} path={path} after={after} />
      </section>
      {dispute?.state === 'open' ? null : <DisputeForm view={view} path={path} typed={typed} textAtMost={disputeTextAtMost} />}
    </Page>
  )
}
