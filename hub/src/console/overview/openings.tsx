import type { ListedOpening } from '../../authorizations/list-openings.use-case.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { Mark } from '../frame/page.tsx'
import { countedAtMost, type OverviewFacts } from './overview-facts.ts'
import { overviewWords } from './overview-words.ts'

interface Props {
  readonly view: ConsoleView
  readonly facts: OverviewFacts
}

/** What was opened and not closed, the longest ago first. */
export function OpenNow({ view, facts: { open, openCount }, nowMs }: Props & { readonly nowMs: number }) {
  const words = overviewWords[view.language]
  type Open = OverviewFacts['open'][number]
  const columns: readonly Column<Open>[] = [
    {
      name: 'device',
      head: words.device,
      cell: ({ device, label }) => <a href={`/console/devices/${device}`}>{label}</a>,
      text: ({ device }) => device,
    },
    { name: 'service', head: words.service, cell: ({ service }) => service, text: ({ service }) => service },
    {
      name: 'since',
      head: words.since,
      cell: ({ sinceMs }) => view.formats.moment(sinceMs),
      text: ({ sinceMs }) => String(sinceMs),
    },
    {
      name: 'for',
      head: words.for,
      cell: ({ sinceMs }) => duration(view, nowMs - sinceMs),
      text: ({ sinceMs }) => String(nowMs - sinceMs),
      isNumber: true,
    },
    authorizationColumn(view),
  ]
  const count = openCount > countedAtMost ? `${countedAtMost}+` : String(openCount)
  return (
    <section>
      <h2>{words.openNow}</h2>
      {open.length === 0 ? <p class="soft">{words.nothingOpen}</p> : null}
      {open.length < openCount ? <p class="soft">{words.moreOpen(count)}</p> : null}
      {open.length === 0 ? null : <DataTable caption={words.openNow} columns={columns} rows={open} empty="" />}
    </section>
  )
}

/** In the largest unit that is whole at least once: nobody wants to read seconds of days. */
function duration({ language }: ConsoleView, ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ] as const
  const [unit, length] = units.find(([, each]) => ms >= each) ?? units[3]
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' })
  return format.format(Math.max(0, Math.floor(ms / length)))
}

function authorizationColumn({ language }: ConsoleView) {
  const words = overviewWords[language]
  type Named = { readonly authorization?: string }
  return {
    name: 'authorization',
    head: words.authorization,
    cell: ({ authorization }: Named) =>
      authorization === undefined ? (
        <span class="soft">{words.byHand}</span>
      ) : (
        <a class="id" href={`/console/authorizations/${authorization}`}>
          {authorization}
        </a>
      ),
    text: ({ authorization }: Named) => authorization ?? '',
  }
}

const endTones = { open: 'warn', closed: 'warn', secured: 'good', not_told: 'plain' } as const

/** The newest openings, whoever asked for them. */
export function LastOpenings({ view, facts: { openings } }: Props) {
  const words = overviewWords[view.language]
  const authorization = authorizationColumn(view)
  const columns: readonly Column<ListedOpening>[] = [
    {
      name: 'opened',
      head: words.opened,
      cell: ({ began }) => {
        const at = view.formats.moment(began.listedAtMs)
        return began.timeState === 'unknown' ? words.told(at) : at
      },
      text: ({ began }) => String(began.listedAtMs),
    },
    {
      name: 'device',
      head: words.device,
      cell: ({ began, device }) => <a href={`/console/devices/${began.device}`}>{device?.label ?? began.device}</a>,
      text: ({ began }) => began.device,
    },
    { name: 'service', head: words.service, cell: ({ began }) => began.service, text: ({ began }) => began.service },
    { name: 'way', head: words.way, cell: ({ way }) => words.ways[way], text: ({ way }) => way },
    {
      name: 'behalf',
      head: words.behalf,
      cell: ({ requester }) =>
        requester === undefined ? '–' : <a href={`/console/accounts/${requester.id}`}>{requester.name}</a>,
      text: ({ requester }) => requester?.id ?? '',
    },
    {
      name: 'end',
      head: words.end,
      cell: ({ state }) => <Mark tone={endTones[state]}>{words.ends[state]}</Mark>,
      text: ({ state }) => state,
    },
    { ...authorization, cell: ({ began }) => authorization.cell(began), text: ({ began }) => authorization.text(began) },
  ]
  return (
    <section>
      <h2>{words.lastOpenings}</h2>
      <DataTable caption={words.lastOpenings} columns={columns} rows={openings} empty={words.noOpenings} />
    </section>
  )
}
