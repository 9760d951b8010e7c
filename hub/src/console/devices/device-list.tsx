import { idSchema } from '@octroi/shared/api/shapes'
import { isId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import { lastContactMs } from '../../devices/contact.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { deviceListWords } from './device-list-words.ts'
import { clockTones, deviceTones } from './device-tones.ts'
import { deviceWords } from './device-words.ts'
import {
  type AskedDevices,
  type DeviceShow,
  deviceShows,
  type ListedDevice,
  listDevices,
  waitingAtMost,
} from './listed-devices.ts'

const path = '/console/devices'

/** Every device of the tenant, and those one looks for. */
export function deviceListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage, online, environment } = dependencies
  const known = (context: Context<HttpEnv>) => ({ tenant: context.get('caller').tenant, online, nowMs: environment.nowMs() })
  return new Hono<HttpEnv>()
    .get('/devices.csv', (context) => {
      const asked = askedOf(context)
      if (asked === undefined) return saidPage(context, context.get('consoleView'), 'notFound')
      const columns = columnsOf(context.get('consoleView'))
      return csvFile(context, dependencies, {
        name: 'devices',
        columns,
        slice: (stores, page) => listDevices(stores, known(context), asked.devices, page),
      })
    })
    .get('/devices', async (context) => {
      const view = context.get('consoleView')
      const after = idSchema('device').optional().safeParse(context.req.query('after'))
      const asked = askedOf(context)
      if (!after.success || asked === undefined) return saidPage(context, view, 'notFound')
      const page = { limit: rowsPerPage, ...(after.data === undefined ? {} : { after: after.data }) }
      const { items, next } = await storage.read(context.get('caller').tenant, (stores) =>
        listDevices(stores, known(context), asked.devices, page),
      )
      const words = deviceListWords[view.language]
      const isNarrowed = Object.values(asked.filter).some((value) => value !== '')
      return context.html(
        <Page view={view} title={view.words.sections.devices} section="devices">
          <p class="intro">{words.intro}</p>
          {view.mayChange ? (
            <p>
              <a class="do" href={`${path}/new`}>
                {words.register}
              </a>
            </p>
          ) : null}
          <Filter view={view} filter={asked.filter} />
          <div id="devices" data-topics="devices">
            <DataTable
              caption={view.words.sections.devices}
              columns={columnsOf(view)}
              rows={items}
              empty={isNarrowed ? words.noneFound : words.none}
            />
          </div>
          <UnderList view={view} path={path} filter={asked.filter} after={after.data} next={next} />
        </Page>,
      )
    })
}

interface Asked {
  readonly devices: AskedDevices
  /** As it stands in the address. */
  readonly filter: Readonly<Record<'q' | 'owner' | 'show', string>>
}

/** Undefined where the address was made up. */
function askedOf({ req }: Context<HttpEnv>): Asked | undefined {
  const query = (name: string): string => (req.query(name) ?? '').trim()
  const [q, owner, show] = [query('q').slice(0, 200), query('owner'), query('show')]
  const shown = deviceShows.find((each) => each === show)
  if ((show !== '' && shown === undefined) || (owner !== '' && !isId('account', owner))) return undefined
  const devices = {
    ...(q === '' ? {} : { text: q }),
    ...(isId('account', owner) ? { owner } : {}),
    ...(shown === undefined ? {} : { show: shown }),
  }
  return { devices, filter: { q, owner, show } }
}

function Filter({ view, filter }: { readonly view: ConsoleView; readonly filter: Asked['filter'] }) {
  const words = deviceListWords[view.language]
  return (
    <form class="filter" method="get" action={path}>
      <div class="field">
        <label for="q">{words.find}</label>
        <input id="q" name="q" type="search" value={filter.q} maxlength={200} />
      </div>
      <div class="field">
        <label for="show">{words.show}</label>
        <select id="show" name="show">
          <option value="">{words.all}</option>
          {deviceShows.map((show) => (
            <option value={show} selected={show === filter.show}>
              {words.shows[show]}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="owner">{words.ownerId}</label>
        <input id="owner" name="owner" value={filter.owner} pattern="acct_[0-9a-z]{26}" maxlength={31} placeholder="acct_…" />
      </div>
      <button type="submit">{view.words.search}</button>
      {Object.values(filter).every((value) => value === '') ? null : <a href={path}>{view.words.clear}</a>}
    </form>
  )
}

type Columns = readonly Column<ListedDevice>[]

function columnsOf(view: ConsoleView): Columns {
  return [...identityColumns(view), ...contactColumns(view), ...journalColumns(view)]
}

function identityColumns({ language }: ConsoleView): Columns {
  const words = deviceWords[language]
  return [
    {
      name: 'device',
      head: words.device,
      cell: ({ id, label }) => (
        <a href={`${path}/${id}`} title={id}>
          {label}
        </a>
      ),
      text: ({ id }) => id,
    },
    {
      name: 'owner',
      head: words.owner,
      cell: ({ owner, ownerName }) => (
        <a href={`/console/accounts/${owner}`} title={owner}>
          {ownerName}
        </a>
      ),
      text: ({ owner }) => owner,
    },
    {
      name: 'state',
      head: words.state,
      cell: ({ state, suspension }) =>
        suspension === undefined ? (
          <Mark tone={deviceTones[state]}>{words.states[state]}</Mark>
        ) : (
          <Mark tone="warn">{words.isSuspended}</Mark>
        ),
      text: ({ state, suspension }) => (suspension === undefined ? state : 'suspended'),
    },
  ]
}

function contactColumns({ language, formats }: ConsoleView): Columns {
  const words = deviceWords[language]
  return [
    {
      name: 'online',
      head: words.contact,
      cell: ({ isOnline, contact }) => {
        const at = contact && lastContactMs(contact)
        if (isOnline) return <Mark tone="good">{words.online}</Mark>
        return at === undefined ? <span class="soft">{words.never}</span> : formats.time(at)
      },
      text: ({ isOnline }) => (isOnline ? 'yes' : 'no'),
    },
    {
      name: 'clock',
      head: words.clock,
      cell: ({ contact }) =>
        contact?.timeState === undefined ? (
          '–'
        ) : (
          <Mark tone={clockTones[contact.timeState]}>{words.clocks[contact.timeState]}</Mark>
        ),
      text: ({ contact }) => contact?.timeState ?? '',
    },
  ]
}

function journalColumns({ language, formats }: ConsoleView): Columns {
  const words = deviceWords[language]
  return [
    {
      name: 'journal',
      head: words.journal,
      cell: ({ journal }) => (
        <>
          {journal?.through ?? 0}
          {journal?.gapSinceMs === undefined ? null : <span class="under">{words.hasGap}</span>}
        </>
      ),
      text: ({ journal }) => String(journal?.through ?? 0),
      isNumber: true,
    },
    {
      name: 'waiting',
      head: words.waiting,
      cell: ({ id, waiting }) =>
        waiting === 0 ? '–' : <a href={`${path}/${id}/quarantine`}>{waiting < waitingAtMost ? waiting : `${waitingAtMost}+`}</a>,
      text: ({ waiting }) => String(waiting),
      isNumber: true,
    },
    {
      name: 'registered',
      head: words.registered,
      cell: ({ createdAtMs }) => formats.time(createdAtMs),
      text: ({ createdAtMs }) => formatInstant(createdAtMs),
    },
  ]
}

export function showLink(show: DeviceShow): string {
  return `${path}?show=${show}`
}
