import { isId } from '@octroi/shared/ids/id'
import { formatQuantity } from '@octroi/shared/money/quantity'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { DataTable } from '../frame/listing.tsx'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { Refused } from '../frame/refused.tsx'
import { deviceActWords, refusalSaid } from './device-act-words.ts'
import { DeviceActs, type RefusedAct } from './device-acts.tsx'
import { eventColumns } from './device-events.tsx'
import { DeviceFactList } from './device-fact-list.tsx'
import { type DeviceFacts, readDevice } from './device-facts.ts'
import { DeviceKeys } from './device-keys.tsx'
import { DeviceLease } from './device-lease.tsx'
import { deviceWords } from './device-words.ts'

/** One device: what it is, how it does, and what the operator may do about it. */
export function devicePageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/devices/:device', (context) => devicePage(context, dependencies))
}

export async function devicePage(
  context: Context<HttpEnv>,
  { storage, online, environment }: HttpDependencies,
  refused?: RefusedAct,
): Promise<Response> {
  const view = context.get('consoleView')
  const id = context.req.param('device') ?? ''
  const { tenant } = context.get('caller')
  const facts = isId('device', id) ? await storage.read(tenant, (stores) => readDevice(stores, id)) : undefined
  if (facts === undefined) return saidPage(context, view, 'notFound')
  const isOnline = online.isConnected({ tenant, device: facts.device.id })
  const notice = Object.entries(deviceActWords[view.language].done).find(([done]) => done === context.req.query('done'))?.[1]
  return context.html(
    <Page
      view={view}
      title={facts.device.label}
      section="devices"
      notice={refused === undefined ? notice : undefined}
      above={<a href="/console/devices">{view.words.sections.devices}</a>}
    >
      {refused === undefined ? null : <Refused>{refusalSaid(view.language, refused.code)}</Refused>}
      <div id="device" data-topics="devices">
        <DeviceFactList view={view} facts={facts} isOnline={isOnline} />
      </div>
      {view.mayChange ? (
        <div id="device-acts" data-topics="devices">
          <DeviceActs view={view} facts={facts} refused={refused} />
        </div>
      ) : null}
      <div id="device-told" data-topics="devices authorizations">
        <Events view={view} facts={facts} />
        <DeviceLease view={view} lease={facts.lease} nowMs={environment.nowMs()} />
        <DeviceKeys view={view} crypto={environment.crypto} keys={facts.keys} />
        <Unrated view={view} facts={facts} />
      </div>
    </Page>,
    refused === undefined ? 200 : refused.code === 'reason_missing' ? 422 : 409,
  )
}

function Events({ view, facts: { device, events } }: { readonly view: ConsoleView; readonly facts: DeviceFacts }) {
  const words = deviceWords[view.language]
  return (
    <section>
      <h2>{words.events}</h2>
      <DataTable caption={words.events} columns={eventColumns(view)} rows={events} empty={words.noEvents} />
      <p class="pager">
        <a href={`/console/devices/${device.id}/events`}>{words.allEvents}</a>
        <a href={`/console/authorizations?q=${device.id}`}>{words.authorizationsHere}</a>
      </p>
    </section>
  )
}

function Unrated({ view, facts: { unrated } }: { readonly view: ConsoleView; readonly facts: DeviceFacts }) {
  const words = deviceWords[view.language]
  if (unrated.length === 0) return null
  type Row = DeviceFacts['unrated'][number]
  const text = (name: 'service' | 'meter', head: string) => ({
    name,
    head,
    cell: (row: Row) => row[name],
    text: (row: Row) => row[name],
  })
  const columns = [
    text('service', words.unratedService),
    text('meter', words.unratedMeter),
    {
      name: 'reason',
      head: words.unratedReason,
      cell: ({ reason }: Row) => words.unratedReasons[reason],
      text: ({ reason }: Row) => reason,
    },
    {
      name: 'quantity',
      head: words.unratedQuantity,
      cell: ({ quantity }: Row) => formatQuantity(quantity),
      text: ({ quantity }: Row) => formatQuantity(quantity),
      isNumber: true,
    },
    {
      name: 'records',
      head: words.unratedRecords,
      cell: ({ records }: Row) => records,
      text: ({ records }: Row) => String(records),
      isNumber: true,
    },
  ]
  return (
    <section>
      <h2>{words.unrated}</h2>
      <p class="under">{words.unratedIntro}</p>
      <DataTable caption={words.unrated} columns={columns} rows={unrated} empty="" />
    </section>
  )
}
