import { formatAmount } from '@octroi/shared/money/amount'
import { formatInstant } from '@octroi/shared/time/instant'
import { Hono } from 'hono'
import { z } from 'zod'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { LedgerAccount } from '../../ledger/entry.ts'
import type { AccountPosting, LedgerBalance } from '../../ledger/ledger.store.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Facts, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { sideColumns } from './balance-list.tsx'
import { accountOfLedger, entryPath, ledgerKind, postingsPath, readLedgerAccount } from './ledger-account.ts'
import { ledgerWords } from './ledger-words.ts'

const querySchema = z.object({
  after: z
    .string()
    .max(500)
    .regex(/^\d{1,15} \d{1,6} ./)
    .optional(),
})

/** One account of the ledger: what it comes to, and every posting. */
export function postingListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage } = dependencies
  return new Hono<HttpEnv>()
    .get('/ledger/accounts/:file{[^/]+\\.csv}', (context) => {
      const view = context.get('consoleView')
      const account = readLedgerAccount(context.req.param('file').slice(0, -'.csv'.length))
      if (account === undefined) return saidPage(context, view, 'notFound')
      const name = `postings-${account.replace(' ', '-')}`
      return csvFile(context, dependencies, {
        name,
        columns: postingColumns(view),
        slice: ({ ledger }, page) => ledger.postings(page, account),
      })
    })
    .get('/ledger/accounts/:account', async (context) => {
      const view = context.get('consoleView')
      const account = readLedgerAccount(context.req.param('account'))
      const query = querySchema.safeParse(askedOf(context))
      if (account === undefined || !query.success) return saidPage(context, view, 'notFound')
      const { after } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const { listed, balances } = await storage.read(context.get('caller').tenant, async ({ ledger }) => ({
        listed: await ledger.postings(page, account),
        balances: await ledger.balancesOf(account),
      }))
      if (balances.length === 0) return saidPage(context, view, 'notFound')
      const words = ledgerWords[view.language]
      return context.html(
        <Page view={view} title={account} section="ledger" above={<a href="/console/ledger">{view.words.sections.ledger}</a>}>
          <p class="intro">{words.kinds[ledgerKind(account)]}</p>
          <Whose view={view} account={account} />
          <div id="postings" data-topics="usage">
            <Balances view={view} balances={balances} />
            <section>
              <h2 id="list">{words.postings}</h2>
              <DataTable caption={words.postings} columns={postingColumns(view)} rows={listed.items} empty={words.none} />
            </section>
          </div>
          <UnderList view={view} path={postingsPath(account)} after={after} next={listed.next} />
        </Page>,
      )
    })
}

/** The ways to the account behind it, and to what tells it what it owes or is owed. */
function Whose({ view, account }: { readonly view: ConsoleView; readonly account: LedgerAccount }) {
  const words = ledgerWords[view.language]
  const id = accountOfLedger(account)
  if (id === undefined) return null
  const isPartner = ledgerKind(account) === 'payable'
  const told = isPartner ? `/console/shares/partners/${id}` : `/console/invoices?account=${id}`
  return (
    <p>
      <a href={`/console/accounts/${id}`}>{view.words.sections.accounts}</a>
      {' · '}
      <a href={told}>{isPartner ? words.statement : words.draftInvoices}</a>
    </p>
  )
}

function Balances({ view, balances }: { readonly view: ConsoleView; readonly balances: readonly LedgerBalance[] }) {
  const words = ledgerWords[view.language]
  return (
    <>
      {balances.map((balance) => (
        <Facts
          facts={[
            [words.currency, balance.currency],
            ...sideColumns<LedgerBalance>(view).map(({ head, cell }) => [head, cell(balance)] as const),
          ]}
        />
      ))}
    </>
  )
}

/** A posting under debit or credit, as people read books. */
export function sidesOf<Row>(
  { language, formats }: ConsoleView,
  amountOf: (row: Row) => Pick<AccountPosting, 'minor' | 'currency'>,
): readonly Column<Row>[] {
  const words = ledgerWords[language]
  const side = (name: string, head: string, sign: 1n | -1n): Column<Row> => {
    const shown = (row: Row) => {
      const { minor, currency } = amountOf(row)
      return minor * sign > 0n ? { minor: minor * sign, currency } : undefined
    }
    return {
      ...{ name, head, isNumber: true },
      cell: (row) => {
        const amount = shown(row)
        return amount === undefined ? '' : formats.money(amount)
      },
      text: (row) => {
        const amount = shown(row)
        return amount === undefined ? '' : formatAmount(amount)
      },
    }
  }
  return [side('debit', words.debit, 1n), side('credit', words.credit, -1n)]
}

function postingColumns(view: ConsoleView): readonly Column<AccountPosting>[] {
  const words = ledgerWords[view.language]
  const { formats } = view
  return [
    { name: 'booked', head: words.booked, cell: ({ atMs }) => formats.moment(atMs), text: ({ atMs }) => formatInstant(atMs) },
    {
      name: 'entry',
      head: words.entry,
      cell: ({ key }) => (
        <a class="id" href={entryPath(key)}>
          {key}
        </a>
      ),
      text: ({ key }) => key,
    },
    { name: 'currency', head: words.currency, cell: ({ currency }) => currency, text: ({ currency }) => currency },
    ...sidesOf<AccountPosting>(view, (posting) => posting),
  ]
}
