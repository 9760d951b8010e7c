import { numberCursor } from '@octroi/shared/api/shapes'
import { formatInstant } from '@octroi/shared/time/instant'
import { Hono } from 'hono'
import type { CatalogueVersion } from '../../catalogue/catalogue.store.ts'
import type { Offer } from '../../catalogue/catalogue.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Empty, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { backtestPath } from './backtest-form.tsx'
import { backtestWords } from './backtest-words.ts'
import { catalogueWords } from './catalogue-words.ts'
import { Coupons, couponRows } from './coupons.tsx'
import { DraftForm } from './draft-form.tsx'

const path = '/console/catalogue'

/** The catalogue in effect, its versions, and where the next one is written. */
export function cataloguePageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage, environment } = dependencies
  return new Hono<HttpEnv>()
    .get('/catalogue.csv', (context) => {
      const columns = columnsOf(context.get('consoleView'), environment.nowMs())
      return csvFile(context, dependencies, {
        name: 'catalogue-versions',
        columns,
        slice: ({ catalogue }, page) => catalogue.list(page),
      })
    })
    .get('/catalogue', async (context) => {
      const view = context.get('consoleView')
      const asked = numberCursor.optional().safeParse(askedOf(context).after)
      if (!asked.success) return saidPage(context, view, 'notFound')
      const nowMs = environment.nowMs()
      const page = { limit: rowsPerPage, ...(asked.data === undefined ? {} : { after: asked.data }) }
      const { current, latest, list, coupons } = await storage.read(
        context.get('caller').tenant,
        async ({ catalogue, promotions }) => ({
          current: await catalogue.inEffectAt(nowMs),
          latest: await catalogue.latest(),
          list: await catalogue.list(page),
          coupons: await couponRows(promotions, (await catalogue.inEffectAt(nowMs))?.catalogue),
        }),
      )
      const words = catalogueWords[view.language]
      const notice = context.req.query('done') === 'published' ? words.publishedNow : undefined
      return context.html(
        <Page view={view} title={view.words.sections.catalogue} section="catalogue" notice={notice}>
          <p class="intro">{words.intro}</p>
          {latest === undefined ? null : (
            <p>
              <a href={backtestPath}>{backtestWords[view.language].title}</a>
            </p>
          )}
          <div id="current" data-topics="catalogue">
            {current === undefined ? <Empty>{words.none}</Empty> : <Current view={view} version={current} />}
            <Coupons view={view} rows={coupons} />
          </div>
          {latest === undefined ? null : (
            <section>
              <h2>{words.versions}</h2>
              <div id="version-list" data-topics="catalogue">
                <DataTable caption={words.versions} columns={columnsOf(view, nowMs)} rows={list.items} empty="" />
              </div>
              <UnderList view={view} path={path} after={asked.data} next={list.next} />
            </section>
          )}
          {view.mayChange ? <DraftForm view={view} draft={{ source: latest?.source ?? '', from: '', touches: 'new' }} /> : null}
        </Page>,
      )
    })
}

function Current({ view, version }: { readonly view: ConsoleView; readonly version: CatalogueVersion }) {
  const words = catalogueWords[view.language]
  const offers = Object.entries(version.catalogue.offers)
  const columns: readonly Column<[string, Offer]>[] = [
    {
      name: 'offer',
      head: words.offer,
      cell: ([key, { name }]) => (
        <>
          {name} <span class="under id">{key}</span>
        </>
      ),
      text: ([key]) => key,
    },
    { name: 'currency', head: words.currency, cell: ([, { currency }]) => currency, text: ([, { currency }]) => currency },
    {
      name: 'prices',
      head: words.prices,
      cell: ([, { prices }]) => Object.keys(prices).join(', '),
      text: ([, { prices }]) => Object.keys(prices).join(' '),
    },
    {
      name: 'services',
      head: words.services,
      cell: ([, { entitlements }]) => [...new Set(entitlements.map(({ service }) => service))].join(', '),
      text: ([, { entitlements }]) => entitlements.map(({ service }) => service).join(' '),
    },
  ]
  return (
    <>
      <h2>
        {`${words.inEffect}${view.words.colon}`}{' '}
        <a href={`${path}/versions/${version.version}`}>{words.versionNumber(version.version)}</a>
      </h2>
      <DataTable caption={words.offers} columns={columns} rows={offers} empty={words.none} />
    </>
  )
}

function columnsOf({ language, formats }: ConsoleView, nowMs: number): readonly Column<CatalogueVersion>[] {
  const words = catalogueWords[language]
  return [
    {
      name: 'version',
      head: words.version,
      cell: ({ version }) => <a href={`${path}/versions/${version}`}>{words.versionNumber(version)}</a>,
      text: ({ version }) => String(version),
    },
    {
      name: 'effective_from',
      head: words.effectiveFrom,
      cell: ({ effectiveFromMs }) => (
        <>
          {formats.time(effectiveFromMs)} {effectiveFromMs > nowMs ? <Mark tone="plain">{words.later}</Mark> : null}
        </>
      ),
      text: ({ effectiveFromMs }) => formatInstant(effectiveFromMs),
    },
    {
      name: 'touches',
      head: words.touched,
      cell: ({ touches }) => words.scope[touches],
      text: ({ touches }) => touches,
    },
    {
      name: 'published',
      head: words.published,
      cell: ({ publishedAtMs }) => formats.time(publishedAtMs),
      text: ({ publishedAtMs }) => formatInstant(publishedAtMs),
    },
    {
      name: 'offers',
      head: words.offers,
      cell: ({ catalogue }) => Object.keys(catalogue.offers).length,
      text: ({ catalogue }) => String(Object.keys(catalogue.offers).length),
      isNumber: true,
    },
  ]
}
