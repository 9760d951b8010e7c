import { idSchema } from '@octroi/shared/api/shapes'
import { deliveryStates } from '@octroi/shared/api/vocabulary'
import type { EndpointId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Endpoint } from '../../confirmations/endpoint.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { OutboxDelivery } from '../../outbox/outbox-message.ts'
import type { PageRequest, Page as Slice } from '../../page.ts'
import type { Stores } from '../../stores.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { deliveryTones } from './delivery-tones.ts'
import { webhookWords } from './webhook-words.ts'

const path = '/console/webhooks'

const filterSchema = z.object({
  state: z.enum(deliveryStates).optional(),
  endpoint: idSchema('endpoint').optional(),
  account: idSchema('account').optional(),
})
type Filter = z.infer<typeof filterSchema>
const querySchema = filterSchema.extend({ after: idSchema('message').optional() })

interface Row {
  readonly delivery: OutboxDelivery
  /** Undefined where it was removed. */
  readonly endpoint: Endpoint | undefined
}

/** What partners are told, newest first. */
export function deliveryListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage } = dependencies
  return new Hono<HttpEnv>()
    .get('/webhooks.csv', (context) => {
      const view = context.get('consoleView')
      const query = filterSchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const slice = (stores: Stores, page: PageRequest): Promise<Slice<Row>> => rowsOf(stores, page, query.data)
      return csvFile(context, dependencies, { name: 'webhook-deliveries', columns: columnsOf(view), slice })
    })
    .get('/webhooks', async (context) => {
      const view = context.get('consoleView')
      const query = querySchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const { after, ...filter } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const { items, next } = await storage.read(context.get('caller').tenant, (stores) => rowsOf(stores, page, filter))
      const words = webhookWords[view.language]
      const isNarrowed = Object.keys(filter).length > 0
      return context.html(
        <Page view={view} title={view.words.sections.webhooks} section="webhooks">
          <p class="intro">{words.intro}</p>
          <FilterForm view={view} filter={filter} />
          <div id="deliveries" data-topics="webhooks">
            <DataTable
              caption={view.words.sections.webhooks}
              columns={columnsOf(view)}
              rows={items}
              empty={isNarrowed ? words.noneSuch : words.none}
            />
          </div>
          <UnderList view={view} path={path} filter={filter} after={after} next={next} />
        </Page>,
      )
    })
}

async function rowsOf({ outbox, endpoints }: Stores, page: PageRequest, filter: Filter): Promise<Slice<Row>> {
  const { items, ...rest } = await outbox.list(page, filter)
  const ids = [...new Set(items.map(({ endpoint }) => endpoint))]
  const found = new Map<EndpointId, Endpoint | undefined>()
  for (const id of ids) found.set(id, await endpoints.get(id))
  return { items: items.map((delivery) => ({ delivery, endpoint: found.get(delivery.endpoint) })), ...rest }
}

function FilterForm({ view, filter }: { readonly view: ConsoleView; readonly filter: Filter }) {
  const words = webhookWords[view.language]
  return (
    <form class="filter" method="get" action={path}>
      <div class="field">
        <label for="state">{words.state}</label>
        <select id="state" name="state">
          <option value="">{words.anyState}</option>
          {deliveryStates.map((state) => (
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
      {filter.endpoint === undefined ? null : <input type="hidden" name="endpoint" value={filter.endpoint} />}
      <button type="submit">{view.words.search}</button>
      {Object.keys(filter).length === 0 ? null : <a href={path}>{view.words.clear}</a>}
    </form>
  )
}

function columnsOf({ language, formats }: ConsoleView): readonly Column<Row>[] {
  const words = webhookWords[language]
  return [
    {
      name: 'delivery',
      head: words.type,
      cell: ({ delivery: { id, type } }) => <a href={`${path}/${id}`}>{type}</a>,
      text: ({ delivery: { id } }) => id,
    },
    {
      name: 'endpoint',
      head: words.endpoint,
      cell: ({ delivery, endpoint }) => <a href={`${path}?endpoint=${delivery.endpoint}`}>{endpoint?.url ?? words.removed}</a>,
      text: ({ delivery, endpoint }) => endpoint?.url ?? delivery.endpoint,
    },
    {
      name: 'state',
      head: words.state,
      cell: ({ delivery: { state } }) => <Mark tone={deliveryTones[state]}>{words.states[state]}</Mark>,
      text: ({ delivery: { state } }) => state,
    },
    {
      name: 'attempts',
      head: words.attempts,
      cell: ({ delivery: { attempts } }) => attempts,
      text: ({ delivery: { attempts } }) => String(attempts),
      isNumber: true,
    },
    {
      name: 'written',
      head: words.created,
      cell: ({ delivery: { createdAtMs } }) => formats.moment(createdAtMs),
      text: ({ delivery: { createdAtMs } }) => formatInstant(createdAtMs),
    },
    {
      name: 'delivered_or_due',
      head: words.when,
      cell: ({ delivery }) => {
        const atMs = deliveredOrDueMs(delivery)
        return atMs === undefined ? '' : formats.moment(atMs)
      },
      text: ({ delivery }) => {
        const atMs = deliveredOrDueMs(delivery)
        return atMs === undefined ? '' : formatInstant(atMs)
      },
    },
    {
      name: 'last_error',
      head: words.lastError,
      cell: ({ delivery: { lastError } }) => lastError ?? '',
      text: ({ delivery: { lastError } }) => lastError ?? '',
    },
  ]
}

function deliveredOrDueMs({ state, deliveredAtMs, dueAtMs }: OutboxDelivery): number | undefined {
  if (state === 'pending') return dueAtMs
  return state === 'delivered' ? deliveredAtMs : undefined
}
