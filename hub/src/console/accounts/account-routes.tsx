import { newApiKeySchema, newStandingSchema } from '@octroi/shared/api/accounts'
import { ok } from '@octroi/shared/errors/result'
import { type AccountId, isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import type { IssuedApiKey } from '../../accounts/api-key.ts'
import { giveApiKey } from '../../accounts/give-api-key.use-case.ts'
import { revokeApiKey } from '../../accounts/revoke-api-key.use-case.ts'
import { actorOf, type HttpDependencies, type HttpEnv } from '../../http/context.ts'
import { setStanding } from '../../receivables/set-standing.use-case.ts'
import { profileAct } from '../customers/profile-act.ts'
import { act } from '../frame/act.ts'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import type { Refused } from './account-acts.tsx'
import { accountPage } from './account-page.tsx'
import { accountWords } from './account-words.ts'
import { creditAct } from './credit-act.ts'

/** One account: all about it, and what is done about it. */
export function accountRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const onAccount =
    (work: (context: Context<HttpEnv>, dependencies: HttpDependencies, account: AccountId) => Promise<Response>) =>
    async (context: Context<HttpEnv>): Promise<Response> => {
      const account = context.req.param('account') ?? ''
      return isId('account', account)
        ? work(context, dependencies, account)
        : saidPage(context, context.get('consoleView'), 'notFound')
    }
  return new Hono<HttpEnv>()
    .get('/accounts/:account', (context) => accountPage(context, dependencies))
    .post('/accounts/:account/profile', onAccount(profileAct))
    .post('/accounts/:account/standing', onAccount(standing))
    .post('/accounts/:account/credits', onAccount(creditAct))
    .post('/accounts/:account/keys', onAccount(giveKey))
    .post('/accounts/:account/keys/:key/revoke', onAccount(revokeKey))
}

function backTo(context: Context<HttpEnv>, account: AccountId, done: string): Response {
  return context.redirect(`/console/accounts/${account}?done=${done}`, 303)
}

async function standing(context: Context<HttpEnv>, dependencies: HttpDependencies, account: AccountId): Promise<Response> {
  const words = accountWords[context.get('consoleView').language]
  const refused: Refused = { standing: { reason: words.reasonWrong } }
  const { standing: asked, reason } = context.get('form')
  const typed = newStandingSchema.safeParse({ standing: asked, reason: reason ?? '' })
  if (!typed.success) return accountPage(context, dependencies, refused)
  const caller = context.get('caller')
  return act(
    context,
    dependencies,
    (stores) => setStanding(stores, dependencies.environment, { account, by: actorOf(caller), ...typed.data }),
    {
      onRefused: () => accountPage(context, dependencies, refused),
      onDone: () => {
        dependencies.onEntitled(caller.tenant, account)
        return backTo(context, account, 'standing')
      },
    },
  )
}

async function giveKey(context: Context<HttpEnv>, dependencies: HttpDependencies, account: AccountId): Promise<Response> {
  const words = accountWords[context.get('consoleView').language]
  const refused: Refused = { key: { label: words.labelWrong } }
  const { label = '', role } = context.get('form')
  const typed = newApiKeySchema.safeParse({ label, role })
  if (!typed.success) return accountPage(context, dependencies, refused)
  const { tenant } = context.get('caller')
  return act(
    context,
    dependencies,
    async (stores) => {
      const given = await giveApiKey(stores, dependencies.environment, { tenant, account, ...typed.data })
      return given.ok ? ok({ id: given.value.key.id, issued: given.value }) : given
    },
    {
      onRefused: () => accountPage(context, dependencies, refused),
      onDone: ({ issued }) => keyPage(context, issued),
    },
  )
}

/** The only page that ever shows the key: it is not kept, so there is nothing to come back to. */
function keyPage(context: Context<HttpEnv>, { key, token }: IssuedApiKey): Response | Promise<Response> {
  const view = context.get('consoleView')
  const words = accountWords[view.language]
  return context.html(
    <Page view={view} title={words.keyGiven} section="accounts">
      <p>{words.keyGivenHint}</p>
      <pre>{token}</pre>
      <p>
        <a href={`/console/accounts/${key.account}`}>{words.back}</a>
      </p>
    </Page>,
  )
}

async function revokeKey(context: Context<HttpEnv>, dependencies: HttpDependencies, account: AccountId): Promise<Response> {
  const key = context.req.param('key') ?? ''
  if (!isId('apiKey', key)) return saidPage(context, context.get('consoleView'), 'notFound')
  return act(context, dependencies, (stores) => revokeApiKey(stores, dependencies.environment, { account, key }), {
    onRefused: () => accountPage(context, dependencies),
    onDone: () => backTo(context, account, 'revoked'),
  })
}
