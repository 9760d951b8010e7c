import type { AccountId } from '@octroi/shared/ids/id'
import { monthNamed, monthOf } from '@octroi/shared/time/month'
import { Hono } from 'hono'
import type { Account } from '../../accounts/account.ts'
import type { Environment } from '../../environment.ts'
import type { Dispute } from '../../invoicing/dispute.ts'
import { type DisputedLines, disputedLines } from '../../invoicing/disputed-lines.use-case.ts'
import type { DraftInvoice, InvoiceLine } from '../../invoicing/draft-invoice.ts'
import { draftInvoices } from '../../invoicing/draft-invoices.use-case.ts'
import { lineOf } from '../../invoicing/line-reference.ts'
import { totalsOf } from '../../invoicing/totals-of.ts'
import { isMonth } from '../../rating/billing-period.ts'
import type { Stores } from '../../stores.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { calculation, lineName } from '../pages/line-words.ts'
import { periodWords } from '../pages/period-words.ts'
import { Empty, Page, Pager } from './page.tsx'
import { notFoundPage } from './plain-pages.tsx'
import type { OwnView } from './view.ts'

const monthsAtOnce = 12

interface Bill {
  readonly month: string
  readonly drafts: readonly DraftInvoice[]
}

/** The months of an account, and each with its lines. */
export function billRoutes({ storage, environment }: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/bills', async (context) => {
      const view = context.get('view')
      const after = context.req.query('after')
      const bills = await storage.read(context.get('caller').tenant, (stores) =>
        billsOf(stores, environment, view.account, after),
      )
      return context.html(<BillsPage view={view} after={after} {...bills} />)
    })
    .get('/bills/:month', async (context) => {
      const view = context.get('view')
      const month = context.req.param('month')
      const bill = await storage.read(context.get('caller').tenant, async (stores) => {
        const drafts = await draftsOf(stores, environment, view.account.id, month)
        return drafts.length === 0 ? undefined : { drafts, disputes: await disputedLines(stores, drafts) }
      })
      return bill === undefined ? notFoundPage(context, view) : context.html(<BillPage view={view} month={month} {...bill} />)
    })
}

async function draftsOf(
  stores: Stores,
  environment: Environment,
  account: AccountId,
  month: string,
): Promise<readonly DraftInvoice[]> {
  const drafts = await draftInvoices(stores, environment, { account, month })
  return drafts.ok ? drafts.value : []
}

interface Bills {
  readonly bills: readonly Bill[]
  /** The month that ended the page, where there are earlier ones. */
  readonly next?: string
}

/** A year of months in which a subscription was in force, the newest first. */
async function billsOf(stores: Stores, environment: Environment, { id, zone }: Account, after?: string): Promise<Bills> {
  const bills: Bill[] = []
  const end = after === undefined ? undefined : monthNamed(zone, after)?.fromMs
  let month = monthOf(zone, end === undefined ? environment.nowMs() : Math.max(0, end - 1))
  for (let count = 0; count < monthsAtOnce; count++) {
    const drafts = await draftsOf(stores, environment, id, month.name)
    if (drafts.length > 0) bills.push({ month: month.name, drafts })
    const earlier = await stores.subscriptions.inForce(id, 0, month.fromMs)
    if (earlier.length === 0) return { bills }
    if (count < monthsAtOnce - 1) month = monthOf(zone, month.fromMs - 1)
  }
  return { bills, next: month.name }
}

function BillsPage({ view, bills, after, next }: Bills & { readonly view: OwnView; readonly after: string | undefined }) {
  const { words, formats } = view
  return (
    <Page view={view} title={words.bills} section="bills">
      <p class="intro">{words.billsIntro}</p>
      {bills.length === 0 ? (
        <Empty>{words.noBills}</Empty>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.month}</th>
              <th scope="col" class="number">
                {words.total}
              </th>
            </tr>
          </thead>
          <tbody>
            {bills.map(({ month, drafts }) => (
              <tr>
                <th scope="row">
                  <a href={`/my/bills/${month}`}>{formats.month(month)}</a>
                </th>
                <td class="number">{totalsOf(drafts).map(formats.money).join(' + ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Pager path="/my/bills" after={after} next={next} words={{ next: words.older, first: words.newest }} />
    </Page>
  )
}

interface BillProps {
  readonly view: OwnView
  readonly month: string
  readonly drafts: readonly DraftInvoice[]
  readonly disputes: DisputedLines
}

function BillPage({ view, month, drafts, disputes }: BillProps) {
  const { words, formats } = view
  return (
    <Page view={view} title={formats.period(month)} section="bills" above={<a href="/my/bills">{words.bills}</a>}>
      <p class="intro">
        <strong>{words.draft}.</strong> {words.draftMeans}
      </p>
      {drafts.map((draft) => (
        <DraftTable view={view} draft={draft} disputes={disputes} />
      ))}
    </Page>
  )
}

function DraftTable({ view, draft, disputes }: Pick<BillProps, 'view' | 'disputes'> & { readonly draft: DraftInvoice }) {
  const { words, formats } = view
  const { offerName, lines, total, subscription, period } = draft
  return (
    <table>
      <caption>
        <h2>{offerName}</h2>
        {isMonth(period) ? null : <span class="under">{periodWords(formats, period, subscription.zone)}</span>}
      </caption>
      <thead>
        <tr>
          <th scope="col">{words.line}</th>
          <th scope="col" class="number">
            {words.amount}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <LineRow
            view={view}
            line={line}
            path={`/my/bills/${period.name}/${lineOf(subscription, line)}`}
            dispute={disputes.of(draft, line)}
          />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">
            {words.total}, {words.beforeVat}
          </th>
          <td class="number">{formats.money(total)}</td>
        </tr>
      </tfoot>
    </table>
  )
}

interface LineProps extends Pick<BillProps, 'view'> {
  readonly line: InvoiceLine
  readonly path: string
  readonly dispute: Dispute | undefined
}

function LineRow({ view, line, path, dispute }: LineProps) {
  return (
    <tr>
      <th scope="row">
        <a href={path}>{lineName(line)}</a>
        {dispute === undefined ? null : <span class={`state ${dispute.state}`}>{view.words.disputeState[dispute.state]}</span>}
        <span class="under">{calculation(view, line)}</span>
      </th>
      <td class="number">{view.formats.money(line.amount)}</td>
    </tr>
  )
}
