import { quarantineDecisionSchema, quarantineKeySchema, quarantineQuerySchema } from '@octroi/shared/api/quarantine'
import { quarantineStates } from '@octroi/shared/api/vocabulary'
import { isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import type { Device } from '../../devices/device.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { quarantinedView, readQuarantineKey } from '../../http/routes/quarantined-view.ts'
import { dismissQuarantined } from '../../proof/dismiss-quarantined.use-case.ts'
import type { QuarantineEntry } from '../../proof/quarantine.store.ts'
import { releaseHindrance } from '../../proof/releasable.ts'
import { releaseQuarantined } from '../../usage/release-quarantined.use-case.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Ask, FormToken, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { Refused } from '../frame/refused.tsx'
import { deviceActWords, refusalSaid } from './device-act-words.ts'
import { quarantineWords } from './quarantine-words.ts'

const decisions = {
  release: { work: releaseQuarantined, done: 'released' },
  dismiss: { work: dismissQuarantined, done: 'dismissed' },
} as const
type Decision = keyof typeof decisions

/** What was set apart of a device, and what is decided of it. */
export function deviceQuarantineRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage } = dependencies
  return new Hono<HttpEnv>()
    .get('/devices/:device/quarantine.csv', async (context) => {
      const id = context.req.param('device')
      const asked = quarantineQuerySchema.pick({ state: true }).safeParse({ state: context.req.query('state') })
      const isKnown =
        isId('device', id) && (await storage.read(context.get('caller').tenant, ({ devices }) => devices.get(id))) !== undefined
      if (!isKnown || !asked.success) return saidPage(context, context.get('consoleView'), 'notFound')
      return csvFile(context, dependencies, {
        name: 'quarantine',
        columns: columnsOf(context.get('consoleView')),
        slice: ({ journals }, page) => journals.quarantinePage(page, id, asked.data.state),
      })
    })
    .get('/devices/:device/quarantine', (context) => quarantinePage(context, dependencies))
    .post('/devices/:device/quarantine/:entry/release', (context) => decide(context, dependencies, 'release'))
    .post('/devices/:device/quarantine/:entry/dismiss', (context) => decide(context, dependencies, 'dismiss'))
}

async function decide(context: Context<HttpEnv>, dependencies: HttpDependencies, decision: Decision): Promise<Response> {
  const [device, named] = [context.req.param('device') ?? '', context.req.param('entry')]
  const entry = quarantineKeySchema.safeParse(named)
  if (!isId('device', device) || !entry.success) return saidPage(context, context.get('consoleView'), 'notFound')
  const asked = quarantineDecisionSchema.safeParse({ reason: context.get('form').reason ?? '' })
  if (!asked.success) return quarantinePage(context, dependencies, 'reason_missing')
  const command = { device, entry: readQuarantineKey(entry.data), by: context.get('caller').account, ...asked.data }
  const { work, done } = decisions[decision]
  return act(context, dependencies, (stores) => work(stores, dependencies.environment, command), {
    onRefused: ({ code }) => quarantinePage(context, dependencies, code),
    onDone: () => context.redirect(`/console/devices/${device}/quarantine?done=${done}`, 303),
  })
}

async function quarantinePage(context: Context<HttpEnv>, { storage }: HttpDependencies, refused?: string): Promise<Response> {
  const view = context.get('consoleView')
  const id = context.req.param('device') ?? ''
  const state = context.req.query('state')
  const asked = quarantineQuerySchema.safeParse({ after: context.req.query('after'), state: state === '' ? undefined : state })
  if (!isId('device', id) || !asked.success) return saidPage(context, view, 'notFound')
  const { after } = asked.data
  const found = await storage.read(context.get('caller').tenant, async ({ devices, journals }) => {
    const device = await devices.get(id)
    const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
    return device && { device, ...(await journals.quarantinePage(page, id, asked.data.state)) }
  })
  if (found === undefined) return saidPage(context, view, 'notFound')
  const words = quarantineWords[view.language]
  const path = `/console/devices/${id}`
  const done = Object.entries(words.done).find(([name]) => name === context.req.query('done'))?.[1]
  const said =
    refused === 'reason_missing' ? deviceActWords[view.language].reasonWrong : refused && refusalSaid(view.language, refused)
  return context.html(
    <Page
      view={view}
      title={words.title}
      section="devices"
      notice={refused === undefined ? done : undefined}
      above={<a href={path}>{found.device.label}</a>}
    >
      <p class="intro">{words.intro}</p>
      {said === undefined ? null : <Refused>{said}</Refused>}
      <Filter view={view} path={`${path}/quarantine`} state={asked.data.state} />
      <div id="quarantine" data-topics="devices">
        <DataTable
          caption={words.title}
          columns={[...columnsOf(view), ...(view.mayChange ? [decideColumn(view, found.device)] : [])]}
          rows={found.items}
          empty={words.none}
        />
      </div>
      <UnderList
        view={view}
        path={`${path}/quarantine`}
        filter={{ state: asked.data.state ?? '' }}
        after={after}
        next={found.next}
      />
    </Page>,
    refused === undefined ? 200 : refused === 'reason_missing' ? 422 : 409,
  )
}

