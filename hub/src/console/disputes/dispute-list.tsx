import { idSchema } from '@octroi/shared/api/shapes'
import { disputeStates } from '@octroi/shared/api/vocabulary'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { Dispute } from '../../invoicing/dispute.ts'
import { writeLine } from '../../invoicing/line-reference.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { Column } from '../frame/listing.tsx'
import { Mark } from '../frame/page.tsx'
import { stateListRoutes } from '../frame/state-list.tsx'
import { disputeTones } from './dispute-tones.ts'
import { disputeWords } from './dispute-words.ts'

/** What accounts say against their bills. Those that wait come first: they are what somebody opens this page for. */
export function disputeListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return stateListRoutes(dependencies, {
    ...{ name: 'disputes', topics: 'usage', section: 'invoices', states: disputeStates, preset: 'open' },
    above: (view) => <a href="/console/invoices">{view.words.sections.invoices}</a>,
    by: { name: 'account', schema: idSchema('account'), hints: { placeholder: 'acct_…' } },
    cursor: idSchema('dispute'),
    words: ({ language }) => ({ ...disputeWords[language], by: disputeWords[language].account }),
    columns: columnsOf,
    slice: ({ disputes }, page, { state, sought: account }) => disputes.list(page, { state, account }),
  })
}

const reasonShown = 80

function columnsOf({ language, formats }: ConsoleView): readonly Column<Dispute>[] {
  const words = disputeWords[language]
  return [
    {
      name: 'dispute',
      head: words.reason,
      cell: ({ id, reason }) => (
        <a href={`/console/disputes/${id}`}>{reason.length > reasonShown ? `${reason.slice(0, reasonShown)}…` : reason}</a>
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
