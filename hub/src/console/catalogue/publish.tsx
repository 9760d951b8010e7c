import { versionScopes } from '@octroi/shared/api/vocabulary'
import type { Failure } from '@octroi/shared/errors/failure'
import { localInstant, type Zone } from '@octroi/shared/time/zone'
import { type Context, Hono } from 'hono'
import { noCatalogue } from '../../catalogue/catalogue.ts'
import { diffCatalogues } from '../../catalogue/diff-catalogues.ts'
import { parseCatalogue } from '../../catalogue/parse-catalogue.ts'
import { publishCatalogue } from '../../catalogue/publish-catalogue.use-case.ts'
import { type OfferLeft, staysBehind } from '../../catalogue/stays-behind.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { FormToken, Page } from '../frame/page.tsx'
import { lastMonth } from './backtest.tsx'
import { BacktestForm } from './backtest-form.tsx'
import { catalogueWords } from './catalogue-words.ts'
import { ChangeTable } from './change-table.tsx'
import { type Draft, DraftForm } from './draft-form.tsx'
import { FaultTable, type LineFault } from './fault-table.tsx'

/** Checking what was written, comparing it with what is there, and publishing it. */
export function publishRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .post('/catalogue/check', (context) => check(context, dependencies))
    .post('/catalogue/publish', (context) => publish(context, dependencies))
}

function draftOf(context: Context<HttpEnv>): Draft {
  const { source = '', from = '', touches } = context.get('form')
  return { source, from, touches: versionScopes.find((scope) => scope === touches) ?? 'new' }
}

/** Undefined where nothing was typed; null where it is no time. */
function effectiveMs({ zone }: ConsoleView, { from }: Draft): number | undefined | null {
  return from === '' ? undefined : (localInstant(zone as Zone, from) ?? null)
}

async function check(context: Context<HttpEnv>, { storage, environment }: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const draft = draftOf(context)
  const latest = await storage.read(context.get('caller').tenant, ({ catalogue }) => catalogue.latest())
  const parsed = parseCatalogue(draft.source, 'hub', latest?.catalogue)
  if (!parsed.ok) return faultyPage(context, draft, parsed.error)
  if (effectiveMs(view, draft) === null) return context.html(<FaultyPage view={view} draft={draft} isFromWrong />, 422)
  const words = catalogueWords[view.language]
  return context.html(
    <Page
      view={view}
      title={words.changes}
      section="catalogue"
      above={<a href="/console/catalogue">{view.words.sections.catalogue}</a>}
    >
      <ChangeTable
        words={words}
        caption={words.changes}
        changes={diffCatalogues(latest?.catalogue ?? noCatalogue, parsed.value)}
      />
      <Behind
        view={view}
        left={latest === undefined ? [] : staysBehind(latest.catalogue, { ...draft, catalogue: parsed.value })}
      />
      <section>
        <form method="post" action="/console/catalogue/publish">
          <FormToken view={view} />
          <textarea name="source" hidden aria-label={words.source}>
            {draft.source}
          </textarea>
          <input type="hidden" name="from" value={draft.from} />
          <input type="hidden" name="touches" value={draft.touches} />
          <p>{`${words.touched}${view.words.colon} ${words.scope[draft.touches]}`}</p>
          <p>{words.publishHint}</p>
          <button type="submit">{words.publish}</button>
        </form>
      </section>
      <BacktestForm view={view} asked={lastMonth(environment.nowMs(), draft.source)} hasDraftHidden />
      <DraftForm view={view} draft={draft} />
    </Page>,
  )
}

function publish(context: Context<HttpEnv>, dependencies: HttpDependencies): Response | Promise<Response> {
  const view = context.get('consoleView')
  const draft = draftOf(context)
  const effectiveFromMs = effectiveMs(view, draft)
  if (effectiveFromMs === null) return context.html(<FaultyPage view={view} draft={draft} isFromWrong />, 422)
  const command = { source: draft.source, touches: draft.touches, ...(effectiveFromMs === undefined ? {} : { effectiveFromMs }) }
  return act(context, dependencies, (stores) => publishCatalogue(stores, dependencies.environment, command), {
    onRefused: (failure: Failure) => faultyPage(context, draft, failure.faults ?? [{ path: '', ...failure }]),
    onDone: () => context.redirect('/console/catalogue?done=published', 303),
  })
}

/** Offers whose subscriptions are not touched, though others are. */
function Behind({ view, left }: { readonly view: ConsoleView; readonly left: readonly OfferLeft[] }) {
  const words = catalogueWords[view.language]
  const columns: readonly Column<OfferLeft>[] = [
    { name: 'offer', head: words.offer, cell: ({ offer }) => <span class="id">{offer}</span>, text: ({ offer }) => offer },
    { name: 'reason', head: words.reason, cell: ({ reason }) => words.behindWhy[reason], text: ({ reason }) => reason },
  ]
  return left.length === 0 ? null : <DataTable caption={words.behind} columns={columns} rows={left} empty="" />
}

function faultyPage(context: Context<HttpEnv>, draft: Draft, faults: readonly LineFault[]): Response | Promise<Response> {
  return context.html(<FaultyPage view={context.get('consoleView')} draft={draft} faults={faults} />, 422)
}

interface FaultyProps {
  readonly view: ConsoleView
  readonly draft: Draft
  readonly faults?: readonly LineFault[]
  readonly isFromWrong?: boolean
}

function FaultyPage({ view, draft, faults = [], isFromWrong = false }: FaultyProps) {
  const words = catalogueWords[view.language]
  return (
    <Page
      view={view}
      title={words.next}
      section="catalogue"
      above={<a href="/console/catalogue">{view.words.sections.catalogue}</a>}
    >
      <FaultTable view={view} faults={faults} />
      <DraftForm view={view} draft={draft} isFromWrong={isFromWrong} />
    </Page>
  )
}
