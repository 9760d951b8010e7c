import { idSchema } from '@octroi/shared/api/shapes'
import { formatInstant } from '@octroi/shared/time/instant'
import { Hono } from 'hono'
import type { Device } from '../../devices/device.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { deviceTones } from './device-tones.ts'
import { deviceWords } from './device-words.ts'

const path = '/console/devices'

/** Every device of the tenant. */
export function deviceListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage } = dependencies
  return new Hono<HttpEnv>()
    .get('/devices.csv', (context) => {
      const columns = columnsOf(context.get('consoleView'))
      return csvFile(context, dependencies, { name: 'devices', columns, slice: ({ devices }, page) => devices.list(page) })
    })
    .get('/devices', async (context) => {
      const view = context.get('consoleView')
      const asked = idSchema('device').optional().safeParse(context.req.query('after'))
      if (!asked.success) return saidPage(context, view, 'notFound')
      const page = { limit: rowsPerPage, ...(asked.data === undefined ? {} : { after: asked.data }) }
      const { items, next } = await storage.read(context.get('caller').tenant, ({ devices }) => devices.list(page))
      const words = deviceWords[view.language]
      return context.html(
        <Page view={view} title={view.words.sections.devices} section="devices">
          <p class="intro">{words.intro}</p>
          <div id="devices" data-topics="devices">
            <DataTable caption={view.words.sections.devices} columns={columnsOf(view)} rows={items} empty={words.none} />
          </div>
          <UnderList view={view} path={path} after={asked.data} next={next} />
        </Page>,
      )
    })
}

function columnsOf({ language, formats }: ConsoleView): readonly Column<Device>[] {
  const words = deviceWords[language]
  return [
    {
      name: 'device',
      head: words.device,
      cell: ({ id, label }) => <a href={`${path}/${id}`}>{label}</a>,
      text: ({ id }) => id,
    },
    { name: 'owner', head: words.owner, cell: ({ owner }) => <span class="id">{owner}</span>, text: ({ owner }) => owner },
    {
      name: 'state',
      head: words.state,
      cell: ({ state }) => <Mark tone={deviceTones[state]}>{words.states[state]}</Mark>,
      text: ({ state }) => state,
    },
    {
      name: 'registered',
      head: words.registered,
      cell: ({ createdAtMs }) => formats.time(createdAtMs),
      text: ({ createdAtMs }) => formatInstant(createdAtMs),
    },
  ]
}
