import { idSchema } from '@octroi/shared/api/shapes'
import type { AccountId, OperatorId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { Hono } from 'hono'
import { z } from 'zod'
import type { AuditEntry } from '../../audit/audit-entry.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { PageRequest, Page as Slice } from '../../page.ts'
import type { Stores } from '../../stores.ts'
import { accountNames } from '../frame/account-names.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { type AuditWords, auditWords } from './audit-words.ts'

const path = '/console/audit'
const filterSchema = z.object({ account: idSchema('account').optional() })
const querySchema = filterSchema.extend({ after: idSchema('auditEntry').optional() })

/** Who did what. */
export function auditListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage } = dependencies
  return new Hono<HttpEnv>()
    .get('/audit.csv', (context) => {
      const view = context.get('consoleView')
      const query = filterSchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const { account } = query.data
      const columns = columnsOf(view)
      return csvFile(context, dependencies, {
        name: 'audit-log',
        columns,
        slice: (stores, page) => rowsOf(stores, page, account),
      })
    })
    .get('/audit', async (context) => {
      const view = context.get('consoleView')
      const query = querySchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const { after, account } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const { items, next } = await storage.read(context.get('caller').tenant, (stores) => rowsOf(stores, page, account))
      const words = auditWords[view.language]
      return context.html(
        <Page view={view} title={view.words.sections.audit} section="audit">
          <p class="intro">{words.intro}</p>
          <form class="filter" method="get" action={path}>
            <div class="field">
              <label for="account">{words.account}</label>
              <input id="account" name="account" type="search" value={account} placeholder="acct_…" />
            </div>
            <button type="submit">{view.words.search}</button>
            {account === undefined ? null : <a href={path}>{view.words.clear}</a>}
          </form>
          <DataTable
            caption={view.words.sections.audit}
            columns={columnsOf(view)}
            rows={items}
            empty={account === undefined ? words.none : words.noneSuch}
          />
          <UnderList view={view} path={path} filter={account === undefined ? {} : { account }} after={after} next={next} />
        </Page>,
      )
    })
}

interface Row {
  readonly entry: AuditEntry
  readonly accountName: string
  /** Undefined where no person acted. */
  readonly operatorName: string | undefined
}

async function rowsOf(stores: Stores, page: PageRequest, account: AccountId | undefined): Promise<Slice<Row>> {
  const { items, ...rest } = await stores.audit.list(page, account)
  const names = await accountNames(
    stores,
    items.map((entry) => entry.account),
  )
  const operators = new Map<OperatorId, string>()
  for (const id of new Set(items.flatMap(({ operator }) => operator ?? []))) {
    operators.set(id, (await stores.operators.get(id))?.name ?? id)
  }
  const rows = items.map((entry) => ({
    entry,
    accountName: names.get(entry.account) ?? entry.account,
    operatorName: entry.operator && operators.get(entry.operator),
  }))
  return { items: rows, ...rest }
}

function columnsOf({ language, formats }: ConsoleView): readonly Column<Row>[] {
  const words = auditWords[language]
  const onlyInFile = (name: string, text: (entry: AuditEntry) => string): Column<Row> => ({
    ...{ name, head: name, cell: () => '', isOnlyInFile: true },
    text: ({ entry }) => text(entry),
  })
  return [
    {
      name: 'at',
      head: words.when,
      cell: ({ entry }) => <span class="whole">{formats.moment(entry.atMs)}</span>,
      text: ({ entry }) => formatInstant(entry.atMs),
    },
    { name: 'account', head: words.who, cell: (row) => <Who row={row} words={words} />, text: ({ entry }) => entry.account },
    onlyInFile('role', ({ role }) => role),
    { name: 'action', head: words.action, cell: ({ entry }) => <Done entry={entry} />, text: ({ entry }) => entry.action },
    onlyInFile('target', ({ target }) => target),
    onlyInFile('made', ({ made }) => made ?? ''),
    {
      name: 'result',
      head: words.result,
      cell: ({ entry: { result } }) =>
        result === 'done' ? <Mark tone="good">{words.done}</Mark> : <Mark tone="warn">{result}</Mark>,
      text: ({ entry }) => entry.result,
    },
    onlyInFile('api_key', ({ key }) => key ?? ''),
    onlyInFile('operator', ({ operator }) => operator ?? ''),
  ]
}

/** The person where one acted, else the account whose key it was. */
function Who({ row: { entry, accountName, operatorName }, words }: { readonly row: Row; readonly words: AuditWords }) {
  return (
    <>
      {operatorName === undefined ? (
        <a href={`${path}?account=${entry.account}`}>{accountName}</a>
      ) : (
        <a href={`/console/operators/${entry.operator}`}>{operatorName}</a>
      )}
      <span class="under">{words.roles[entry.role]}</span>
    </>
  )
}

function Done({ entry: { action, target, made } }: { readonly entry: AuditEntry }) {
  return (
    <>
      <code>{action}</code>
      {action.endsWith(` ${target}`) ? null : <span class="under id">{target}</span>}
      {made === undefined ? null : <span class="under id">→ {made}</span>}
    </>
  )
}
