import { openingsQuerySchema } from '@octroi/shared/api/openings'
import { Hono } from 'hono'
import { type ListedOpening, listOpenings } from '../../authorizations/list-openings.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { OpeningList } from './opening-list.tsx'
import { Empty, Page, Pager } from './page.tsx'
import { notFoundPage } from './plain-pages.tsx'
import { serviceNames } from './service-names.ts'
import type { OwnView } from './view.ts'

const perPage = 20

/** Every opening of the reader's devices. */
export function openingRoutes({ storage, environment }: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/openings', async (context) => {
    const view = context.get('view')
    const asked = openingsQuerySchema.pick({ after: true }).safeParse({ after: context.req.query('after') })
    if (!asked.success) return notFoundPage(context, view)
    const { after } = asked.data
    const page = { limit: perPage, ...(after === undefined ? {} : { after }) }
    const shown = await storage.read(context.get('caller').tenant, async (stores) => ({
      ...(await listOpenings(stores, environment, { page, owner: view.account.id })),
      services: await serviceNames(stores),
    }))
    return context.html(<OpeningsPage view={view} after={after} {...shown} />)
  })
}

interface Props {
  readonly view: OwnView
  readonly items: readonly ListedOpening[]
  readonly services: ReadonlyMap<string, string>
  readonly after: string | undefined
  readonly next?: string
}

function OpeningsPage({ view, items, services, after, next }: Props) {
  const { words } = view
  return (
    <Page view={view} title={words.openings} section="openings">
      <p class="intro">{words.openingsIntro}</p>
      {items.length === 0 ? (
        <Empty>{words.noOpenings}</Empty>
      ) : (
        <OpeningList view={view} openings={items} services={services} heading="h2" />
      )}
      <Pager path="/my/openings" after={after} next={next} words={{ next: words.older, first: words.newest }} />
    </Page>
  )
}
