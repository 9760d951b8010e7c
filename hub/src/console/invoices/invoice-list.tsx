import { monthSchema } from '@octroi/shared/api/invoices'
import { idSchema } from '@octroi/shared/api/shapes'
import { formatAmount } from '@octroi/shared/money/amount'
import { monthNamed, monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Account } from '../../accounts/account.ts'
import type { Environment } from '../../environment.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { periodWords } from '../../http/pages/period-words.ts'
import { type DisputedLines, disputedLines } from '../../invoicing/disputed-lines.use-case.ts'
import type { DraftInvoice } from '../../invoicing/draft-invoice.ts'
import { draftInvoices } from '../../invoicing/draft-invoices.use-case.ts'
import { totalsOf } from '../../invoicing/totals-of.ts'
import type { PageRequest, Page as Slice } from '../../page.ts'
import type { Stores } from '../../stores.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, UnderList } from '../frame/listing.tsx'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { invoiceWords } from './invoice-words.ts'

const path = '/console/invoices'
/** Every draft is drawn anew from what was rated: fewer on a page than of rows that only are read. */
const accountsPerPage = 25

const filterSchema = z.object({ period: monthSchema.optional(), account: idSchema('account').optional() })
const querySchema = filterSchema.extend({ after: idSchema('account').optional() })

interface Row {
  readonly account: Account
  readonly draft: DraftInvoice
  readonly openDisputes: number
}

interface Asked {
  readonly month: string
  readonly account?: Account['id'] | undefined
}

/** The drafts of a month, account by account. */
export function invoiceListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage, environment } = dependencies
  const monthIn = ({ zone }: ConsoleView, period: string | undefined): string | undefined =>
    period === undefined ? monthOf(zone as Zone, environment.nowMs()).name : monthNamed(zone as Zone, period)?.name
  return new Hono<HttpEnv>()
    .get('/invoices.csv', (context) => {
      const view = context.get('consoleView')
      const query = filterSchema.safeParse(askedOf(context))
      const month = query.success ? monthIn(view, query.data.period) : undefined
      if (!query.success || month === undefined) return saidPage(context, view, 'notFound')
      const asked = { month, account: query.data.account }
      const slice = (stores: Stores, { after }: PageRequest): Promise<Slice<Row>> =>
        rowsOf(stores, environment, { limit: accountsPerPage, ...(after === undefined ? {} : { after }) }, asked)
      return csvFile(context, dependencies, { name: `draft-invoices-${month}`, columns: columnsOf(view), slice })
    })
    .get('/invoices', async (context) => {
      const view = context.get('consoleView')
      const query = querySchema.safeParse(askedOf(context))
      const month = query.success ? monthIn(view, query.data.period) : undefined
      if (!query.success || month === undefined) return saidPage(context, view, 'notFound')
      const { after, account } = query.data
      const page = { limit: accountsPerPage, ...(after === undefined ? {} : { after }) }
      const { items, next } = await storage.read(context.get('caller').tenant, (stores) =>
        rowsOf(stores, environment, page, { month, account }),
      )
      const words = invoiceWords[view.language]
      return context.html(
        <Page view={view} title={view.words.sections.invoices} section="invoices">
          <p class="intro">{words.intro}</p>
          <p>
            <a href="/console/disputes">{words.disputes}</a>
          </p>
          <FilterForm view={view} month={month} account={account} />
          <div id="drafts" data-topics="usage accounts catalogue">
            <DataTable caption={view.words.sections.invoices} columns={columnsOf(view)} rows={items} empty={words.none} />
            <Totals view={view} rows={items} />
          </div>
          <UnderList view={view} path={path} filter={{ period: month, account }} after={after} next={next} />
        </Page>,
      )
    })
}

async function rowsOf(stores: Stores, environment: Environment, page: PageRequest, asked: Asked): Promise<Slice<Row>> {
  const { items, ...rest } = await accountsOf(stores, page, asked.account)
  const rows: Row[] = []
  for (const account of items) {
    const drafts = await draftInvoices(stores, environment, { account: account.id, month: asked.month })
    if (!drafts.ok) continue
    const disputes = await disputedLines(stores, drafts.value)
    rows.push(...drafts.value.map((draft) => ({ account, draft, openDisputes: openOn(draft, disputes) })))
  }
  return { items: rows, ...rest }
}

async function accountsOf({ accounts }: Stores, page: PageRequest, id: Account['id'] | undefined): Promise<Slice<Account>> {
  if (id === undefined) return accounts.list(page)
  const account = await accounts.get(id)
  return { items: account === undefined ? [] : [account] }
}

function openOn(draft: DraftInvoice, disputes: DisputedLines): number {
  return draft.lines.filter((line) => disputes.of(draft, line)?.state === 'open').length
}

interface FilterProps {
  readonly view: ConsoleView
  readonly month: string
  readonly account: string | undefined
}

function FilterForm({ view, month, account }: FilterProps) {
  const words = invoiceWords[view.language]
  return (
    <form class="filter" method="get" action={path}>
      <div class="field">
        <label for="period">{words.month}</label>
        <input id="period" name="period" type="month" value={month} pattern="[0-9]{4}-[0-9]{2}" placeholder="2026-11" required />
      </div>
      <div class="field">
        <label for="account">{words.account}</label>
        <input id="account" name="account" type="search" value={account} placeholder="acct_…" />
      </div>
      <button type="submit">{words.show}</button>
      {account === undefined ? null : <a href={`${path}?period=${month}`}>{view.words.clear}</a>}
    </form>
  )
}

function Totals({ view, rows }: { readonly view: ConsoleView; readonly rows: readonly Row[] }) {
  if (rows.length === 0) return null
  return (
    <p>
      {invoiceWords[view.language].totals}:{' '}
      <strong>
        {totalsOf(rows.map(({ draft }) => draft))
          .map(view.formats.money)
          .join(' + ')}
      </strong>
    </p>
  )
}

function columnsOf({ language, formats }: ConsoleView): readonly Column<Row>[] {
  const words = invoiceWords[language]
  return [
    {
      name: 'account',
      head: words.account,
      cell: ({ account, draft }) => <a href={`${path}/${account.id}/${draft.period.name}`}>{account.name}</a>,
      text: ({ account }) => account.id,
    },
    {
      name: 'month',
      head: words.period,
      cell: ({ draft: { period, subscription } }) => periodWords(formats, period, subscription.zone),
      text: ({ draft }) => draft.period.name,
    },
    { name: 'offer', head: words.offer, cell: ({ draft }) => draft.offerName, text: ({ draft }) => draft.subscription.offer },
    {
      name: 'subscription',
      head: words.subscription,
      cell: ({ draft }) => <span class="id">{draft.subscription.id}</span>,
      text: ({ draft }) => draft.subscription.id,
    },
    {
      name: 'lines',
      head: words.lines,
      cell: ({ draft }) => draft.lines.length,
      text: ({ draft }) => String(draft.lines.length),
      isNumber: true,
    },
    {
      name: 'open_disputes',
      head: words.disputed,
      cell: ({ openDisputes }) => (openDisputes === 0 ? '' : openDisputes),
      text: ({ openDisputes }) => String(openDisputes),
      isNumber: true,
    },
    {
      name: 'currency',
      head: words.currency,
      cell: ({ draft }) => draft.total.currency,
      text: ({ draft }) => draft.total.currency,
    },
    {
      name: 'total',
      head: words.total,
      cell: ({ draft }) => formats.money(draft.total),
      text: ({ draft }) => formatAmount(draft.total),
      isNumber: true,
    },
  ]
}