interface FilterProps {
  readonly view: ConsoleView
  readonly path: string
  readonly state: string | undefined
}

function Filter({ view, path, state }: FilterProps) {
  const words = quarantineWords[view.language]
  return (
    <form class="filter" method="get" action={path}>
      <div class="field">
        <label for="state">{words.show}</label>
        <select id="state" name="state">
          <option value="">{words.all}</option>
          {quarantineStates.map((each) => (
            <option value={each} selected={each === state}>
              {words.states[each]}
            </option>
          ))}
        </select>
      </div>
      <button type="submit">{view.words.search}</button>
    </form>
  )
}

type Columns = readonly Column<QuarantineEntry>[]

function columnsOf({ language, formats }: ConsoleView): Columns {
  const words = quarantineWords[language]
  return [
    {
      name: 'came',
      head: words.came,
      cell: ({ receivedAtMs }) => formats.moment(receivedAtMs),
      text: (entry) => quarantinedView(entry).receivedAt,
    },
    {
      name: 'verdict',
      head: words.verdict,
      cell: ({ verdict, detail }) => (
        <>
          {words.verdicts[verdict]}
          <span class="under" lang="en">
            {detail}
          </span>
        </>
      ),
      text: ({ verdict }) => verdict,
    },
    {
      name: 'records',
      head: words.records,
      cell: ({ range }) => rangeText(range),
      text: ({ range }) => rangeText(range),
    },
    {
      name: 'state',
      head: words.state,
      cell: ({ decision }) => (
        <>
          <Mark tone={decision === undefined ? 'warn' : 'plain'}>{words.states[decision?.state ?? 'waiting']}</Mark>
          {decision === undefined ? null : (
            <span class="under">
              {formats.time(decision.atMs)}: {decision.reason}
            </span>
          )}
        </>
      ),
      text: ({ decision }) => decision?.state ?? 'waiting',
    },
  ]
}

function rangeText(range: QuarantineEntry['range']): string {
  if (range === undefined) return '–'
  return range.first === range.last ? String(range.first) : `${range.first}–${range.last}`
}

function decideColumn(view: ConsoleView, device: Device): Column<QuarantineEntry> {
  const words = quarantineWords[view.language]
  return {
    name: 'decide',
    head: words.decide,
    cell: (entry) => {
      if (entry.decision !== undefined) return null
      const mayRelease = releaseHindrance(entry, device.state) === undefined
      return (
        <>
          {mayRelease ? <Decide view={view} device={device} entry={entry} decision="release" /> : null}
          <Decide view={view} device={device} entry={entry} decision="dismiss" />
        </>
      )
    },
    text: () => '',
  }
}

interface DecideProps {
  readonly view: ConsoleView
  readonly device: Device
  readonly entry: QuarantineEntry
  readonly decision: Decision
}

function Decide({ view, device, entry, decision }: DecideProps) {
  const words = quarantineWords[view.language]
  const name = quarantinedView(entry).entry
  const id = `${decision}-${name}`
  return (
    <Ask label={words[decision]}>
      <form method="post" action={`/console/devices/${device.id}/quarantine/${name}/${decision}`}>
        <FormToken view={view} />
        <p>{words[`${decision}Hint`]}</p>
        <div class="field">
          <label for={id}>{words.reason}</label>
          <input id={id} name="reason" required maxlength={1000} />
        </div>
        <button type="submit" class={decision === 'dismiss' ? 'grave' : undefined}>
          {words[decision]}
        </button>
      </form>
    </Ask>
  )
}
