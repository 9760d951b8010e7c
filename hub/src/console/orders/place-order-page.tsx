import { ok } from '@octroi/shared/errors/result'
import { type AccountId, isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import { type HttpDependencies, type HttpEnv, senderOf } from '../../http/context.ts'
import { placeOrder } from '../../orders/place-order.use-case.ts'
import { type OrderQuote, quoteOrder } from '../../orders/quote-order.use-case.ts'
import { act } from '../frame/act.ts'
import { FormToken, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { ordersPath } from './order-columns.tsx'
import { type ItemFaults, OrderForm, quotePath } from './order-form.tsx'
import { orderWords } from './order-words.ts'
import { orderable } from './orderable.ts'
import { Quoted } from './quoted.tsx'
import { readOrderForm, refusedOrder } from './read-order-form.ts'
import { fieldName, orderFields, type TypedItem, typedItems } from './typed-items.ts'

/** An order for an account, of one item or several: what it would come to, and then the order. */
export function placeOrderRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/accounts/:account/order', (context) => quotePage(context, dependencies))
    .post('/accounts/:account/orders', (context) => place(context, dependencies))
}

async function quotePage(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const { storage, environment } = dependencies
  const account = context.req.param('account') ?? ''
  const asked = askedOf(context)
  const typed = typedItems(asked)
  const view = context.get('consoleView')
  if (!isId('account', account)) return saidPage(context, view, 'notFound')
  // An item more is to be filled in before anything is said of those that are.
  if (typed.length === 0 || asked['add'] !== undefined) {
    return formPage(context, dependencies, { account, typed: typed.length === 0 ? [{}] : [...typed, {}] })
  }
  const read = readOrderForm(view, typed)
  if (!read.ok) return formPage(context, dependencies, { account, typed, faults: read.error })
  const command = { ...read.value, account, mayBackdate: false }
  const quoted = await storage.read(context.get('caller').tenant, (stores) => quoteOrder(stores, environment, command))
  if (!quoted.ok && quoted.error.kind === 'not_found') return saidPage(context, view, 'notFound')
  if (!quoted.ok) return formPage(context, dependencies, { account, typed, faults: refusedOrder(view, typed, quoted.error) })
  return formPage(context, dependencies, { account, typed, quote: quoted.value })
}

async function place(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const account = context.req.param('account') ?? ''
  const view = context.get('consoleView')
  if (!isId('account', account)) return saidPage(context, view, 'notFound')
  const typed = typedItems(context.get('form'))
  const read = readOrderForm(view, typed)
  if (!read.ok) return formPage(context, dependencies, { account, typed, faults: read.error })
  const caller = context.get('caller')
  const command = { ...read.value, account, by: senderOf(caller), mayBackdate: false }
  return act(
    context,
    dependencies,
    async (stores) => {
      const placed = await placeOrder(stores, dependencies.environment, command)
      return placed.ok ? ok({ id: placed.value.order.id, state: placed.value.order.state }) : placed
    },
    {
      onRefused: (failure) => formPage(context, dependencies, { account, typed, faults: refusedOrder(view, typed, failure) }),
      onDone: ({ id, state }) => {
        dependencies.onEnqueued()
        dependencies.onEntitled(caller.tenant, account)
        const isDone = state === 'fulfilled'
        return context.redirect(isDone ? `/console/accounts/${account}?done=ordered` : `${ordersPath}/${id}?done=ordered`, 303)
      },
    },
  )
}

interface Shown {
  readonly account: AccountId
  readonly typed: readonly TypedItem[]
  readonly faults?: readonly ItemFaults[]
  readonly quote?: OrderQuote
}

async function formPage(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  { account: id, typed, faults, quote }: Shown,
): Promise<Response> {
  const view = context.get('consoleView')
  const words = orderWords[view.language]
  const nowMs = environment.nowMs()
  const found = await storage.read(context.get('caller').tenant, (stores) => orderable(stores, id, nowMs))
  if (found === undefined) return saidPage(context, view, 'notFound')
  const { account, ...rest } = found
  return context.html(
    <Page
      view={view}
      title={words.place}
      section="accounts"
      above={<a href={`/console/accounts/${account.id}`}>{account.name}</a>}
    >
      <section>
        <OrderForm view={view} account={account.id} {...rest} items={typed} {...(faults === undefined ? {} : { faults })} />
      </section>
      {quote === undefined ? null : (
        <section>
          <h2>{words.quoted}</h2>
          <Quoted view={view} quote={quote} />
          {view.mayChange ? (
            <form method="post" action={`${quotePath(account.id)}s`}>
              <FormToken view={view} />
              {typed.flatMap((item, index) =>
                orderFields.map((field) => <input type="hidden" name={fieldName(field, index)} value={item[field] ?? ''} />),
              )}
              <button type="submit">{words.confirm}</button>
            </form>
          ) : null}
        </section>
      )}
    </Page>,
    faults === undefined ? 200 : 422,
  )
}
