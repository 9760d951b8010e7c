import { keySchema, numberCursor } from '@octroi/shared/api/shapes'
import { newTopUpSchema } from '@octroi/shared/api/wallets'
import { isId } from '@octroi/shared/ids/id'
import { parseAmount } from '@octroi/shared/money/amount'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { madeOf, reachDevices } from '../../http/reach-devices.ts'
import { askTopUp } from '../../wallets/ask-top-up.use-case.ts'
import { decideTopUp } from '../../wallets/decide-top-up.use-case.ts'
import { showWallet, showWallets } from '../../wallets/show-wallet.use-case.ts'
import type { WalletPlace } from '../../wallets/wallet.store.ts'
import { findWallet } from '../../wallets/wallet-terms.use-case.ts'
import { act } from '../frame/act.ts'
import { csvFile, rowsPerPage } from '../frame/listing.tsx'
import { Empty, Facts, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { movementColumns, walletPath } from './wallet-columns.tsx'
import { WalletPage, walletFacts } from './wallet-page.tsx'
import { walletWords } from './wallet-words.ts'

const topUpsShown = 20
const querySchema = z.object({ after: numberCursor.optional(), done: z.enum(['asked', 'received', 'failed']).optional() })
const path = '/accounts/:account/wallets'

/** The wallets of an account, and what is done about them. */
export function walletRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get(path, (context) => walletList(context, dependencies))
    .get(`${path}/:file{.+\\.csv}`, (context) => statementFile(context, dependencies))
    .get(`${path}/:wallet`, (context) => walletPage(context, dependencies))
    .post(`${path}/:wallet/top-ups`, (context) => topUp(context, dependencies))
    .post(`${path}/:wallet/top-ups/:topUp/:outcome`, (context) => decide(context, dependencies))
}

function placeOf(context: Context<HttpEnv>, written = context.req.param('wallet')): WalletPlace | undefined {
  const [account, key] = [context.req.param('account') ?? '', keySchema.safeParse(written)]
  return isId('account', account) && key.success ? { account, key: key.data } : undefined
}

async function walletList(context: Context<HttpEnv>, { storage, environment }: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const id = context.req.param('account') ?? ''
  const found = await storage.read(context.get('caller').tenant, async (stores) => {
    const account = isId('account', id) ? await stores.accounts.get(id) : undefined
    return account === undefined ? undefined : { account, shown: await showWallets(stores, environment, account.id) }
  })
  if (found === undefined) return saidPage(context, view, 'notFound')
  const words = walletWords[view.language]
  const { account, shown } = found
  return context.html(
    <Page
      view={view}
      title={words.wallets}
      section="accounts"
      above={<a href={`/console/accounts/${account.id}`}>{account.name}</a>}
    >
      <p class="intro">{words.intro}</p>
      {shown.length === 0 ? <Empty>{words.none}</Empty> : null}
      <div id="wallets" data-topics="accounts usage">
        {shown.map((each) => (
          <section>
            <h2>
              <a href={walletPath(account.id, each.wallet.key)}>{each.name}</a>
            </h2>
            <Facts facts={[...walletFacts(view, each)]} />
          </section>
        ))}
      </div>
    </Page>,
  )
}

async function walletPage(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  fault?: string,
): Promise<Response> {
  const view = context.get('consoleView')
  const [place, query] = [placeOf(context), querySchema.safeParse(askedOf(context))]
  if (place === undefined || !query.success) return saidPage(context, view, 'notFound')
  const { after, done } = query.data
  const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
  const found = await storage.read(context.get('caller').tenant, async (stores) => {
    const shown = await showWallet(stores, environment, place)
    const account = await stores.accounts.get(place.account)
    if (shown === undefined || account === undefined) return undefined
    const { items: topUps } = await stores.wallets.topUps({ limit: topUpsShown }, place)
    return { shown, accountName: account.name, topUps, movements: await stores.wallets.movements(page, place) }
  })
  if (found === undefined) return saidPage(context, view, 'notFound')
  const status = fault === undefined ? 200 : 422
  return context.html(<WalletPage view={view} after={after} done={done} fault={fault} {...found} />, status)
}

async function statementFile(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const place = placeOf(context, context.req.param('file')?.slice(0, -'.csv'.length))
  const { tenant } = context.get('caller')
  const wallet = place && (await dependencies.storage.read(tenant, (stores) => findWallet(stores, place)))
  if (wallet === undefined) return saidPage(context, view, 'notFound')
  return csvFile(context, dependencies, {
    name: `wallet-${wallet.key}`,
    columns: movementColumns(view, wallet.currency),
    slice: ({ wallets }, page) => wallets.movements(page, wallet),
  })
}

async function topUp(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const place = placeOf(context)
  const { tenant } = context.get('caller')
  const wallet = place && (await dependencies.storage.read(tenant, (stores) => findWallet(stores, place)))
  if (place === undefined || wallet === undefined) return saidPage(context, view, 'notFound')
  const { amountWrong } = walletWords[view.language]
  const typed = newTopUpSchema.safeParse({ amount: context.get('form').amount?.trim(), currency: wallet.currency })
  const amount = typed.success ? parseAmount(typed.data.amount, wallet.currency) : undefined
  if (amount === undefined || amount.minor === 0n) return walletPage(context, dependencies, amountWrong)
  return act(context, dependencies, (stores) => askTopUp(stores, dependencies.environment, { ...place, amount }), {
    onRefused: ({ detail }) => walletPage(context, dependencies, detail),
    onDone: () => context.redirect(`${walletPath(place.account, place.key)}?done=asked`, 303),
  })
}

async function decide(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const [place, id, outcome] = [placeOf(context), context.req.param('topUp') ?? '', context.req.param('outcome')]
  const state = outcome === 'received' || outcome === 'failed' ? outcome : undefined
  if (place === undefined || state === undefined || !isId('topUp', id)) return saidPage(context, view, 'notFound')
  const { tenant } = context.get('caller')
  const kept = await dependencies.storage.read(tenant, ({ wallets }) => wallets.topUp(id))
  if (kept?.account !== place.account || kept.wallet !== place.key) return saidPage(context, view, 'notFound')
  return act(context, dependencies, (stores) => decideTopUp(stores, dependencies.environment, { id, state }), {
    onRefused: ({ detail }) => walletPage(context, dependencies, detail),
    onDone: ({ fulfilled }) => {
      reachDevices(dependencies, tenant, { account: place.account, ...madeOf(fulfilled) })
      return context.redirect(`${walletPath(place.account, place.key)}?done=${state}`, 303)
    },
  })
}
