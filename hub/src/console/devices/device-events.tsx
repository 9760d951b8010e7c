import { accessEventCursor } from '@octroi/shared/api/devices'
import { seqSchema } from '@octroi/shared/api/shapes'
import { isId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { Hono } from 'hono'
import { type AccessEvent, type AccessEventType, handedOnDetail } from '../../authorizations/access-event.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { proofOfRecord } from '../../proof/proof-of-record.use-case.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { deviceWords } from './device-words.ts'
import { eventWords } from './event-words.ts'

const tones: Partial<Readonly<Record<AccessEventType, 'good' | 'warn' | 'bad'>>> = {
  opened: 'good',
  secured: 'good',
  performed: 'good',
  refused: 'bad',
  lease_refused: 'bad',
  failed: 'bad',
  outcome_unknown: 'bad',
  fault: 'bad',
  left_open: 'warn',
  safety_action: 'warn',
}

/** What a device told, page by page, and the proof of each record. */
export function deviceEventRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage, environment } = dependencies
  return new Hono<HttpEnv>()
    .get('/devices/:device/events.csv', async (context) => {
      const view = context.get('consoleView')
      const id = context.req.param('device')
      const isKnown =
        isId('device', id) && (await storage.read(context.get('caller').tenant, ({ devices }) => devices.get(id))) !== undefined
      if (!isKnown) return saidPage(context, view, 'notFound')
      return csvFile(context, dependencies, {
        name: 'events',
        columns: eventColumns(view),
        slice: ({ authorizations }, page) => authorizations.deviceEvents(page, id),
      })
    })
    .get('/devices/:device/events', async (context) => {
      const view = context.get('consoleView')
      const id = context.req.param('device')
      const after = accessEventCursor.optional().safeParse(context.req.query('after'))
      if (!isId('device', id) || !after.success) return saidPage(context, view, 'notFound')
      const page = { limit: rowsPerPage, ...(after.data === undefined ? {} : { after: after.data }) }
      const found = await storage.read(context.get('caller').tenant, async ({ devices, authorizations }) => {
        const device = await devices.get(id)
        return device && { device, ...(await authorizations.deviceEvents(page, id)) }
      })
      if (found === undefined) return saidPage(context, view, 'notFound')
      const words = deviceWords[view.language]
      const path = `/console/devices/${id}`
      return context.html(
        <Page view={view} title={words.events} section="devices" above={<a href={path}>{found.device.label}</a>}>
          <div id="events" data-topics="devices authorizations">
            <DataTable caption={words.events} columns={eventColumns(view)} rows={found.items} empty={words.noEvents} />
          </div>
          <UnderList view={view} path={`${path}/events`} after={after.data} next={found.next} />
        </Page>,
      )
    })
    .get('/devices/:device/records/:seq/proof', async (context) => {
      const { device, seq } = context.req.param()
      const isAsked = isId('device', device) && seqSchema.safeParse(seq).success
      const proof = !isAsked
        ? undefined
        : await storage.read(context.get('caller').tenant, async (stores) =>
            (await stores.devices.get(device)) === undefined
              ? undefined
              : proofOfRecord(stores, environment, { device, seq: Number(seq), reader: undefined }),
          )
      if (proof === undefined) return saidPage(context, context.get('consoleView'), 'notFound')
      return context.json(proof, 200, { 'content-disposition': `attachment; filename="record-${seq}-${device}.json"` })
    })
}

/** When, as far as the clock is to be trusted. */
export function eventTime({ language, formats }: ConsoleView, { atMs, timeState }: AccessEvent): string {
  const words = eventWords[language]
  if (timeState === 'unknown') return words.unknownTime
  return timeState === 'floor' ? words.floorTime(formats.moment(atMs)) : formats.moment(atMs)
}

export function eventDetail({ language }: ConsoleView, { type, detail }: AccessEvent): string {
  if (detail === undefined) return ''
  if (detail === handedOnDetail) return eventWords[language].handedOn
  return type === 'left_open' ? eventWords[language].seconds(detail) : detail
}

export function eventColumns(view: ConsoleView): readonly Column<AccessEvent>[] {
  const words = eventWords[view.language]
  return [
    {
      name: 'at',
      head: words.when,
      cell: (event) => eventTime(view, event),
      text: ({ atMs, timeState }) => (timeState === 'unknown' ? '' : formatInstant(atMs)),
    },
    {
      name: 'type',
      head: words.what,
      cell: (event) => (
        <>
          <Mark tone={tones[event.type] ?? 'plain'}>{words.types[event.type]}</Mark> {eventDetail(view, event)}
          {event.overlap === undefined ? null : <span class="under">{words.overlap}</span>}
        </>
      ),
      text: ({ type }) => type,
    },
    { name: 'service', head: words.service, cell: ({ service }) => service, text: ({ service }) => service },
    {
      name: 'authorization',
      head: words.authorization,
      cell: ({ authorization, type }) =>
        authorization === undefined ? (
          <span class="soft">{type === 'opened' ? words.byHand : '–'}</span>
        ) : (
          <a class="id" href={`/console/authorizations/${authorization}`}>
            {authorization}
          </a>
        ),
      text: ({ authorization }) => authorization ?? '',
    },
    {
      name: 'record',
      head: words.record,
      cell: ({ device, seq, overlap }) =>
        overlap === undefined ? (
          <a href={`/console/devices/${device}/records/${seq}/proof`} download title={words.proof}>
            {seq}
          </a>
        ) : (
          seq
        ),
      text: ({ seq }) => String(seq),
      isNumber: true,
    },
  ]
}
