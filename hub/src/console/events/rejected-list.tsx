import { idSchema } from '@octroi/shared/api/shapes'
import { sourceSchema } from '@octroi/shared/api/usage-events'
import { rejectedEventStates } from '@octroi/shared/api/vocabulary'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { RejectedEvent } from '../../usage-events/usage-event.store.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { Column } from '../frame/listing.tsx'
import { Mark } from '../frame/page.tsx'
import { stateListRoutes } from '../frame/state-list.tsx'
import { eventTones, eventWords } from './event-words.ts'

/** Usage events that could not be taken in. Those that wait come first: they are what somebody opens this page for. */
export function rejectedListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return stateListRoutes(dependencies, {
    ...{ name: 'events', file: 'rejected-events', topics: 'usage', section: 'usage' },
    ...{ states: rejectedEventStates, preset: 'waiting' },
    above: (view) => <a href="/console/usage">{view.words.sections.usage}</a>,
    by: { name: 'source', schema: sourceSchema, hints: { maxlength: 256 } },
    cursor: idSchema('rejectedEvent'),
    words: ({ language }) => ({ ...eventWords[language], by: eventWords[language].source }),
    columns: columnsOf,
    slice: ({ usageEvents }, page, { state, sought: source }) => usageEvents.listRejected(page, { state, source }),
  })
}

function columnsOf({ language, formats }: ConsoleView): readonly Column<RejectedEvent>[] {
  const words = eventWords[language]
  return [
    {
      name: 'received',
      head: words.received,
      cell: ({ receivedAtMs, rejected }) => <a href={`/console/events/${rejected}`}>{formats.moment(receivedAtMs)}</a>,
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
