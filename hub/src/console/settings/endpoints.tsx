import { idSchema } from '@octroi/shared/api/shapes'
import { newEndpointSchema } from '@octroi/shared/api/webhooks'
import { ok } from '@octroi/shared/errors/result'
import { isId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { addEndpoint } from '../../confirmations/add-endpoint.use-case.ts'
import type { Endpoint } from '../../confirmations/endpoint.ts'
import { removeEndpoint } from '../../confirmations/remove-endpoint.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { described, Field } from '../../http/pages/field.tsx'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Ask, FormToken, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { type SettingsWords, settingsWords } from './settings-words.ts'
import { ShownOnce } from './shown-once.tsx'

const path = '/console/settings/endpoints'
const querySchema = z.object({ after: idSchema('endpoint').optional(), done: z.literal('removed').optional() })
const addedSchema = newEndpointSchema.extend({ account: idSchema('account') })

/** What was typed and not taken. */
interface Refused {
  readonly account: string
  readonly url: string
  readonly wrong: 'account' | 'url' | 'tooMany'
}

/** Where partners are told: every endpoint of the tenant. */
export function endpointRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/settings/endpoints.csv', (context) =>
      csvFile(context, dependencies, {
        name: 'webhook-endpoints',
        columns: columnsOf(context.get('consoleView')),
        slice: ({ endpoints }, page) => endpoints.list(page),
      }),
    )
    .get('/settings/endpoints', (context) => endpointsPage(context, dependencies))
    .post('/settings/endpoints', (context) => add(context, dependencies))
    .post('/settings/endpoints/:endpoint/remove', (context) => remove(context, dependencies))
}

async function add(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const { account = '', url = '' } = context.get('form')
  const refused = (wrong: Refused['wrong']) => endpointsPage(context, dependencies, { account, url, wrong })
  const asked = addedSchema.safeParse({ account: account.trim(), url: url.trim() })
  if (!asked.success) {
    return refused(asked.error.issues.some(({ path: [field] }) => field === 'account') ? 'account' : 'url')
  }
  return act(
    context,
    dependencies,
    async (stores) => {
      if ((await stores.accounts.get(asked.data.account)) === undefined) return ok(undefined)
      const done = await addEndpoint(stores, dependencies.environment, dependencies.webhooks, asked.data)
      return done.ok ? ok({ id: done.value.endpoint.id, secret: done.value.secret }) : done
    },
    {
      onRefused: ({ kind }) => refused(kind === 'conflict' ? 'tooMany' : 'url'),
      onDone: (added) => (added === undefined ? refused('account') : context.html(<Added view={view} secret={added.secret} />)),
    },
  )
}

function Added({ view, secret }: { readonly view: ConsoleView; readonly secret: string }) {
  const words = settingsWords[view.language]
  return (
    <ShownOnce
      view={view}
      title={words.addEndpoint}
      notice={words.endpointAdded}
      label={words.secret}
      hint={words.secretOnce}
      secret={secret}
      path={path}
      list={words.endpoints}
    />
  )
}

async function remove(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const id = context.req.param('endpoint') ?? ''
  if (!isId('endpoint', id)) return saidPage(context, context.get('consoleView'), 'notFound')
  return act(context, dependencies, (stores) => removeEndpoint(stores, { id, account: undefined }), {
    onRefused: () => endpointsPage(context, dependencies),
    onDone: () => context.redirect(`${path}?done=removed`, 303),
  })
}

async function endpointsPage(context: Context<HttpEnv>, { storage }: HttpDependencies, refused?: Refused): Promise<Response> {
  const view = context.get('consoleView')
  const query = querySchema.safeParse(askedOf(context))
  if (!query.success) return saidPage(context, view, 'notFound')
  const { after, done } = query.data
  const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
  const { items, next } = await storage.read(context.get('caller').tenant, ({ endpoints }) => endpoints.list(page))
  const words = settingsWords[view.language]
  return context.html(
    <Page
      view={view}
      title={words.endpoints}
      section="settings"
      notice={done === undefined ? undefined : words.endpointRemoved}
      above={<a href="/console/settings">{view.words.sections.settings}</a>}
    >
      <p class="intro">{words.endpointsIntro}</p>
      <div id="endpoints" data-topics="webhooks">
        <DataTable caption={words.endpoints} columns={columnsOf(view)} rows={items} empty={words.noEndpoints} />
      </div>
      <UnderList view={view} path={path} after={after} next={next} />
      {view.mayChange ? <AddForm view={view} words={words} refused={refused} /> : null}
    </Page>,
    refused === undefined ? 200 : 422,
  )
}

interface AddProps {
  readonly view: ConsoleView
  readonly words: SettingsWords
  readonly refused: Refused | undefined
}

function AddForm({ view, words, refused }: AddProps) {
  const faults = { account: words.accountWrong, url: words.urlWrong, tooMany: words.tooManyEndpoints }
  const fault = refused && faults[refused.wrong]
  const account = refused?.wrong === 'url' ? undefined : fault
  const url = refused?.wrong === 'url' ? fault : undefined
  return (
    <section>
      <Ask label={words.addEndpoint} isOpen={refused !== undefined}>
        <form method="post" action={path}>
          <FormToken view={view} />
          <Field name="account" label={words.account} fault={account}>
            <input {...described('account', { fault: account })} value={refused?.account} placeholder="acct_…" required />
          </Field>
          <Field name="url" label={words.url} fault={url}>
            <input {...described('url', { fault: url })} type="url" value={refused?.url} maxlength={2000} required />
          </Field>
          <button type="submit">{words.add}</button>
        </form>
      </Ask>
    </section>
  )
}

function columnsOf(view: ConsoleView): readonly Column<Endpoint>[] {
  const words = settingsWords[view.language]
  const { formats } = view
  return [
    {
      name: 'endpoint',
      head: words.url,
      cell: ({ id, url }) => (
        <>
          {url}
          <span class="under">
            <a href={`/console/webhooks?endpoint=${id}`}>{words.deliveries}</a>
          </span>
        </>
      ),
      text: ({ id }) => id,
    },
    {
      name: 'account',
      head: words.account,
      cell: ({ account }) => (
        <a class="id" href={`/console/accounts/${account}`}>
          {account}
        </a>
      ),
      text: ({ account }) => account,
    },
    {
      name: 'added',
      head: words.added,
      cell: ({ createdAtMs }) => formats.time(createdAtMs),
      text: ({ createdAtMs }) => formatInstant(createdAtMs),
    },
    {
      name: 'url',
      head: words.remove,
      cell: ({ id }) => <Remove view={view} words={words} id={id} />,
      text: ({ url }) => url,
    },
  ]
}

interface RemoveProps {
  readonly view: ConsoleView
  readonly words: SettingsWords
  readonly id: string
}

function Remove({ view, words, id }: RemoveProps) {
  if (!view.mayChange) return null
  return (
    <Ask label={words.remove}>
      <form method="post" action={`${path}/${id}/remove`}>
        <FormToken view={view} />
        <p>{words.removeHint}</p>
        <button type="submit" class="grave">
          {words.remove}
        </button>
      </form>
    </Ask>
  )
}
