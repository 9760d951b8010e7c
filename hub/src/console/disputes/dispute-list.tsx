import { idSchema } from '@octroi/shared/api/shapes'
import { disputeStates } from '@octroi/shared/api/vocabulary'
import { formatInstant } from '@octroi/shared/time/instant'
import { Hono } from 'hono'
import { z } from 'zod'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { DisputeFilter } from '../../invoicing/dispute.store.ts'
import type { Dispute } from '../../invoicing/dispute.ts'
import { writeLine } from '../../invoicing/line-reference.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { disputeTones } from './dispute-tones.ts'
import { disputeWords } from './dispute-words.ts'

const path = '/console/disputes'
/** Those that wait come first: they are what somebody opens this page for. */
const filterSchema = z.object({
  state: z.enum([...disputeStates, 'any']).default('open'),
  account: idSchema('account').optional(),
})
const querySchema = filterSchema.extend({ after: idSchema('dispute').optional() })
type Filter = z.infer<typeof filterSchema>

/** What accounts say against their bills. */
export function disputeListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage } = dependencies
  return new Hono<HttpEnv>()
    .get('/disputes.csv', (context) => {
      const view = context.get('consoleView')
      const query = filterSchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const asked = wanted(query.data)
      return csvFile(context, dependencies, {
        name: 'disputes',
        columns: columnsOf(view),
        slice: ({ disputes }, page) => disputes.list(page, asked),
      })
    })
    .get('/disputes', async (context) => {
      const view = context.get('consoleView')
      const query = querySchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const { after, ...filter } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const { items, next } = await storage.read(context.get('caller').tenant, ({ disputes }) =>
        disputes.list(page, wanted(filter)),
      )
      const words = disputeWords[view.language]
      const isPlain = filter.state === 'open' && filter.account === undefined
      return context.html(
        <Page
          view={view}
          title={words.title}
          section="invoices"
          above={<a href="/console/invoices">{view.words.sections.invoices}</a>}
        >
          <p class="intro">{words.intro}</p>
          <FilterForm view={view} filter={filter} />
          <div id="disputes" data-topics="usage">
            <DataTable
              caption={words.title}
              columns={columnsOf(view)}
              rows={items}
              empty={isPlain ? words.none : words.noneSuch}
            />
          </div>
          <UnderList view={view} path={path} filter={filter} after={after} next={next} />
        </Page>,
      )
    })
}

function wanted({ state, account }: Filter): DisputeFilter {
  return { account, state: state === 'any' ? undefined : state }
}

function FilterForm({ view, filter }: { readonly view: ConsoleView; readonly filter: Filter }) {
  const words = disputeWords[view.language]
  return (
    <form class="filter" method="get" action={path}>
      <div class="field">
        <label for="state">{words.state}</label>
        <select id="state" name="state">
          {disputeStates.map((state) => (
            <option value={state} selected={filter.state === state}>
              {words.states[state]}
            </option>
          ))}
          <option value="any" selected={filter.state === 'any'}>
            {words.anyState}
          </option>
        </select>
      </div>
      <div class="field">
        <label for="account">{words.account}</label>
        <input id="account" name="account" type="search" value={filter.account} placeholder="acct_…" />
      </div>
      <button type="submit">{view.words.search}</button>
      {filter.account === undefined ? null : <a href={path}>{view.words.clear}</a>}
    </form>
  )
}

const reasonShown = 80

function columnsOf({ language, formats }: ConsoleView): readonly Column<Dispute>[] {
  const words = disputeWords[language]
  return [
    {
      name: 'dispute',
      head: words.reason,
      cell: ({ id, reason }) => (
        <a href={`${path}/${id}`}>{reason.length > reasonShown ? `${reason.slice(0, reasonShown)}…` : reason}</a>
      ),
      text: ({ id }) => id,
    },
    {
      name: 'account',
      head: words.account,
      cell: ({ account }) => <span class="id">{account}</span>,
      text: ({ account }) => account,
    },
    { name: 'month', head: words.period, cell: ({ month }) => formats.period(month), text: ({ month }) => month },
    {
      name: 'line',
      head: words.line,
      cell: ({ account, month, line }) => <a href={`/console/invoices/${account}/${month}/${writeLine(line)}`}>{line.price}</a>,
      text: ({ line }) => writeLine(line),
    },
    {
      name: 'state',
      head: words.state,
      cell: ({ state }) => <Mark tone={disputeTones[state]}>{words.states[state]}</Mark>,
      text: ({ state }) => state,
    },
    {
      name: 'opened',
      head: words.opened,
      cell: ({ openedAtMs }) => formats.time(openedAtMs),
      text: ({ openedAtMs }) => formatInstant(openedAtMs),
    },
  ]
}
