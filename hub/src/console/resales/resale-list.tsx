import { idSchema } from '@octroi/shared/api/shapes'
import type { ResaleState } from '@octroi/shared/api/vocabulary'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { type Resale, resaleState } from '../../resales/resale.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Ask, FormToken, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { AcceptForm, ProposeForm, type RefusedResale } from './resale-forms.tsx'
import { resaleWords } from './resale-words.ts'

export const resalesPath = '/console/settings/resales'
const querySchema = z.object({ after: idSchema('resale').optional(), done: z.enum(['ended', 'accepted']).optional() })

/** What is agreed with other tenants, on either side, newest first. */
export function resaleListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/settings/resales.csv', (context) =>
      csvFile(context, dependencies, {
        name: 'resales',
        columns: columnsOf(context.get('consoleView'), dependencies.environment.nowMs()),
        slice: ({ resales }, page) => resales.list(page),
      }),
    )
    .get('/settings/resales', (context) => resalesPage(context, dependencies))
}

export async function resalesPage(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  refused?: RefusedResale,
): Promise<Response> {
  const view = context.get('consoleView')
  const query = querySchema.safeParse(askedOf(context))
  if (!query.success) return saidPage(context, view, 'notFound')
  const { after, done } = query.data
  const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
  const { items, next } = await storage.read(context.get('caller').tenant, ({ resales }) => resales.list(page))
  const words = resaleWords[view.language]
  return context.html(
    <Page
      view={view}
      title={words.resales}
      section="settings"
      notice={done === undefined ? undefined : words[done]}
      above={<a href="/console/settings">{view.words.sections.settings}</a>}
    >
      <p class="intro">{words.intro}</p>
      <div id="resales" data-topics="resales">
        <DataTable caption={words.resales} columns={columnsOf(view, environment.nowMs())} rows={items} empty={words.none} />
      </div>
      <UnderList view={view} path={resalesPath} after={after} next={next} />
      {view.mayChange ? (
        <>
          <ProposeForm view={view} path={resalesPath} refused={refused} />
          <AcceptForm view={view} path={`${resalesPath}/acceptances`} refused={refused} />
        </>
      ) : null}
    </Page>,
    refused === undefined ? 200 : 422,
  )
}

const tones = { proposed: 'plain', lapsed: 'plain', agreed: 'good', ended: 'plain' } as const satisfies Record<
  ResaleState,
  string
>

function columnsOf(view: ConsoleView, nowMs: number): readonly Column<Resale>[] {
  const words = resaleWords[view.language]
  const { formats } = view
  return [
    {
      name: 'partner',
      head: words.partner,
      cell: ({ id, side, partner }) => (
        <>
          {partner?.name ?? words.notYet}
          <span class="under">{side === 'reseller' ? <a href={`${resalesPath}/${id}/devices`}>{words.devices}</a> : null}</span>
        </>
      ),
      text: ({ partner }) => partner?.name ?? '',
    },
    { name: 'resale', head: '', cell: () => '', text: ({ id }) => id, isOnlyInFile: true },
    { name: 'partner_tenant', head: '', cell: () => '', text: ({ partner }) => partner?.tenant ?? '', isOnlyInFile: true },
    { name: 'side', head: words.side, cell: ({ side }) => words.sides[side], text: ({ side }) => side },
    {
      name: 'account',
      head: words.account,
      cell: (resale) =>
        resale.side === 'reseller' ? (
          ''
        ) : (
          <a class="id" href={`/console/accounts/${resale.account}`}>
            {resale.account}
          </a>
        ),
      text: (resale) => (resale.side === 'supplier' ? resale.account : ''),
    },
    {
      name: 'state',
      head: words.state,
      cell: (resale) => {
        const state = resaleState(resale, nowMs)
        return <Mark tone={tones[state]}>{words.states[state]}</Mark>
      },
      text: (resale) => resaleState(resale, nowMs),
    },
    {
      name: 'since',
      head: words.since,
      cell: ({ agreedAtMs }) => (agreedAtMs === undefined ? '' : formats.time(agreedAtMs)),
      text: ({ agreedAtMs }) => (agreedAtMs === undefined ? '' : formatInstant(agreedAtMs)),
    },
    {
      name: 'until',
      head: words.until,
      cell: (resale) => {
        if (resale.endedAtMs !== undefined) return formats.time(resale.endedAtMs)
        return view.mayChange ? <End view={view} id={resale.id} /> : ''
      },
      text: ({ endedAtMs }) => (endedAtMs === undefined ? '' : formatInstant(endedAtMs)),
    },
  ]
}

function End({ view, id }: { readonly view: ConsoleView; readonly id: string }) {
  const words = resaleWords[view.language]
  return (
    <Ask label={words.end}>
      <form method="post" action={`${resalesPath}/${id}/end`}>
        <FormToken view={view} />
        <p>{words.endHint}</p>
        <button type="submit" class="grave">
          {words.end}
        </button>
      </form>
    </Ask>
  )
}
