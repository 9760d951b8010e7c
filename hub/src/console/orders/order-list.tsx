import { idSchema } from '@octroi/shared/api/shapes'
import { orderStates } from '@octroi/shared/api/vocabulary'
import { Hono } from 'hono'
import { z } from 'zod'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { OrderFilter } from '../../orders/order.store.ts'
import type { PageRequest } from '../../page.ts'
import type { Stores } from '../../stores.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { orderColumns, ordersPath } from './order-columns.tsx'
import { orderWords } from './order-words.ts'

const filterSchema = z.object({
  state: z.enum([...orderStates, 'any']).default('any'),
  account: idSchema('account').optional(),
})
const querySchema = filterSchema.extend({ after: idSchema('order').optional() })
type Filter = z.infer<typeof filterSchema>

/** What accounts ordered, by where each order is. */
export function orderListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage } = dependencies
  return new Hono<HttpEnv>()
    .get('/orders.csv', (context) => {
      const view = context.get('consoleView')
      const query = filterSchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const asked = wanted(query.data)
      const slice = { slice: ({ orders }: Pick<Stores, 'orders'>, page: PageRequest) => orders.list(page, asked) }
      return csvFile(context, dependencies, { name: 'orders', columns: orderColumns(view), ...slice })
    })
    .get('/orders', async (context) => {
      const view = context.get('consoleView')
      const query = querySchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const { after, ...filter } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const { items, next } = await storage.read(context.get('caller').tenant, ({ orders }) => orders.list(page, wanted(filter)))
      const words = orderWords[view.language]
      const isPlain = filter.state === 'any' && filter.account === undefined
      return context.html(
        <Page view={view} title={words.title} section="orders">
          <p class="intro">{words.intro}</p>
          <FilterForm view={view} filter={filter} />
          <div id="orders" data-topics="accounts">
            <DataTable
              caption={words.title}
              columns={orderColumns(view)}
              rows={items}
              empty={isPlain ? words.none : words.noneSuch}
            />
          </div>
          <UnderList view={view} path={ordersPath} filter={filter} after={after} next={next} />
        </Page>,
      )
    })
}

function wanted({ state, account }: Filter): OrderFilter {
  return { account, state: state === 'any' ? undefined : state }
}

function FilterForm({ view, filter }: { readonly view: ConsoleView; readonly filter: Filter }) {
  const words = orderWords[view.language]
  return (
    <form class="filter" method="get" action={ordersPath}>
      <div class="field">
        <label for="state">{words.state}</label>
        <select id="state" name="state">
          <option value="any" selected={filter.state === 'any'}>
            {words.anyState}
          </option>
          {orderStates.map((state) => (
            <option value={state} selected={filter.state === state}>
              {words.states[state]}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="account">{words.account}</label>
        <input id="account" name="account" type="search" value={filter.account} placeholder="acct_…" />
      </div>
      <button type="submit">{view.words.search}</button>
      {filter.account === undefined ? null : <a href={ordersPath}>{view.words.clear}</a>}
    </form>
  )
}
