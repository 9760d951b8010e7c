import { orderReasonSchema } from '@octroi/shared/api/orders'
import { ok } from '@octroi/shared/errors/result'
import { isId } from '@octroi/shared/ids/id'
import { formatAmount } from '@octroi/shared/money/amount'
import { type Context, Hono } from 'hono'
import { type HttpDependencies, type HttpEnv, senderOf } from '../../http/context.ts'
import { approveOrder, cancelOrder, confirmPayment, rejectOrder } from '../../orders/act-on-order.use-case.ts'
import type { Order, OrderItem } from '../../orders/order.ts'
import { isOpen, type OrderEvent, type OrderStep } from '../../orders/order-progress.ts'
import type { Stores } from '../../stores.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { Facts, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { OrderActs, type OrderActWord, orderActWords } from './order-acts.tsx'
import { ordersPath } from './order-columns.tsx'
import { orderTones } from './order-tones.ts'
import { orderWords } from './order-words.ts'

const useCases = { approve: approveOrder, payment: confirmPayment, reject: rejectOrder, cancel: cancelOrder }

/** One order: its items, what it waits for, what happened to it, and what the operator may do about it. */
export function orderPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>().get('/orders/:order', (context) => orderPage(context, dependencies))
  for (const word of orderActWords) app.post(`/orders/:order/${word}`, (context) => acted(context, dependencies, word))
  return app
}

async function acted(context: Context<HttpEnv>, dependencies: HttpDependencies, word: OrderActWord): Promise<Response> {
  const id = context.req.param('order') ?? ''
  if (!isId('order', id)) return saidPage(context, context.get('consoleView'), 'notFound')
  const typed = (context.get('form').reason ?? '').trim()
  const reason = typed === '' && word !== 'reject' ? undefined : orderReasonSchema.safeParse(typed)
  if (reason?.success === false) return orderPage(context, dependencies, { word, isOver: false })
  const caller = context.get('caller')
  const command = { id, by: senderOf(caller), ...(reason === undefined ? {} : { reason: reason.data }) }
  return act(
    context,
    dependencies,
    async (stores) => {
      const done = await useCases[word](stores, dependencies.environment, command)
      return done.ok ? ok({ id, ...done.value }) : done
    },
    {
      onRefused: () => orderPage(context, dependencies, { word, isOver: true }),
      onDone: ({ order, devices }) => {
        dependencies.onEnqueued()
        for (const device of devices) dependencies.onRevoked(caller.tenant, device)
        if (order.state === 'fulfilled') dependencies.onEntitled(caller.tenant, order.account)
        return context.redirect(`${ordersPath}/${id}?done=${word}`, 303)
      },
    },
  )
}

/** What was not taken: for want of a reason, or because the order is over. */
interface Refused {
  readonly word: OrderActWord
  readonly isOver: boolean
}

async function orderPage(context: Context<HttpEnv>, { storage }: HttpDependencies, refused?: Refused): Promise<Response> {
  const view = context.get('consoleView')
  const id = context.req.param('order') ?? ''
  const found = isId('order', id)
    ? await storage.read(context.get('caller').tenant, async (stores) => {
        const order = await stores.orders.get(id)
        const account = order && (await stores.accounts.get(order.account))
        return order && { order, names: await namesOf(stores, order), accountName: account?.name ?? order.account }
      })
    : undefined
  if (found === undefined) return saidPage(context, view, 'notFound')
  const words = orderWords[view.language]
  const { order, names, accountName } = found
  const done = ([...orderActWords, 'ordered'] as const).find((each) => each === context.req.query('done'))
  const status = refused === undefined ? 200 : refused.isOver ? 409 : 422
  return context.html(
    <Page
      view={view}
      title={words.order}
      section="orders"
      notice={done && words.dones[done]}
      above={<a href={ordersPath}>{words.title}</a>}
    >
      {refused?.isOver === true ? (
        <p class="notice wrong" role="alert">
          {words.notWaiting}
        </p>
      ) : null}
      <div id="order" data-topics="accounts">
        <Told view={view} order={order} accountName={accountName} />
        <section>
          <h2>{words.items}</h2>
          <DataTable caption={words.items} columns={itemColumns(view, order.state === 'fulfilled')} rows={order.items} empty="" />
        </section>
        <section>
          <h2>{words.steps}</h2>
          <DataTable caption={words.steps} columns={stepColumns(view, names)} rows={order.steps} empty={words.noSteps} />
        </section>
        <section>
          <h2>{words.history}</h2>
          <History view={view} history={order.history} names={names} />
        </section>
      </div>
      {view.mayChange && isOpen(order) ? <OrderActs view={view} order={order} refused={refused?.word} /> : null}
    </Page>,
    status,
  )
}

