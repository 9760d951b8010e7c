import { idSchema } from '@octroi/shared/api/shapes'
import { isId, type ResaleId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { type ResoldDevice, resoldDevices } from '../../resales/resold-devices.use-case.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { resalesPath } from './resale-list.tsx'
import { resaleWords } from './resale-words.ts'

const querySchema = z.object({ after: idSchema('device').optional() })

/** What the supplier of a resale calls each device of this tenant. */
export function resoldDeviceRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage, environment } = dependencies
  return new Hono<HttpEnv>()
    .get('/settings/resales/:resale/devices.csv', async (context) => {
      const view = context.get('consoleView')
      const resale = resaleOf(context)
      const known = resale && (await storage.read(context.get('caller').tenant, ({ resales }) => resales.get(resale)))
      if (resale === undefined || known?.side !== 'reseller') return saidPage(context, view, 'notFound')
      return csvFile(context, dependencies, {
        name: 'resold-devices',
        columns: columnsOf(view),
        slice: async (stores, page) => {
          const listed = await resoldDevices(stores, environment, { resale, page })
          return listed.ok ? listed.value : { items: [] }
        },
      })
    })
    .get('/settings/resales/:resale/devices', async (context) => {
      const view = context.get('consoleView')
      const [resale, query] = [resaleOf(context), querySchema.safeParse(askedOf(context))]
      if (resale === undefined || !query.success) return saidPage(context, view, 'notFound')
      const { after } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const listed = await storage.read(context.get('caller').tenant, (stores) =>
        resoldDevices(stores, environment, { resale, page }),
      )
      if (!listed.ok) return saidPage(context, view, 'notFound')
      const { items, next } = listed.value
      const words = resaleWords[view.language]
      return context.html(
        <Page view={view} title={words.devices} section="settings" above={<a href={resalesPath}>{words.resales}</a>}>
          <p class="intro">{words.devicesIntro}</p>
          <DataTable caption={words.devices} columns={columnsOf(view)} rows={items} empty={words.noDevices} />
          <UnderList view={view} path={`${resalesPath}/${resale}/devices`} after={after} next={next} />
        </Page>,
      )
    })
}

function resaleOf(context: Context<HttpEnv>): ResaleId | undefined {
  const id = context.req.param('resale') ?? ''
  return isId('resale', id) ? id : undefined
}

function columnsOf({ language }: ConsoleView): readonly Column<ResoldDevice>[] {
  const words = resaleWords[language]
  return [
    {
      name: 'device',
      head: words.device,
      cell: ({ device }) => (
        <a class="id" href={`/console/devices/${device}`}>
          {device}
        </a>
      ),
      text: ({ device }) => device,
    },
    { name: 'alias', head: words.alias, cell: ({ alias }) => <span class="id">{alias}</span>, text: ({ alias }) => alias },
  ]
}
