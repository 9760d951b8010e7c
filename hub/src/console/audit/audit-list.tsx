import { idSchema } from '@octroi/shared/api/shapes'
import { formatInstant } from '@octroi/shared/time/instant'
import { Hono } from 'hono'
import { z } from 'zod'
import type { AuditEntry } from '../../audit/audit-entry.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { auditWords } from './audit-words.ts'

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
      return csvFile(context, dependencies, { name: 'audit-log', columns, slice: ({ audit }, page) => audit.list(page, account) })
    })
    .get('/audit', async (context) => {
      const view = context.get('consoleView')
      const query = querySchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const { after, account } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const { items, next } = await storage.read(context.get('caller').tenant, ({ audit }) => audit.list(page, account))
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

function columnsOf({ language, formats }: ConsoleView): readonly Column<AuditEntry>[] {
  const words = auditWords[language]
  return [
    { name: 'at', head: words.when, cell: ({ atMs }) => formats.moment(atMs), text: ({ atMs }) => formatInstant(atMs) },
    {
      name: 'account',
      head: words.account,
      cell: ({ account }) => (
        <a class="id" href={`${path}?account=${account}`}>
          {account}
        </a>
      ),
      text: ({ account }) => account,
    },
    { name: 'role', head: words.role, cell: ({ role }) => role, text: ({ role }) => role },
    { name: 'action', head: words.action, cell: ({ action }) => <code>{action}</code>, text: ({ action }) => action },
    { name: 'target', head: words.target, cell: ({ target }) => <span class="id">{target}</span>, text: ({ target }) => target },
    { name: 'made', head: words.made, cell: ({ made }) => <span class="id">{made ?? ''}</span>, text: ({ made }) => made ?? '' },
    {
      name: 'result',
      head: words.result,
      cell: ({ result }) => (result === 'done' ? <Mark tone="good">{words.done}</Mark> : <Mark tone="warn">{result}</Mark>),
      text: ({ result }) => result,
    },
    { name: 'api_key', head: words.key, cell: ({ key }) => <span class="id">{key ?? ''}</span>, text: ({ key }) => key ?? '' },
    {
      name: 'operator',
      head: words.operator,
      cell: ({ operator }) =>
        operator === undefined ? (
          ''
        ) : (
          <a class="id" href={`/console/operators/${operator}`}>
            {operator}
          </a>
        ),
      text: ({ operator }) => operator ?? '',
    },
  ]
}
