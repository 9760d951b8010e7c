import { type Context, Hono } from 'hono'
import type { CatalogueVersion } from '../../catalogue/catalogue.store.ts'
import { diffCatalogues } from '../../catalogue/diff-catalogues.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { Facts, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { catalogueWords } from './catalogue-words.ts'
import { ChangeTable } from './change-table.tsx'

/** One version: since when, what it changed, its file. */
export function versionPageRoutes({ storage }: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/catalogue/versions/:version', async (context) => {
    const view = context.get('consoleView')
    const words = catalogueWords[view.language]
    const version = numberOf(context.req.param('version'))
    const from = context.req.query('from') === undefined ? (version ?? 0) - 1 : numberOf(context.req.query('from'))
    const found =
      version === undefined
        ? undefined
        : await storage.read(context.get('caller').tenant, async ({ catalogue }) => ({
            shown: await catalogue.get(version),
            former: from === undefined || from === 0 ? undefined : await catalogue.get(from),
          }))
    if (found?.shown === undefined) return saidPage(context, view, 'notFound')
    const { shown, former } = found
    return context.html(
      <Page
        view={view}
        title={words.versionNumber(shown.version)}
        section="catalogue"
        above={<a href="/console/catalogue">{view.words.sections.catalogue}</a>}
      >
        <Facts
          facts={[
            [words.effectiveFrom, view.formats.moment(shown.effectiveFromMs)],
            [words.touched, words.scope[shown.touches]],
            [words.published, view.formats.moment(shown.publishedAtMs)],
          ]}
        />
        {former === undefined ? null : <Changes context={context} shown={shown} former={former} />}
        <section aria-labelledby="file">
          <h2 id="file">{words.file}</h2>
          <pre tabindex={0}>{shown.source}</pre>
        </section>
      </Page>,
    )
  })
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

interface ChangesProps {
  readonly context: Context<HttpEnv>
  readonly shown: CatalogueVersion
  readonly former: CatalogueVersion
}

function Changes({ context, shown, former }: ChangesProps) {
  const { language, words: frame } = context.get('consoleView')
  const words = catalogueWords[language]
  const caption = words.changesFrom(former.version)
  return (
    <section>
      <h2>{caption}</h2>
      <ChangeTable words={words} caption={caption} changes={diffCatalogues(former.catalogue, shown.catalogue)} />
      <form class="filter" method="get">
        <div class="field">
          <label for="from">{words.compareWith}</label>
          <input id="from" name="from" type="number" min={1} value={former.version} />
        </div>
        <button type="submit">{frame.search}</button>
      </form>
    </section>
  )
}