type Names = ReadonlyMap<string, string>

/** Who did something: operators by their names, keys by their labels. */
async function namesOf({ operators, accounts }: Stores, { history }: Order): Promise<Names> {
  const names = new Map<string, string>()
  for (const { by } of history) {
    if (by === undefined || names.has(by)) continue
    const name = isId('operator', by) ? (await operators.get(by))?.name : (await accounts.getApiKey(by))?.label
    names.set(by, name ?? by)
  }
  return names
}

interface ToldProps {
  readonly view: ConsoleView
  readonly order: Order
  readonly accountName: string
}

function Told({ view, order, accountName }: ToldProps) {
  const words = orderWords[view.language]
  const { id, account, state, placedAtMs, expiresAtMs } = order
  return (
    <Facts
      facts={[
        [words.order, <span class="id">{id}</span>],
        [words.state, <Mark tone={orderTones[state]}>{words.states[state]}</Mark>],
        [words.account, <a href={`/console/accounts/${account}`}>{accountName}</a>],
        [words.placed, view.formats.time(placedAtMs)],
        expiresAtMs === undefined || !isOpen(order) ? undefined : [words.expires, view.formats.time(expiresAtMs)],
      ]}
    />
  )
}

/** What it names there is to be seen once it is made. */
function itemColumns(view: ConsoleView, isMade: boolean): readonly Column<OrderItem>[] {
  const words = orderWords[view.language]
  const text = (name: string, head: string, read: (item: OrderItem) => string): Column<OrderItem> => {
    return { name, head, cell: read, text: read }
  }
  return [
    text('action', words.action, ({ action }) => words.actions[action]),
    text('offer', words.offer, ({ offer = '' }) => offer),
    text('quantity', words.quantity, ({ action, quantity }) => String(quantity ?? (action === 'add' ? 1 : ''))),
    text('device', words.device, (item) => (item.action === 'add' ? (item.device ?? words.everyDevice) : '')),
    text('coupon', words.coupon, (item) => (item.action === 'add' ? (item.coupon ?? '') : '')),
    text('begins', words.begins, (item) => timeOf(view, item)),
    {
      name: 'subscription',
      head: words.subscription,
      cell: ({ subscription }) =>
        isMade ? (
          <a class="id" href={`/console/subscriptions/${subscription}`}>
            {subscription}
          </a>
        ) : (
          <span class="id">{subscription}</span>
        ),
      text: ({ subscription }) => subscription,
    },
  ]
}

function timeOf({ language, formats }: ConsoleView, item: OrderItem): string {
  const words = orderWords[language]
  const at = item.action === 'add' ? (item.startsAtMs ?? 'now') : item.at
  if (typeof at === 'number') return formats.time(at)
  return at === 'now' ? words.asFulfilled : words.periodEnd
}

function stepColumns(view: ConsoleView, names: Names): readonly Column<OrderStep>[] {
  const words = orderWords[view.language]
  const { formats } = view
  return [
    { name: 'step', head: words.step, cell: ({ kind }) => words.stepNames[kind], text: ({ kind }) => kind },
    {
      name: 'due',
      head: words.due,
      cell: ({ due = [] }) => due.map((each) => formats.money(each)).join(', '),
      text: ({ due = [] }) => due.map((each) => `${formatAmount(each)} ${each.currency}`).join(' '),
    },
    {
      name: 'done',
      head: words.done,
      cell: ({ doneAtMs }) => (doneAtMs === undefined ? <Mark tone="warn">{words.notDone}</Mark> : formats.time(doneAtMs)),
      text: ({ doneAtMs }) => (doneAtMs === undefined ? '' : formats.time(doneAtMs)),
    },
    {
      name: 'by',
      head: words.by,
      cell: ({ by = '' }) => names.get(by) ?? by,
      text: ({ by = '' }) => by,
    },
    { name: 'reason', head: words.reason, cell: ({ reason = '' }) => reason, text: ({ reason = '' }) => reason },
  ]
}

interface HistoryProps {
  readonly view: ConsoleView
  readonly history: readonly OrderEvent[]
  readonly names: Names
}

function History({ view, history, names }: HistoryProps) {
  const words = orderWords[view.language]
  return (
    <ol class="timeline">
      {history.map(({ type, atMs, by, reason }) => (
        <li class={type === 'rejected' ? 'bad' : undefined}>
          <time>
            {view.formats.time(atMs)}
            {by === undefined ? '' : `, ${words.by} ${names.get(by) ?? by}`}
          </time>
          {words.events[type]}
          {reason === undefined ? '' : `: ${reason}`}
        </li>
      ))}
    </ol>
  )
}
