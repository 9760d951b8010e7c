import { formatInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { LedgerEntry, Posting } from '../../ledger/entry.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable } from '../frame/listing.tsx'
import { type Fact, Facts, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { entryPath, postingsPath } from './ledger-account.ts'
import { ledgerWords } from './ledger-words.ts'
import { sidesOf } from './posting-list.tsx'

/** One entry: all its lines, and what it books. */
export function entryPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const found = (context: Context<HttpEnv>, key: string): Promise<LedgerEntry | undefined> =>
    dependencies.storage.read(context.get('caller').tenant, ({ ledger }) => ledger.entry(key))
  return new Hono<HttpEnv>()
    .get('/ledger/entries/:file{[^/]+\\.csv}', async (context) => {
      const view = context.get('consoleView')
      const entry = await found(context, context.req.param('file').slice(0, -'.csv'.length))
      if (entry === undefined) return saidPage(context, view, 'notFound')
      const items = entry.postings
      return csvFile(context, dependencies, {
        name: 'entry',
        columns: lineColumns(view, entry),
        slice: () => Promise.resolve({ items }),
      })
    })
    .get('/ledger/entries/:key', async (context) => {
      const view = context.get('consoleView')
      const entry = await found(context, context.req.param('key'))
      if (entry === undefined) return saidPage(context, view, 'notFound')
      const words = ledgerWords[view.language]
      return context.html(
        <Page view={view} title={words.entry} section="ledger" above={<a href="/console/ledger">{view.words.sections.ledger}</a>}>
          <Facts facts={factsOf(view, entry)} />
          <section>
            <h2 id="lines">{words.lines}</h2>
            <DataTable caption={words.lines} columns={lineColumns(view, entry)} rows={entry.postings} empty="" />
            <p class="under">{words.sumsToZero}</p>
            <p class="pager">
              <a href={`${entryPath(entry.key)}.csv`} download>
                {view.words.exportCsv}
              </a>
            </p>
          </section>
        </Page>,
      )
    })
}

const chargePattern = /^charge (?<device>dev_\w+) (?<seq>\d+) (?<subscription>sub_\w+) (?<price>\S+) (?<authorization>auth_\w+)$/

function factsOf({ language, formats }: ConsoleView, { key, atMs }: LedgerEntry): readonly (Fact | undefined)[] {
  const words = ledgerWords[language]
  const { device, seq, subscription, price, authorization } = chargePattern.exec(key)?.groups ?? {}
  const own: readonly Fact[] = [
    [words.entry, <span class="id">{key}</span>],
    [words.booked, <time datetime={formatInstant(atMs)}>{formats.moment(atMs)}</time>],
  ]
  if (authorization === undefined) return own
  return [
    ...own,
    [words.books, <a href={`/console/shares/charges/${authorization}`}>{`${words.charge}: ${words.split}`}</a>],
    [words.authorization, <IdLink path={`/console/authorizations/${authorization}`} id={authorization} />],
    [words.device, <IdLink path={`/console/devices/${device}`} id={device ?? ''} />],
    [words.record, <a href={`/console/devices/${device}/records/${seq}/proof`}>{seq}</a>],
    [words.subscription, <span class="id">{subscription}</span>],
    [words.price, price],
  ]
}

function IdLink({ path, id }: { readonly path: string; readonly id: string }) {
  return (
    <a class="id" href={path}>
      {id}
    </a>
  )
}

function lineColumns(view: ConsoleView, { currency }: LedgerEntry): readonly Column<Posting>[] {
  const words = ledgerWords[view.language]
  return [
    {
      name: 'ledger_account',
      head: words.account,
      cell: ({ account }) => <IdLink path={postingsPath(account)} id={account} />,
      text: ({ account }) => account,
    },
    { name: 'currency', head: words.currency, cell: () => currency, text: () => currency },
    ...sidesOf<Posting>(view, ({ minor }) => ({ minor, currency })),
  ]
}
