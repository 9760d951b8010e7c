import { lineSchema, lineUsageQuerySchema, periodNameSchema } from '@octroi/shared/api/invoices'
import { idSchema } from '@octroi/shared/api/shapes'
import type { AccountId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { calculation, lineName, quantityWords } from '../../http/pages/line-words.ts'
import { periodWords } from '../../http/pages/period-words.ts'
import type { Dispute } from '../../invoicing/dispute.ts'
import { type LineReference, readLine, writeLine } from '../../invoicing/line-reference.ts'
import { type LineRecord, lineUsage, type ShownLine } from '../../invoicing/line-usage.use-case.ts'
import type { Stores } from '../../stores.ts'
import { disputeTones } from '../disputes/dispute-tones.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Facts, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { resaleWords } from '../resales/resale-words.ts'
import { invoiceWords } from './invoice-words.ts'

interface AskedLine {
  readonly account: AccountId
  readonly month: string
  readonly reference: LineReference
}

/** One line of a draft: how its amount came about, the signed records behind it, and what is said against it. */
export function linePageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { environment } = dependencies
  return new Hono<HttpEnv>()
    .get('/invoices/:account/:month/:file{[^/]+\\.csv}', async (context) => {
      const view = context.get('consoleView')
      const asked = askedLine(context, context.req.param('file').slice(0, -'.csv'.length))
      const shown = asked === undefined ? undefined : await shownLine(context, dependencies, asked, { limit: 1 })
      if (asked === undefined || shown === undefined) return saidPage(context, view, 'notFound')
      return csvFile(context, dependencies, {
        name: `records-${asked.month}-${writeLine(asked.reference).replaceAll(':', '-')}`,
        columns: columnsOf(view, shown.line.unit),
        slice: async (stores: Stores, page) => {
          const read = await lineUsage(stores, environment, { ...asked, page })
          return read.ok ? read.value.page : { items: [] }
        },
      })
    })
    .get('/invoices/:account/:month/:line', async (context) => {
      const view = context.get('consoleView')
      const asked = askedLine(context, context.req.param('line'))
      const query = lineUsageQuerySchema.pick({ after: true }).safeParse(askedOf(context))
      if (asked === undefined || !query.success) return saidPage(context, view, 'notFound')
      const { after } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const shown = await shownLine(context, dependencies, asked, page)
      if (shown === undefined) return saidPage(context, view, 'notFound')
      const disputes = await dependencies.storage.read(context.get('caller').tenant, (stores) =>
        stores.disputes.ofMonth(asked.account, shown.period.name),
      )
      const own = disputes.filter(({ line }) => writeLine(line) === writeLine(asked.reference)).toReversed()
      return context.html(<LinePage view={view} asked={asked} shown={shown} disputes={own} after={after} />)
    })
}

function askedLine(context: Context<HttpEnv>, text: string): AskedLine | undefined {
  const account = idSchema('account').safeParse(context.req.param('account'))
  const month = periodNameSchema.safeParse(context.req.param('month'))
  const line = lineSchema.safeParse(text)
  if (!account.success || !month.success || !line.success) return undefined
  return { account: account.data, month: month.data, reference: readLine(line.data) }
}

async function shownLine(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  asked: AskedLine,
  page: { readonly limit: number; readonly after?: string },
): Promise<ShownLine | undefined> {
  const shown = await storage.read(context.get('caller').tenant, (stores) => lineUsage(stores, environment, { ...asked, page }))
  return shown.ok ? shown.value : undefined
}

interface Props {
  readonly view: ConsoleView
  readonly asked: AskedLine
  readonly shown: ShownLine
  readonly disputes: readonly Dispute[]
  readonly after: string | undefined
}

function LinePage({ view, asked, shown, disputes, after }: Props) {
  const words = invoiceWords[view.language]
  const { formats } = view
  const { account, month, reference } = asked
  const { line, offerName, period, kind, isComplete, records, page } = shown
  const draft = `/console/invoices/${account}/${month}`
  return (
    <Page view={view} title={lineName(line)} section="invoices" above={<a href={draft}>{formats.period(month)}</a>}>
      <p class="intro">
        <strong>{words.draft}</strong>
      </p>
      <Facts
        facts={[
          [words.offer, offerName],
          [words.period, periodWords(formats, period, shown.zone)],
          [words.version, <a href={`/console/catalogue/versions/${line.version}`}>{line.version}</a>],
          [words.quantity, quantityWords(view, line.unit, line.quantity)],
          [words.explanation, calculation(view, line)],
          [words.exact, formats.exact(line.exact)],
          [words.amount, words.rounded(formats.money(line.amount))],
        ]}
      />
      {disputes.length === 0 ? null : <Disputes view={view} disputes={disputes} />}
      <section>
        <h2 id="behind">{words.behind}</h2>
        {kind === 'flat' ? <p>{words.flat}</p> : <p>{words.counted(records)}</p>}
        {isComplete || kind === 'resold' ? null : <p class="notice wrong">{words.incomplete}</p>}
        {kind === 'resold' ? <a href={`${draft}/${writeLine(reference)}/batches`}>{resaleWords[view.language].batches}</a> : null}
        {kind === 'flat' || kind === 'resold' ? null : (
          <>
            <DataTable caption={words.behind} columns={columnsOf(view, line.unit)} rows={page.items} empty={words.noUsage} />
            <UnderList view={view} path={`${draft}/${writeLine(reference)}`} after={after} next={page.next} />
          </>
        )}
      </section>
    </Page>
  )
}

function Disputes({ view, disputes }: Pick<Props, 'view' | 'disputes'>) {
  const words = invoiceWords[view.language]
  return (
    <section>
      <h2 id="disputes">{words.disputes}</h2>
      <ul class="plain">
        {disputes.map(({ id, state, reason, openedAtMs }) => (
          <li>
            <a href={`/console/disputes/${id}`}>{reason}</a> <Mark tone={disputeTones[state]}>{words.disputeState[state]}</Mark>
            <span class="under">{view.formats.time(openedAtMs)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function columnsOf(view: ConsoleView, unit: string): readonly Column<LineRecord>[] {
  const words = invoiceWords[view.language]
  const { formats } = view
  return [
    {
      name: 'from',
      head: words.when,
      cell: ({ fromMs, untilMs }) => (fromMs === untilMs ? formats.moment(fromMs) : formats.interval(fromMs, untilMs)),
      text: ({ fromMs }) => formatInstant(fromMs),
    },
    {
      name: 'device',
      head: words.device,
      cell: ({ device }) => (
        <a class="id" href={`/console/devices/${device}`}>
          {device}
        </a>
      ),
      text: ({ device }) => device,
    },
    {
      name: 'record',
      head: words.record,
      cell: ({ device, seq }) => <a href={`/console/devices/${device}/records/${seq}/proof`}>{seq}</a>,
      text: ({ seq }) => String(seq),
      isNumber: true,
    },
    {
      name: 'authorization',
      head: words.authorization,
      cell: ({ authorization }) =>
        authorization === undefined ? (
          ''
        ) : (
          <>
            <a class="id" href={`/console/authorizations/${authorization}`}>
              {authorization}
            </a>{' '}
            <a href={`/console/shares/charges/${authorization}`}>{words.split}</a>
          </>
        ),
      text: ({ authorization }) => authorization ?? '',
    },
    {
      name: 'quantity',
      head: words.quantity,
      cell: ({ quantity }) => quantityWords(view, unit, quantity),
      text: ({ quantity }) => formatExact(quantity),
      isNumber: true,
    },
  ]
}
