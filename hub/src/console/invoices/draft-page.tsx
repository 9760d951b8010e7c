import { periodNameSchema } from '@octroi/shared/api/invoices'
import { idSchema } from '@octroi/shared/api/shapes'
import { formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { type Context, Hono } from 'hono'
import type { Account } from '../../accounts/account.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { lineName, quantityWords } from '../../http/pages/line-words.ts'
import { periodWords } from '../../http/pages/period-words.ts'
import { type DisputedLines, disputedLines } from '../../invoicing/disputed-lines.use-case.ts'
import type { DraftInvoice, InvoiceLine } from '../../invoicing/draft-invoice.ts'
import { draftInvoices } from '../../invoicing/draft-invoices.use-case.ts'
import { lineOf } from '../../invoicing/line-reference.ts'
import { isMonth } from '../../rating/billing-period.ts'
import { disputeTones } from '../disputes/dispute-tones.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable } from '../frame/listing.tsx'
import { Empty, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { invoiceWords } from './invoice-words.ts'

interface Drafted {
  readonly account: Account
  readonly month: string
  readonly drafts: readonly DraftInvoice[]
  readonly disputes: DisputedLines
}

interface Row {
  readonly draft: DraftInvoice
  readonly line: InvoiceLine
  readonly name: string
}

/** The drafts of one account for a month, line by line. */
export function draftPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/invoices/:account/:file{[^/]+\\.csv}', async (context) => {
      const view = context.get('consoleView')
      const month = context.req.param('file').slice(0, -'.csv'.length)
      const drafted = await draftedFor(context, dependencies, month)
      if (drafted === undefined) return saidPage(context, view, 'notFound')
      const items = drafted.drafts.flatMap(rowsOf)
      return csvFile(context, dependencies, {
        name: `draft-${drafted.account.id}-${month}`,
        columns: columnsOf(view, drafted),
        slice: () => Promise.resolve({ items }),
      })
    })
    .get('/invoices/:account/:month', async (context) => {
      const view = context.get('consoleView')
      const drafted = await draftedFor(context, dependencies, context.req.param('month'))
      return drafted === undefined ? saidPage(context, view, 'notFound') : context.html(<DraftPage view={view} {...drafted} />)
    })
}

async function draftedFor(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  asked: string,
): Promise<Drafted | undefined> {
  const [id, month] = [idSchema('account').safeParse(context.req.param('account')), periodNameSchema.safeParse(asked)]
  if (!id.success || !month.success) return undefined
  return storage.read(context.get('caller').tenant, async (stores) => {
    const account = await stores.accounts.get(id.data)
    const drafts = await draftInvoices(stores, environment, { account: id.data, month: month.data })
    if (account === undefined || !drafts.ok) return undefined
    return { account, month: month.data, drafts: drafts.value, disputes: await disputedLines(stores, drafts.value) }
  })
}

function rowsOf(draft: DraftInvoice): readonly Row[] {
  return draft.lines.map((line) => ({ draft, line, name: lineOf(draft.subscription, line) }))
}

function DraftPage({ view, ...drafted }: Drafted & { readonly view: ConsoleView }) {
  const words = invoiceWords[view.language]
  const { account, month, drafts } = drafted
  const { formats } = view
  return (
    <Page
      view={view}
      title={`${account.name}, ${formats.period(month)}`}
      section="invoices"
      above={<a href={`/console/invoices?period=${month.slice(0, '2026-11'.length)}`}>{view.words.sections.invoices}</a>}
    >
      <p class="intro">
        <strong>{words.draft}</strong>{' '}
        <a class="id" href={`/console/accounts/${account.id}`}>
          {account.id}
        </a>
      </p>
      <div id="draft" data-topics="usage accounts catalogue">
        {drafts.length === 0 ? <Empty>{words.none}</Empty> : null}
        {drafts.map((draft) => (
          <section>
            <h2 id={`${draft.subscription.id}-${draft.period.name}`}>{draft.offerName}</h2>
            {isMonth(draft.period) ? null : <p class="under">{periodWords(formats, draft.period, draft.subscription.zone)}</p>}
            <DataTable caption={draft.offerName} columns={columnsOf(view, drafted)} rows={rowsOf(draft)} empty={words.noLines} />
            <p>
              {`${words.total}${view.words.colon}`} <strong>{formats.money(draft.total)}</strong>
            </p>
          </section>
        ))}
      </div>
      <p class="pager">
        <a href={`/console/invoices/${account.id}/${month}.csv`} download>
          {view.words.exportCsv}
        </a>
      </p>
    </Page>
  )
}

function columnsOf(view: ConsoleView, { account, disputes }: Drafted): readonly Column<Row>[] {
  const words = invoiceWords[view.language]
  const { formats } = view
  const disputeOf = ({ draft, line }: Row) => {
    const dispute = disputes.of(draft, line)
    if (dispute === undefined) return null
    return <Mark tone={disputeTones[dispute.state]}>{words.disputeState[dispute.state]}</Mark>
  }
  return [
    {
      name: 'line',
      head: words.line,
      cell: ({ draft, line, name }) => (
        <>
          <a href={`/console/invoices/${account.id}/${draft.period.name}/${name}`}>{lineName(line)}</a>{' '}
          {disputeOf({ draft, line, name })}
        </>
      ),
      text: ({ name }) => name,
    },
    {
      name: 'quantity',
      head: words.quantity,
      cell: ({ line }) => quantityWords(view, line.unit, line.quantity),
      text: ({ line }) => formatExact(line.quantity),
      isNumber: true,
    },
    {
      name: 'explanation',
      head: words.explanation,
      cell: ({ line }) => (
        <>
          {line.explanation.map((step) => (
            <div>{step}</div>
          ))}
        </>
      ),
      text: ({ line }) => line.explanation.join('; '),
    },
    {
      name: 'exact',
      head: words.exact,
      cell: ({ line }) => formats.exact(line.exact),
      text: ({ line }) => formatExact(line.exact),
      isNumber: true,
    },
    {
      name: 'amount',
      head: words.amount,
      cell: ({ line }) => formats.money(line.amount),
      text: ({ line }) => formatAmount(line.amount),
      isNumber: true,
    },
    {
      name: 'period',
      head: words.period,
      cell: ({ draft }) => formats.period(draft.period.name),
      text: ({ draft }) => draft.period.name,
      isOnlyInFile: true,
    },
  ]
}
