import { isId } from '@octroi/shared/ids/id'
import type { Context } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { isScheduled, type SubscriptionChange } from '../../subscriptions/change.ts'
import { phaseAt, phasesOf } from '../../subscriptions/phase.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { DataTable } from '../frame/listing.tsx'
import { Facts, FormToken, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { Refused } from '../frame/refused.tsx'
import { SubscriptionActs, subscriptionsPath } from './subscription-acts.tsx'
import { subscriptionWords } from './subscription-words.ts'

/** The newest are what somebody looks for; all are in the API. */
const changesShown = 50

/** One subscription: what it is, how it goes, and what was asked to become of it. */
export async function subscriptionPage(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  refused?: string,
): Promise<Response> {
  const view = context.get('consoleView')
  const words = subscriptionWords[view.language]
  const id = context.req.param('subscription') ?? ''
  const found = await storage.read(context.get('caller').tenant, async ({ accounts, subscriptions, catalogue }) => {
    const subscription = isId('subscription', id) ? await subscriptions.get(id) : undefined
    if (subscription === undefined) return undefined
    const changes = await subscriptions.changes({ limit: changesShown }, subscription.id)
    const version = await catalogue.inEffectAt(environment.nowMs())
    const account = (await accounts.get(subscription.account))?.name ?? subscription.account
    return { subscription, account, changes: changes.items, offers: Object.keys(version?.catalogue.offers ?? {}) }
  })
  if (found === undefined) return saidPage(context, view, 'notFound')
  const { subscription, account, changes, offers } = found
  const nowMs = environment.nowMs()
  const { untilMs } = subscription
  const hasEnded = untilMs !== undefined && untilMs <= nowMs
  return context.html(
    <Page
      view={view}
      title={`${words.subscription} ${subscription.offer}`}
      section="subscriptions"
      notice={context.req.query('done') === 'changed' ? words.done : undefined}
      above={<a href={`/console/accounts/${subscription.account}`}>{account}</a>}
    >
      {refused === undefined ? null : <Refused>{`${words.refused} ${refused}`}</Refused>}
      <div id="subscription" data-topics="accounts">
        <Told view={view} subscription={subscription} account={account} nowMs={nowMs} />
        <Phases view={view} subscription={subscription} />
        <Changes view={view} changes={changes} nowMs={nowMs} />
      </div>
      {view.mayChange && !hasEnded ? (
        <SubscriptionActs view={view} subscription={subscription} offers={offers} isOpen={refused !== undefined} />
      ) : null}
    </Page>,
    refused === undefined ? 200 : 422,
  )
}

interface ToldProps {
  readonly view: ConsoleView
  readonly subscription: Subscription
  /** Its name. */
  readonly account: string
  readonly nowMs: number
}

function Told({ view, subscription, account: name, nowMs }: ToldProps) {
  const words = subscriptionWords[view.language]
  const { id, account, offer, catalogueVersion, device, fromMs, untilMs, replaces, replacedBy } = subscription
  const { quantity, isPaused, isPinned = false } = phaseAt(subscription, nowMs)
  const state = [isPaused ? words.paused : words.active, ...(isPinned ? [words.pinned] : [])].join(', ')
  return (
    <Facts
      facts={[
        [words.subscription, <span class="id">{id}</span>],
        [words.account, link(`/console/accounts/${account}`, name)],
        [words.offer, words.ofVersion(offer, catalogueVersion)],
        [words.quantity, String(quantity)],
        [words.state, state],
        [words.device, device === undefined ? words.everyDevice : link(`/console/devices/${device}`, device)],
        [words.from, view.formats.time(fromMs)],
        untilMs === undefined ? undefined : [words.until, view.formats.time(untilMs)],
        replaces === undefined
          ? undefined
          : [words.replaces, link(`${subscriptionsPath}/${replaces.subscription}`, replaces.subscription)],
        replacedBy === undefined ? undefined : [words.replacedBy, link(`${subscriptionsPath}/${replacedBy}`, replacedBy)],
        [words.usage, link(`/console/usage?of=${id}`, words.usage)],
        [words.bill, link(`/console/accounts/${account}`, words.drafts)],
      ]}
    />
  )
}

function link(path: string, text: string) {
  return <a href={path}>{text}</a>
}

function Phases({ view, subscription }: Pick<ToldProps, 'view' | 'subscription'>) {
  const words = subscriptionWords[view.language]
  return (
    <section>
      <h2>{words.phases}</h2>
      <DataTable
        caption={words.phases}
        rows={phasesOf(subscription)}
        empty={words.noChanges}
        columns={[
          {
            name: 'from',
            head: words.from,
            cell: ({ fromMs }) => view.formats.time(fromMs),
            text: ({ fromMs }) => String(fromMs),
          },
          {
            name: 'quantity',
            head: words.quantity,
            cell: ({ quantity }) => String(quantity),
            text: ({ quantity }) => String(quantity),
          },
          {
            name: 'state',
            head: words.state,
            cell: ({ isPaused, isPinned = false }) =>
              [isPaused ? words.paused : words.active, ...(isPinned ? [words.pinned] : [])].join(', '),
            text: ({ isPaused }) => String(isPaused),
          },
        ]}
      />
    </section>
  )
}

interface ChangesProps {
  readonly view: ConsoleView
  readonly changes: readonly SubscriptionChange[]
  readonly nowMs: number
}

function Changes({ view, changes, nowMs }: ChangesProps) {
  const words = subscriptionWords[view.language]
  const stateOf = (change: SubscriptionChange): keyof typeof words.states =>
    change.takenBackAtMs !== undefined ? 'taken_back' : isScheduled(change, nowMs) ? 'scheduled' : 'in_effect'
  return (
    <section>
      <h2>{words.changes}</h2>
      <DataTable
        caption={words.changes}
        rows={changes}
        empty={words.noChanges}
        columns={[
          { name: 'change', head: words.change, cell: ({ change }) => told(view, change), text: ({ id }) => id },
          { name: 'at', head: words.at, cell: ({ atMs }) => view.formats.time(atMs), text: ({ atMs }) => String(atMs) },
          {
            name: 'asked',
            head: words.asked,
            cell: ({ askedAtMs }) => view.formats.time(askedAtMs),
            text: ({ askedAtMs }) => String(askedAtMs),
          },
          { name: 'state', head: words.state, cell: (change) => words.states[stateOf(change)], text: stateOf },
          {
            name: 'take_back',
            head: words.takeBack,
            cell: (change) =>
              view.mayChange && stateOf(change) === 'scheduled' && change.follows === undefined ? (
                <form method="post" action={`${subscriptionsPath}/${change.subscription}/changes/${change.id}/take-back`}>
                  <FormToken view={view} />
                  <button type="submit">{words.takeBack}</button>
                </form>
              ) : null,
            text: () => '',
          },
        ]}
      />
    </section>
  )
}

function told({ language }: ConsoleView, change: SubscriptionChange['change']): string {
  const name = subscriptionWords[language].kinds[change.kind]
  if (change.kind === 'quantity') return `${name}: ${change.quantity}`
  return change.kind === 'offer' ? `${name}: ${change.offer}` : name
}
