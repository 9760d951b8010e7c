import { type AccountId, isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { walletRoutes } from '../wallets/wallet-routes.tsx'
import { type AccountList, accountLists, type ListOf, listsOf } from './account-sections.tsx'
import { accountWords } from './account-words.ts'

/** Each list of an account by itself, whole and as a file, and its wallets. */
export function accountListPages(dependencies: HttpDependencies): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  for (const list of accountLists) {
    app.get(`/accounts/:account/${list}.csv`, (context) =>
      listFile(context, dependencies, list, listsOf[list] as ListOf<unknown>),
    )
    app.get(`/accounts/:account/${list}`, (context) => listPage(context, dependencies, list, listsOf[list] as ListOf<unknown>))
  }
  return app.route('/', walletRoutes(dependencies))
}

async function accountOf(context: Context<HttpEnv>, { storage }: HttpDependencies) {
  const id = context.req.param('account') ?? ''
  return isId('account', id) ? storage.read(context.get('caller').tenant, ({ accounts }) => accounts.get(id)) : undefined
}

async function listFile<Row>(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  list: AccountList,
  { columns, slice }: ListOf<Row>,
): Promise<Response> {
  const view = context.get('consoleView')
  const account = await accountOf(context, dependencies)
  if (account === undefined) return saidPage(context, view, 'notFound')
  const nowMs = dependencies.environment.nowMs()
  return csvFile<Row>(context, dependencies, {
    name: `${list}-${account.id}`,
    columns: columns(view),
    slice: (stores, page) => slice(stores, page, account.id, nowMs),
  })
}

async function listPage<Row>(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  list: AccountList,
  { columns, slice }: ListOf<Row>,
): Promise<Response> {
  const view = context.get('consoleView')
  const words = accountWords[view.language]
  const account = await accountOf(context, dependencies)
  const after = context.req.query('after')
  if (account === undefined || (after !== undefined && !/^[a-z]+_\w{26}$/.test(after))) return saidPage(context, view, 'notFound')
  const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
  const nowMs = dependencies.environment.nowMs()
  const { tenant } = context.get('caller')
  const rows = await dependencies.storage.read(tenant, (stores) => slice(stores, page, account.id, nowMs))
  return context.html(
    <Page
      view={view}
      title={words[list]}
      section="accounts"
      above={<a href={`/console/accounts/${account.id}`}>{account.name}</a>}
    >
      <div id={`account-${list}`} data-topics="accounts devices">
        <DataTable caption={words[list]} columns={columns(view)} rows={rows.items} empty={words.empty[list]} />
      </div>
      <UnderList view={view} path={pathOf(account.id, list)} after={after} next={rows.next} />
    </Page>,
  )
}

export function pathOf(account: AccountId, list: AccountList): string {
  return `/console/accounts/${account}/${list}`
}
