import { newApiKeySchema } from '@octroi/shared/api/accounts'
import { idSchema } from '@octroi/shared/api/shapes'
import { roles } from '@octroi/shared/api/vocabulary'
import { ok } from '@octroi/shared/errors/result'
import { isId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { ApiKey } from '../../accounts/api-key.ts'
import { giveApiKey } from '../../accounts/give-api-key.use-case.ts'
import { revokeApiKey } from '../../accounts/revoke-api-key.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { described, Field } from '../../http/pages/field.tsx'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Ask, FormToken, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { type SettingsWords, settingsWords } from './settings-words.ts'
import { ShownOnce } from './shown-once.tsx'

const path = '/console/settings/keys'
const querySchema = z.object({ after: idSchema('apiKey').optional(), done: z.literal('revoked').optional() })
const givenSchema = newApiKeySchema.extend({ account: idSchema('account') })

/** What was typed and not taken. */
interface Refused {
  readonly account: string
  readonly label: string
  readonly role: string
  readonly wrong: 'account' | 'label'
}

/** Every API key of the tenant: giving one, and taking one away. */
export function apiKeyRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/settings/keys.csv', (context) =>
      csvFile(context, dependencies, {
        name: 'api-keys',
        columns: columnsOf(context.get('consoleView')),
        slice: ({ accounts }, page) => accounts.apiKeys(page),
      }),
    )
    .get('/settings/keys', (context) => keysPage(context, dependencies))
    .post('/settings/keys', (context) => give(context, dependencies))
    .post('/settings/keys/:key/revoke', (context) => revoke(context, dependencies))
}

async function give(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const { tenant } = context.get('caller')
  const { account = '', label = '', role = '' } = context.get('form')
  const asked = givenSchema.safeParse({ account: account.trim(), label, role })
  if (!asked.success) {
    const wrong = asked.error.issues.some(({ path: [field] }) => field === 'account') ? 'account' : 'label'
    return keysPage(context, dependencies, { account, label, role, wrong })
  }
  return act(
    context,
    dependencies,
    async (stores) => {
      if ((await stores.accounts.get(asked.data.account)) === undefined) return ok(undefined)
      const given = await giveApiKey(stores, dependencies.environment, { tenant, ...asked.data })
      // The token stays out of what the audit log notes.
      return given.ok ? ok({ id: given.value.key.id, token: given.value.token }) : given
    },
    {
      onRefused: () => keysPage(context, dependencies, { account, label, role, wrong: 'account' }),
      onDone: (given) =>
        given === undefined
          ? keysPage(context, dependencies, { account, label, role, wrong: 'account' })
          : context.html(<Given view={view} token={given.token} />),
    },
  )
}

function Given({ view, token }: { readonly view: ConsoleView; readonly token: string }) {
  const words = settingsWords[view.language]
  return (
    <ShownOnce
      view={view}
      title={words.giveKey}
      notice={words.keyGiven}
      label={words.token}
      hint={words.tokenOnce}
      secret={token}
      path={path}
      list={words.apiKeys}
    />
  )
}

async function revoke(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const key = context.req.param('key') ?? ''
  const { account = '' } = context.get('form')
  if (!isId('apiKey', key) || !isId('account', account)) return saidPage(context, context.get('consoleView'), 'notFound')
  return act(context, dependencies, (stores) => revokeApiKey(stores, dependencies.environment, { account, key }), {
    onRefused: () => keysPage(context, dependencies),
    onDone: () => context.redirect(`${path}?done=revoked`, 303),
  })
}

async function keysPage(context: Context<HttpEnv>, { storage }: HttpDependencies, refused?: Refused): Promise<Response> {
  const view = context.get('consoleView')
  const query = querySchema.safeParse(askedOf(context))
  if (!query.success) return saidPage(context, view, 'notFound')
  const { after, done } = query.data
  const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
  const { items, next } = await storage.read(context.get('caller').tenant, ({ accounts }) => accounts.apiKeys(page))
  const words = settingsWords[view.language]
  return context.html(
    <Page
      view={view}
      title={words.apiKeys}
      section="settings"
      notice={done === undefined ? undefined : words.keyRevoked}
      above={<a href="/console/settings">{view.words.sections.settings}</a>}
    >
      <p class="intro">{words.apiKeysIntro}</p>
      <div id="keys-list" data-topics="accounts">
        <DataTable caption={words.apiKeys} columns={columnsOf(view)} rows={items} empty={words.noKeys} />
      </div>
      <UnderList view={view} path={path} after={after} next={next} />
      {view.mayChange ? <GiveForm view={view} words={words} refused={refused} /> : null}
    </Page>,
    refused === undefined ? 200 : 422,
  )
}

interface GiveProps {
  readonly view: ConsoleView
  readonly words: SettingsWords
  readonly refused: Refused | undefined
}

function GiveForm({ view, words, refused }: GiveProps) {
  const account = refused?.wrong === 'account' ? words.accountWrong : undefined
  const label = refused?.wrong === 'label' ? words.labelWrong : undefined
  return (
    <section>
      <Ask label={words.giveKey} isOpen={refused !== undefined}>
        <form method="post" action={path}>
          <FormToken view={view} />
          <Field name="account" label={words.account} fault={account}>
            <input {...described('account', { fault: account })} value={refused?.account} placeholder="acct_…" required />
          </Field>
          <Field name="role" label={words.role}>
            <select {...described('role', {})}>
              {roles.toReversed().map((role) => (
                <option value={role} selected={role === refused?.role}>
                  {words.roles[role]}
                </option>
              ))}
            </select>
          </Field>
          <Field name="label" label={words.label} fault={label}>
            <input {...described('label', { fault: label })} value={refused?.label} maxlength={200} required />
          </Field>
          <button type="submit">{words.give}</button>
        </form>
      </Ask>
    </section>
  )
}

function columnsOf(view: ConsoleView): readonly Column<ApiKey>[] {
  const words = settingsWords[view.language]
  const { formats } = view
  return [
    { name: 'api_key', head: words.label, cell: ({ id, label }) => <KeyName id={id} label={label} />, text: ({ id }) => id },
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
    { name: 'role', head: words.role, cell: ({ role }) => words.roles[role], text: ({ role }) => role },
    {
      name: 'created',
      head: words.created,
      cell: ({ createdAtMs }) => formats.time(createdAtMs),
      text: ({ createdAtMs }) => formatInstant(createdAtMs),
    },
    {
      name: 'revoked',
      head: words.revoked,
      cell: (key) => <Revoked view={view} words={words} apiKey={key} />,
      text: ({ revokedAtMs }) => (revokedAtMs === undefined ? '' : formatInstant(revokedAtMs)),
    },
  ]
}

function KeyName({ id, label }: Pick<ApiKey, 'id' | 'label'>) {
  return (
    <>
      {label}
      <span class="under id">{id}</span>
    </>
  )
}

interface RevokedProps {
  readonly view: ConsoleView
  readonly words: SettingsWords
  readonly apiKey: ApiKey
}

function Revoked({ view, words, apiKey: { id, account, revokedAtMs } }: RevokedProps) {
  if (revokedAtMs !== undefined) return <Mark tone="plain">{view.formats.time(revokedAtMs)}</Mark>
  if (!view.mayChange) return null
  return (
    <Ask label={words.revoke}>
      <form method="post" action={`${path}/${id}/revoke`}>
        <FormToken view={view} />
        <input type="hidden" name="account" value={account} />
        <p>{words.revokeHint}</p>
        <button type="submit" class="grave">
          {words.revoke}
        </button>
      </form>
    </Ask>
  )
}
