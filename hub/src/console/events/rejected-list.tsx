import { idSchema } from '@octroi/shared/api/shapes'
import { sourceSchema } from '@octroi/shared/api/usage-events'
import { rejectedEventStates } from '@octroi/shared/api/vocabulary'
import { formatInstant } from '@octroi/shared/time/instant'
import { Hono } from 'hono'
import { z } from 'zod'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { RejectedEvent, RejectedFilter } from '../../usage-events/usage-event.store.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { eventTones, eventWords } from './event-words.ts'

const path = '/console/events'
/** Those that wait come first: they are what somebody opens this page for. */
const filterSchema = z.object({
  state: z.enum([...rejectedEventStates, 'any']).default('waiting'),
  source: sourceSchema.optional(),
})
const querySchema = filterSchema.extend({ after: idSchema('rejectedEvent').optional() })
type Filter = z.infer<typeof filterSchema>

/** Usage events that could not be taken in. */
export function rejectedListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage } = dependencies
  return new Hono<HttpEnv>()
    .get('/events.csv', (context) => {
      const view = context.get('consoleView')
      const query = filterSchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const asked = wanted(query.data)
      return csvFile(context, dependencies, {
        name: 'rejected-events',
        columns: columnsOf(view),
        slice: ({ usageEvents }, page) => usageEvents.listRejected(page, asked),
      })
    })
    .get('/events', async (context) => {
      const view = context.get('consoleView')
      const query = querySchema.safeParse(askedOf(context))
      if (!query.success) return saidPage(context, view, 'notFound')
      const { after, ...filter } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const { items, next } = await storage.read(context.get('caller').tenant, ({ usageEvents }) =>
        usageEvents.listRejected(page, wanted(filter)),
      )
      const words = eventWords[view.language]
      const isPlain = filter.state === 'waiting' && filter.source === undefined
      return context.html(
        <Page view={view} title={words.title} section="usage" above={<a href="/console/usage">{view.words.sections.usage}</a>}>
          <p class="intro">{words.intro}</p>
          <FilterForm view={view} filter={filter} />
          <div id="events" data-topics="usage">
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

function wanted({ state, source }: Filter): RejectedFilter {
  return { source, state: state === 'any' ? undefined : state }
}

function FilterForm({ view, filter }: { readonly view: ConsoleView; readonly filter: Filter }) {
  const words = eventWords[view.language]
  return (
    <form class="filter" method="get" action={path}>
      <div class="field">
        <label for="state">{words.state}</label>
        <select id="state" name="state">
          {rejectedEventStates.map((state) => (
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
        <label for="source">{words.source}</label>
        <input id="source" name="source" type="search" value={filter.source} maxlength={256} />
      </div>
      <button type="submit">{view.words.search}</button>
      {filter.source === undefined ? null : <a href={path}>{view.words.clear}</a>}
    </form>
  )
}

function columnsOf({ language, formats }: ConsoleView): readonly Column<RejectedEvent>[] {
  const words = eventWords[language]
  return [
    {
      name: 'received',
      head: words.received,
      cell: ({ receivedAtMs, rejected }) => <a href={`${path}/${rejected}`}>{formats.moment(receivedAtMs)}</a>,
      text: ({ receivedAtMs }) => formatInstant(receivedAtMs),
    },
    { name: 'rejected', head: '', cell: () => '', text: ({ rejected }) => rejected, isOnlyInFile: true },
    { name: 'source', head: words.source, cell: ({ source }) => source ?? words.nameless, text: ({ source }) => source ?? '' },
    { name: 'id', head: words.id, cell: ({ id }) => id ?? '', text: ({ id }) => id ?? '' },
    {
      name: 'reason',
      head: words.why,
      cell: ({ rejection }) => words.reasons[rejection.code],
      text: ({ rejection }) => rejection.code,
    },
    {
      name: 'state',
      head: words.state,
      cell: ({ decision: { state } = { state: 'waiting' } }) => <Mark tone={eventTones[state]}>{words.states[state]}</Mark>,
      text: ({ decision }) => decision?.state ?? 'waiting',
    },
  ]
}
