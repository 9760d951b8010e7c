import { idSchema } from '@octroi/shared/api/shapes'
import { type AccountId, isId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { Hono } from 'hono'
import type { Account } from '../../accounts/account.ts'
import { readVersionsOnce } from '../../catalogue/read-versions-once.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { PageRequest, Page as Slice } from '../../page.ts'
import { loadRateCards } from '../../rating/load-rate-cards.use-case.ts'
import type { Stores } from '../../stores.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { AccountChoices } from '../accounts/account-choices.tsx'
import { accountsById, soughtAccount } from '../accounts/sought-account.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { usageWords } from './usage-words.ts'

const path = '/console/usage'

/** A subscription with what it counts. */
interface Row {
  readonly subscription: Subscription
  readonly account: Account | undefined
  readonly offerName: string
  readonly meters: readonly { readonly price: string; readonly name: string }[]
}

interface Listed extends Slice<Row> {
  readonly choices: readonly Account[]
}

/** Every subscription with its meters: where to look for what somebody used. */
export function usageListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage } = dependencies
  return new Hono<HttpEnv>()
    .get('/usage.csv', (context) => {
      const of = context.req.query('of') ?? ''
      const columns = columnsOf(context.get('consoleView'))
      return csvFile(context, dependencies, { name: 'subscriptions', columns, slice: (stores, page) => listed(stores, page, of) })
    })
    .get('/usage', async (context) => {
      const view = context.get('consoleView')
      const words = usageWords[view.language]
      const of = (context.req.query('of') ?? '').slice(0, 200)
      const after = idSchema('subscription').optional().safeParse(context.req.query('after'))
      if (!after.success) return saidPage(context, view, 'notFound')
      const page = { limit: rowsPerPage, ...(after.data === undefined ? {} : { after: after.data }) }
      const { items, choices, next } = await storage.read(context.get('caller').tenant, (stores) => listed(stores, page, of))
      return context.html(
        <Page view={view} title={view.words.sections.usage} section="usage">
          <p class="intro">
            {words.intro} <a href="/console/events">{words.rejectedEvents}</a>
          </p>
          <Finder view={view} of={of} />
          {choices.length > 1 ? (
            <AccountChoices question={words.whichAccount} choices={choices} to={({ id }) => `${path}?of=${id}`} />
          ) : (
            <div id="subscriptions" data-topics="accounts">
              <DataTable
                caption={words.subscription}
                columns={columnsOf(view)}
                rows={items}
                empty={of === '' ? words.none : words.noneFound}
              />
            </div>
          )}
          <UnderList view={view} path={path} filter={{ of }} after={after.data} next={next} />
        </Page>,
      )
    })
}

function Finder({ view, of }: { readonly view: ConsoleView; readonly of: string }) {
  const words = usageWords[view.language]
  return (
    <form class="filter" method="get" action={path} role="search">
      <Field name="of" label={words.of}>
        <input type="search" {...described('of', {})} value={of} maxlength={200} />
      </Field>
      <button type="submit">{view.words.search}</button>
      {of === '' ? null : <a href={path}>{view.words.clear}</a>}
    </form>
  )
}

async function listed(stores: Stores, page: PageRequest, of: string): Promise<Listed> {
  const { subscriptions } = stores
  const written = of.trim()
  if (written === '') return { ...(await withMeters(stores, await subscriptions.list(page))), choices: [] }
  if (isId('subscription', written)) {
    return { ...(await withMeters(stores, { items: await subscriptions.getAll([written]) })), choices: [] }
  }
  const sought = await soughtAccount(stores, written)
  if (sought.found === undefined) return { items: [], choices: sought.choices }
  return { ...(await withMeters(stores, await subscriptions.list(page, { account: sought.found.id }))), choices: [] }
}

async function withMeters(stores: Stores, { items, ...rest }: Slice<Subscription>): Promise<Slice<Row>> {
  const accounts = await accountsById(
    stores,
    items.map(({ account }): AccountId => account),
  )
  const catalogue = readVersionsOnce(stores.catalogue)
  const rows: Row[] = []
  for (const subscription of items) {
    const cards = await loadRateCards({ catalogue }, subscription)
    // The newest version that has a price says what it is called; one that has none any more counted it all the same.
    const names = new Map(cards.flatMap(({ metered }) => metered.map(({ key, name }) => [key, name] as const)))
    rows.push({
      subscription,
      account: accounts.get(subscription.account),
      offerName: cards.at(-1)?.offer.name ?? subscription.offer,
      meters: [...names].map(([price, name]) => ({ price, name })),
    })
  }
  return { items: rows, ...rest }
}

function columnsOf({ language, formats }: ConsoleView): readonly Column<Row>[] {
  const words = usageWords[language]
  return [
    {
      name: 'subscription',
      head: words.meters,
      cell: ({ subscription, meters }) =>
        meters.length === 0 ? (
          <span class="under">{words.noMeters}</span>
        ) : (
          meters.map(({ price, name }) => (
            <>
              <a href={`${path}/${subscription.id}/${price}`}>{name}</a>{' '}
            </>
          ))
        ),
      text: ({ subscription }) => subscription.id,
    },
    {
      name: 'account',
      head: words.account,
      cell: ({ subscription, account }) => (
        <a href={`/console/accounts/${subscription.account}`}>{account?.name ?? subscription.account}</a>
      ),
      text: ({ subscription }) => subscription.account,
    },
    { name: 'offer', head: words.offer, cell: ({ offerName }) => offerName, text: ({ subscription }) => subscription.offer },
    {
      name: 'device',
      head: words.device,
      cell: ({ subscription: { device } }) =>
        device === undefined ? words.allDevices : <a href={`/console/devices/${device}`}>{device}</a>,
      text: ({ subscription }) => subscription.device ?? '',
    },
    {
      name: 'from',
      head: words.from,
      cell: ({ subscription }) => formats.time(subscription.fromMs),
      text: ({ subscription }) => formatInstant(subscription.fromMs),
    },
    {
      name: 'meters',
      head: words.subscription,
      cell: ({ subscription }) => <span class="id">{subscription.id}</span>,
      text: ({ meters }) => meters.map(({ price }) => price).join(' '),
    },
  ]
}
