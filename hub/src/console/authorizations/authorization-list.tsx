import { idSchema } from '@octroi/shared/api/shapes'
import { outcomes } from '@octroi/shared/api/vocabulary'
import { type AccountId, type AuthorizationId, type DeviceId, isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import type { AuthorizationFilter } from '../../authorizations/authorization.store.ts'
import type { Authorization } from '../../authorizations/authorization.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { PageRequest, Page as Slice } from '../../page.ts'
import type { Stores } from '../../stores.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { stateTones } from './authorization-tones.ts'
import { authorizationWords } from './authorization-words.ts'

const path = '/console/authorizations'
const states = ['refused', ...outcomes] as const
type State = (typeof states)[number]

/** An authorization with the names of those it concerns. */
type Listed = Authorization & { readonly requesterName: string; readonly deviceLabel: string }

/** Everything that was asked for, and what one looks for. */
export function authorizationListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage } = dependencies
  return new Hono<HttpEnv>()
    .get('/authorizations.csv', (context) => {
      const asked = askedOf(context)
      if (asked === undefined) return saidPage(context, context.get('consoleView'), 'notFound')
      return csvFile(context, dependencies, {
        name: 'authorizations',
        columns: columnsOf(context.get('consoleView')),
        slice: (stores, page) => listed(stores, page, asked.narrowed),
      })
    })
    .get('/authorizations', async (context) => {
      const view = context.get('consoleView')
      const after = idSchema('authorization').optional().safeParse(context.req.query('after'))
      const asked = askedOf(context)
      if (!after.success || asked === undefined) return saidPage(context, view, 'notFound')
      if (asked.one !== undefined) return context.redirect(`${path}/${asked.one}`, 303)
      const page = { limit: rowsPerPage, ...(after.data === undefined ? {} : { after: after.data }) }
      const { items, next } = await storage.read(context.get('caller').tenant, (stores) => listed(stores, page, asked.narrowed))
      const words = authorizationWords[view.language]
      const isNarrowed = Object.keys(asked.narrowed).length > 0
      return context.html(
        <Page view={view} title={view.words.sections.authorizations} section="authorizations">
          <p class="intro">{words.intro}</p>
          <Filter view={view} filter={asked.filter} />
          <div id="authorizations" data-topics="authorizations">
            <DataTable
              caption={view.words.sections.authorizations}
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

async function listed(stores: Stores, page: PageRequest, narrowed: AuthorizationFilter): Promise<Slice<Listed>> {
  const { items, ...rest } = await stores.authorizations.search(page, narrowed)
  const devices = await stores.devices.getAll([...new Set(items.map(({ device }) => device))])
  const labels = new Map(devices.map(({ id, label }) => [id, label]))
  const names = new Map<AccountId, string>()
  for (const id of new Set(items.map(({ requester }) => requester))) {
    names.set(id, (await stores.accounts.get(id))?.name ?? id)
  }
  const named = items.map((authorization) => ({
    ...authorization,
    requesterName: names.get(authorization.requester) ?? authorization.requester,
    deviceLabel: labels.get(authorization.device) ?? authorization.device,
  }))
  return { items: named, ...rest }
}

interface Asked {
  readonly narrowed: AuthorizationFilter
  /** As it stands in the address. */
  readonly filter: Readonly<Record<'q' | 'state', string>>
  /** The very one that is looked for. */
  readonly one?: AuthorizationId
}

/** Undefined where the address was made up. */
function askedOf({ req }: Context<HttpEnv>): Asked | undefined {
  const [q, state] = [(req.query('q') ?? '').trim().slice(0, 200), req.query('state') ?? '']
  const inState = states.find((each) => each === state)
  if (state !== '' && inState === undefined) return undefined
  const narrowed = { ...lookedFor(q), ...(inState === undefined ? {} : { state: inState }) }
  return { narrowed, filter: { q, state }, ...(isId('authorization', q) ? { one: q } : {}) }
}

function lookedFor(q: string): { readonly device?: DeviceId; readonly requester?: AccountId; readonly reference?: string } {
  if (q === '') return {}
  if (isId('device', q)) return { device: q }
  return isId('account', q) ? { requester: q } : { reference: q }
}

function Filter({ view, filter }: { readonly view: ConsoleView; readonly filter: Asked['filter'] }) {
  const words = authorizationWords[view.language]
  return (
    <form class="filter" method="get" action={path}>
      <div class="field">
        <label for="q">{words.find}</label>
        <input id="q" name="q" type="search" value={filter.q} maxlength={200} title={words.findHint} />
      </div>
      <div class="field">
        <label for="state">{words.show}</label>
        <select id="state" name="state">
          <option value="">{words.all}</option>
          {states.map((state) => (
            <option value={state} selected={state === filter.state}>
              {words.states[state]}
            </option>
          ))}
        </select>
      </div>
      <button type="submit">{view.words.search}</button>
      {filter.q === '' && filter.state === '' ? null : <a href={path}>{view.words.clear}</a>}
    </form>
  )
}

export function stateOf(authorization: Authorization): State {
  return authorization.decision === 'refused' ? 'refused' : authorization.outcome
}

function columnsOf({ language, formats }: ConsoleView): readonly Column<Listed>[] {
  const words = authorizationWords[language]
  return [
    {
      name: 'authorization',
      head: words.decided,
      cell: ({ id, decidedAtMs }) => (
        <a href={`${path}/${id}`} title={id}>
          {formats.moment(decidedAtMs)}
        </a>
      ),
      text: ({ id }) => id,
    },
    {
      name: 'device',
      head: words.device,
      cell: ({ device, deviceLabel }) => (
        <a href={`/console/devices/${device}`} title={device}>
          {deviceLabel}
        </a>
      ),
      text: ({ device }) => device,
    },
    {
      name: 'action',
      head: words.action,
      cell: ({ service, action }) => `${service}:${action}`,
      text: ({ service, action }) => `${service}:${action}`,
    },
    {
      name: 'requester',
      head: words.requester,
      cell: ({ requester, requesterName }) => (
        <a href={`/console/accounts/${requester}`} title={requester}>
          {requesterName}
        </a>
      ),
      text: ({ requester }) => requester,
    },
    {
      name: 'reference',
      head: words.reference,
      cell: ({ reference }) => reference ?? '–',
      text: ({ reference }) => reference ?? '',
    },
    {
      name: 'outcome',
      head: words.outcome,
      cell: (authorization) => (
        <>
          <Mark tone={stateTones[stateOf(authorization)]}>{words.states[stateOf(authorization)]}</Mark>
          {authorization.decision === 'refused' ? <span class="under">{authorization.code}</span> : null}
        </>
      ),
      text: (authorization) => (authorization.decision === 'refused' ? `refused ${authorization.code}` : authorization.outcome),
    },
  ]
}
