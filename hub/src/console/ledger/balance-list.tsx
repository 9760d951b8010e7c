import { formatAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { Hono } from 'hono'
import { z } from 'zod'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { CurrencyTotal, LedgerBalance } from '../../ledger/ledger.store.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { ledgerAccountPattern, ledgerKinds, postingsPath } from './ledger-account.ts'
import { ledgerWords } from './ledger-words.ts'

const path = '/console/ledger'
const filterSchema = z.object({ kind: z.enum(ledgerKinds).optional() })
const querySchema = filterSchema.extend({
  after: z
    .string()
    .max(100)
    .regex(new RegExp(`^${ledgerAccountPattern}\n[A-Z]{3}$`))
    .optional(),
})

/** The trial balance: every account of the ledger, and that debits and credits are one sum. */
export function balanceListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage } = dependencies
  return new Hono<HttpEnv>()
    .get('/ledger.csv', (context) => {
      const view = context.get('consoleView')
      const query = filterSchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const { kind } = query.data
      const columns = balanceColumns(view)
      return csvFile(context, dependencies, {
        name: 'trial-balance',
        columns,
        slice: ({ ledger }, page) => ledger.listBalances(page, kind),
      })
    })
    .get('/ledger', async (context) => {
      const view = context.get('consoleView')
      const query = querySchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const { after, kind } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const { listed, totals } = await storage.read(context.get('caller').tenant, async ({ ledger }) => ({
        listed: await ledger.listBalances(page, kind),
        totals: await ledger.currencyTotals(),
      }))
      const words = ledgerWords[view.language]
      return context.html(
        <Page view={view} title={view.words.sections.ledger} section="ledger">
          <p class="intro">{words.intro}</p>
          <div id="ledger" data-topics="usage">
            <Totals view={view} totals={totals} />
            <section>
              <h2 id="balances">{words.balances}</h2>
              <KindFilter view={view} kind={kind} />
              <DataTable
                caption={words.balances}
                columns={balanceColumns(view)}
                rows={listed.items}
                empty={kind === undefined ? words.none : words.noneSuch}
              />
            </section>
          </div>
          <UnderList view={view} path={path} filter={{ kind }} after={after} next={listed.next} />
        </Page>,
      )
    })
}

function KindFilter({ view, kind }: { readonly view: ConsoleView; readonly kind: string | undefined }) {
  const words = ledgerWords[view.language]
  return (
    <form class="filter" method="get" action={path}>
      <div class="field">
        <label for="kind">{words.kind}</label>
        <select id="kind" name="kind">
          <option value="">{words.anyKind}</option>
          {ledgerKinds.map((each) => (
            <option value={each} selected={each === kind}>
              {words.kinds[each]}
            </option>
          ))}
        </select>
      </div>
      <button type="submit">{view.words.search}</button>
      {kind === undefined ? null : <a href={path}>{view.words.clear}</a>}
    </form>
  )
}

function Totals({ view, totals }: { readonly view: ConsoleView; readonly totals: readonly CurrencyTotal[] }) {
  const words = ledgerWords[view.language]
  if (totals.length === 0) return null
  const isWrong = totals.some(({ debit, credit }) => debit !== credit)
  const isZero = ({ debit, credit }: CurrencyTotal) => debit === credit
  const columns: readonly Column<CurrencyTotal>[] = [
    { name: 'currency', head: words.currency, cell: ({ currency }) => currency, text: ({ currency }) => currency },
    ...sideColumns<CurrencyTotal>(view),
    {
      name: 'check',
      head: words.check,
      cell: (total) => <Mark tone={isZero(total) ? 'good' : 'bad'}>{isZero(total) ? words.zero : words.notZero}</Mark>,
      text: (total) => String(isZero(total)),
    },
  ]
  return (
    <section>
      <h2 id="sums">{words.sums}</h2>
      {isWrong ? (
        <p class="notice wrong" role="alert">
          {words.notZeroHint}
        </p>
      ) : null}
      <DataTable caption={words.sums} columns={columns} rows={totals} empty="" />
    </section>
  )
}

interface Sides {
  readonly debit: bigint
  readonly credit: bigint
  readonly currency: Currency
}

/** Debit, credit, and the one less the other. */
export function sideColumns<Row extends Sides>({ language, formats }: ConsoleView): readonly Column<Row>[] {
  const words = ledgerWords[language]
  const column = (name: string, head: string, minorOf: (row: Row) => bigint): Column<Row> => ({
    name,
    head,
    cell: (row) => formats.money({ minor: minorOf(row), currency: row.currency }),
    text: (row) => formatAmount({ minor: minorOf(row), currency: row.currency }),
    isNumber: true,
  })
  return [
    column('debit', words.debit, ({ debit }) => debit),
    column('credit', words.credit, ({ credit }) => credit),
    column('balance', words.balance, ({ debit, credit }) => debit - credit),
  ]
}

function balanceColumns(view: ConsoleView): readonly Column<LedgerBalance>[] {
  const words = ledgerWords[view.language]
  return [
    {
      name: 'ledger_account',
      head: words.account,
      cell: ({ account }) => (
        <a class="id" href={postingsPath(account)}>
          {account}
        </a>
      ),
      text: ({ account }) => account,
    },
    { name: 'currency', head: words.currency, cell: ({ currency }) => currency, text: ({ currency }) => currency },
    ...sideColumns<LedgerBalance>(view),
  ]
}
