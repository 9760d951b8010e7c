import { idSchema } from '@octroi/shared/api/shapes'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { type Context, Hono } from 'hono'
import type { PropsWithChildren } from 'hono/jsx'
import { type CatalogueFault, parseCatalogue } from '../../catalogue/parse-catalogue.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { askedMonths } from '../../invoicing/asked-months.ts'
import { type BacktestRow, backtestTotals } from '../../invoicing/backtest.ts'
import { type Backtest, backtest } from '../../invoicing/backtest.use-case.ts'
import type { Page as Slice } from '../../page.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { csvOf, DataTable } from '../frame/listing.tsx'
import { Facts, FormToken, Page } from '../frame/page.tsx'
import { backtestColumns } from './backtest-columns.tsx'
import { type AskedBacktest, BacktestForm, backtestPath, HiddenDraft } from './backtest-form.tsx'
import { backtestWords } from './backtest-words.ts'
import { FaultTable } from './fault-table.tsx'

const accountsPerPage = 10

/** Trying a draft on past months. Forms are posted, because a draft does not fit an address; nothing is changed. */
export function backtestPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage, environment } = dependencies
  return new Hono<HttpEnv>()
    .get('/catalogue/backtest', async (context) => {
      const latest = await storage.read(context.get('caller').tenant, ({ catalogue }) => catalogue.latest())
      return context.html(<AskPage view={context.get('consoleView')} asked={lastMonth(environment.nowMs(), latest?.source)} />)
    })
    .post('/catalogue/backtest', (context) => show(context, dependencies))
    .post('/catalogue/backtest.csv', (context) => {
      const read = readAsked(context, dependencies)
      if (!read.ok) return refuse(context, read.error)
      const columns = backtestColumns(context.get('consoleView'))
      const name = `backtest-${read.value.months.from}-${read.value.months.to}`
      const rowsPerRead = accountsPerPage
      return csvOf(context, dependencies, { name, columns, rowsPerRead, slice: (page) => backtest(read.value, page) })
    })
}

/** The month that ended last, under a draft. */
export function lastMonth(nowMs: number, source = ''): AskedBacktest {
  const months = askedMonths(undefined, undefined, nowMs)
  const { from, to } = months.ok ? months.value : { from: '', to: '' }
  return { source, from, to, offer: '' }
}

function typed(context: Context<HttpEnv>): AskedBacktest {
  const { source = '', from = '', to = '', offer = '' } = context.get('form')
  return { source, from, to, offer: offer.trim() }
}

interface Wrong {
  readonly faults?: readonly CatalogueFault[]
  readonly isMonthsWrong?: boolean
}

function readAsked(context: Context<HttpEnv>, { storage, environment }: HttpDependencies): Result<Backtest, Wrong> {
  const { source, from, to, offer } = typed(context)
  const draft = parseCatalogue(source)
  const months = askedMonths(from, to, environment.nowMs())
  if (!draft.ok || !months.ok) {
    return err({ ...(draft.ok ? {} : { faults: draft.error }), isMonthsWrong: !months.ok })
  }
  const { tenant } = context.get('caller')
  const asked = { storage, environment, tenant, draft: draft.value, months: months.value }
  return ok(offer === '' ? asked : { ...asked, offer })
}

async function show(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const read = readAsked(context, dependencies)
  if (!read.ok) return refuse(context, read.error)
  const after = idSchema('account').safeParse(context.get('form').after)
  const slice = await backtest(read.value, { limit: accountsPerPage, ...(after.success ? { after: after.data } : {}) })
  return context.html(<ResultPage view={context.get('consoleView')} asked={typed(context)} slice={slice} />)
}

function refuse(context: Context<HttpEnv>, wrong: Wrong): Response | Promise<Response> {
  return context.html(<AskPage view={context.get('consoleView')} asked={typed(context)} {...wrong} />, 422)
}

function AskPage({
  view,
  asked,
  faults = [],
  isMonthsWrong,
}: Wrong & { readonly view: ConsoleView; readonly asked: AskedBacktest }) {
  return (
    <CataloguePart view={view}>
      <FaultTable view={view} faults={faults} />
      <BacktestForm view={view} asked={asked} {...(isMonthsWrong === undefined ? {} : { isMonthsWrong })} />
    </CataloguePart>
  )
}

interface ResultProps {
  readonly view: ConsoleView
  readonly asked: AskedBacktest
  readonly slice: Slice<BacktestRow>
}

function ResultPage({ view, asked, slice: { items, next } }: ResultProps) {
  const words = backtestWords[view.language]
  const [first, last] = [view.formats.month(asked.from), view.formats.month(asked.to)]
  return (
    <CataloguePart view={view}>
      <section aria-labelledby="result">
        <h2 id="result">{first === last ? first : `${first} – ${last}`}</h2>
        <Facts facts={totalsOf(view, items)} />
        <DataTable caption={words.accounts} columns={backtestColumns(view)} rows={items} empty={words.none} />
        <div class="pager">
          {next === undefined ? null : <Again view={view} asked={asked} to={backtestPath} after={next} label={words.more} />}
          <Again view={view} asked={asked} to={`${backtestPath}.csv`} label={words.file} />
        </div>
      </section>
      <BacktestForm view={view} asked={asked} />
    </CataloguePart>
  )
}

function totalsOf({ language, formats }: ConsoleView, items: readonly BacktestRow[]): readonly [string, string][] {
  const words = backtestWords[language]
  return backtestTotals(items).flatMap(({ currency, before, after, more, less, same, leftOut }): [string, string][] => {
    const money = (minor: bigint): string => formats.money({ minor, currency })
    const sums = `${money(before)} → ${money(after)} (${money(after - before)})`
    return [[`${words.totals}, ${currency}`, `${sums}. ${words.tally(more, less, same, leftOut)}`]]
  })
}

interface AgainProps {
  readonly view: ConsoleView
  readonly asked: AskedBacktest
  readonly to: string
  readonly after?: string
  readonly label: string
}

/** The same draft and months once more: the next accounts, or all of them as a file. */
function Again({ view, asked: { source, ...asked }, to, after, label }: AgainProps) {
  const fields = { ...asked, ...(after === undefined ? {} : { after }) }
  return (
    <form method="post" action={to}>
      <FormToken view={view} />
      <HiddenDraft view={view} source={source} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit">{label}</button>
    </form>
  )
}

function CataloguePart({ view, children }: PropsWithChildren<{ readonly view: ConsoleView }>) {
  return (
    <Page
      view={view}
      title={backtestWords[view.language].title}
      section="catalogue"
      above={<a href="/console/catalogue">{view.words.sections.catalogue}</a>}
    >
      {children}
    </Page>
  )
}
