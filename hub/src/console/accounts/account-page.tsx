import { type AccountId, isId } from '@octroi/shared/ids/id'
import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import type { Account } from '../../accounts/account.ts'
import type { StandingChange } from '../../accounts/standing-change.ts'
import type { Device } from '../../devices/device.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { periodWords } from '../../http/pages/period-words.ts'
import type { DraftInvoice } from '../../invoicing/draft-invoice.ts'
import { promotedDrafts } from '../../invoicing/promoted-drafts.use-case.ts'
import { type LoyaltyStanding, loyaltyStanding } from '../../promotions/loyalty-standing.use-case.ts'
import type { Stores } from '../../stores.ts'
import { type CustomerFacts, customerFacts } from '../customers/customer-facts.ts'
import { CustomerSections } from '../customers/customer-sections.tsx'
import type { ConsoleView } from '../frame/console-view.ts'
import { DataTable } from '../frame/listing.tsx'
import { Empty, Facts, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { orderable } from '../orders/orderable.ts'
import { walletWords } from '../wallets/wallet-words.ts'
import { Acts, type Refused } from './account-acts.tsx'
import { pathOf } from './account-list-page.tsx'
import { type AccountList, accountLists, type ListOf, listsOf } from './account-sections.tsx'
import { accountWords } from './account-words.ts'
import { LoyaltyFacts } from './loyalty-facts.tsx'
import { standingTones, standingWords } from './standing-words.ts'

const rowsPerSection = 5
const changesAtMost = 20

interface Shown {
  readonly account: Account
  readonly customer: CustomerFacts
  readonly changes: readonly (StandingChange & { readonly byLabel?: string })[]
  readonly drafts: readonly DraftInvoice[]
  readonly devices: readonly Device[]
  /** Key and name of what can be ordered now. */
  readonly offers: readonly (readonly [key: string, name: string])[]
  /** Where there are points. */
  readonly loyalty: LoyaltyStanding | undefined
  readonly sections: readonly { readonly list: AccountList; readonly table: Child; readonly hasMore: boolean }[]
}

/** All about one account, and what the operator may do about it. */
export async function accountPage(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  refused: Refused = {},
): Promise<Response> {
  const view = context.get('consoleView')
  const id = context.req.param('account') ?? ''
  const nowMs = environment.nowMs()
  const shown = isId('account', id)
    ? await storage.read(context.get('caller').tenant, async (stores) => {
        const account = await stores.accounts.get(id)
        if (account === undefined) return undefined
        const drafts = await promotedDrafts(stores, environment, { account: id })
        return readShown(stores, view, { account, nowMs, drafts: drafts.ok ? drafts.value : [] })
      })
    : undefined
  if (shown === undefined) return saidPage(context, view, 'notFound')
  const words = accountWords[view.language]
  const done = (['opened', 'profiled', 'standing', 'ordered', 'credited', 'revoked'] as const).find(
    (each) => each === context.req.query('done'),
  )
  const { account, sections, devices, offers } = shown
  return context.html(
    <Page
      view={view}
      title={account.name}
      section="accounts"
      notice={done && words.done[done]}
      above={<a href="/console/accounts">{view.words.sections.accounts}</a>}
    >
      <div id="account" data-topics="accounts">
        <AccountFacts view={view} account={account} />
        <CustomerSections view={view} facts={shown.customer} />
        {shown.loyalty === undefined ? null : <LoyaltyFacts view={view} standing={shown.loyalty} />}
        <History view={view} changes={shown.changes} />
      </div>
      {view.mayChange ? (
        <Acts view={view} account={account} customer={shown.customer} offers={offers} devices={devices} refused={refused} />
      ) : null}
      <Draft view={view} drafts={shown.drafts} />
      {sections.map(({ list, table, hasMore }) => (
        <section>
          <h2>{words[list]}</h2>
          <div id={`account-${list}`} data-topics="accounts devices">
            {table}
          </div>
          {hasMore ? (
            <p class="pager">
              <a href={pathOf(account.id, list)}>{words.all(words[list].toLowerCase())}</a>
            </p>
          ) : null}
        </section>
      ))}
    </Page>,
    Object.keys(refused).length > 0 ? 422 : 200,
  )
}

interface Known {
  readonly account: Account
  readonly nowMs: number
  readonly drafts: readonly DraftInvoice[]
}

async function readShown(stores: Stores, view: ConsoleView, { account, nowMs, drafts }: Known): Promise<Shown> {
  const changes = await stores.accounts.standingChanges(account.id, changesAtMost)
  const withLabels: Shown['changes'][number][] = []
  for (const change of changes) {
    const byLabel = await nameOf(stores, change.by)
    withLabels.push({ ...change, ...(byLabel === undefined ? {} : { byLabel }) })
  }
  const sections: Shown['sections'][number][] = []
  for (const list of accountLists) {
    sections.push({ list, ...(await sectionOf(stores, view, account.id, nowMs, list, listsOf[list] as ListOf<unknown>)) })
  }
  const catalogue = (await stores.catalogue.inEffectAt(nowMs))?.catalogue
  const { offers = [], devices = [] } = (await orderable(stores, account.id, nowMs)) ?? {}
  const points = catalogue?.loyalty === undefined ? undefined : await loyaltyStanding(stores, { nowMs: () => nowMs }, account.id)
  const loyalty = points?.ok === true ? points.value : undefined
  const customer = await customerFacts(stores, nowMs, account, catalogue)
  return { account, customer, changes: withLabels, drafts, devices, offers, loyalty, sections }
}

async function nameOf({ operators, accounts }: Stores, by: StandingChange['by']): Promise<string | undefined> {
  if (by === undefined) return undefined
  if (isId('operator', by)) return (await operators.get(by))?.name
  return isId('apiKey', by) ? (await accounts.getApiKey(by))?.label : undefined
}

async function sectionOf<Row>(
  stores: Stores,
  view: ConsoleView,
  account: AccountId,
  nowMs: number,
  list: AccountList,
  { columns, slice }: ListOf<Row>,
): Promise<{ readonly table: Child; readonly hasMore: boolean }> {
  const words = accountWords[view.language]
  const { items, next } = await slice(stores, { limit: rowsPerSection }, account, nowMs)
  const table = <DataTable caption={words[list]} columns={columns(view)} rows={items} empty={words.empty[list]} />
  return { table, hasMore: next !== undefined }
}

function AccountFacts({ view, account }: { readonly view: ConsoleView; readonly account: Account }) {
  const { formats, language } = view
  const words = accountWords[language]
  const { id, zone, createdAtMs, standing: now } = account
  const { standings, means } = standingWords[language]
  const because = now.reason === undefined ? '' : `: ${now.reason}`
  return (
    <Facts
      facts={[
        [words.account, <span class="id">{id}</span>],
        [
          words.standing,
          <>
            <Mark tone={standingTones[now.standing]}>{standings[now.standing]}</Mark> {means[now.standing]}
            {now.sinceMs === undefined ? null : (
              <span class="under">{`${words.since} ${formats.time(now.sinceMs)}${because}`}</span>
            )}
          </>,
        ],
        [words.zone, zone],
        [words.opened, formats.time(createdAtMs)],
        [view.words.sections.entitlements, <a href={`/console/entitlements/may?account=${id}`}>{words.may}</a>],
        [walletWords[language].wallets, <a href={`/console/accounts/${id}/wallets`}>{walletWords[language].wallets}</a>],
        [view.words.sections.usage, <a href={`/console/usage?of=${id}`}>{view.words.sections.usage}</a>],
      ]}
    />
  )
}

function History({ view, changes }: { readonly view: ConsoleView } & Pick<Shown, 'changes'>) {
  const words = accountWords[view.language]
  if (changes.length === 0) return null
  return (
    <section>
      <h2>{words.history}</h2>
      <ol class="timeline">
        {changes.map(({ atMs, standing, reason, byLabel }) => (
          <li class={standing === 'suspended' ? 'bad' : undefined}>
            <time>
              {view.formats.time(atMs)}
              {byLabel === undefined ? '' : `, ${words.by} ${byLabel}`}
            </time>
            <Mark tone={standingTones[standing]}>{standingWords[view.language].standings[standing]}</Mark> {reason}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Draft({ view, drafts }: { readonly view: ConsoleView } & Pick<Shown, 'drafts'>) {
  const words = accountWords[view.language]
  const columns = [
    {
      name: 'offer',
      head: words.offer,
      cell: ({ offerName }: DraftInvoice) => offerName,
      text: ({ offerName }: DraftInvoice) => offerName,
    },
    {
      name: 'period',
      head: words.period,
      cell: ({ period, subscription }: DraftInvoice) => periodWords(view.formats, period, subscription.zone),
      text: ({ period }: DraftInvoice) => period.name,
    },
    {
      name: 'total',
      head: words.total,
      isNumber: true,
      cell: ({ total }: DraftInvoice) => view.formats.money(total),
      text: ({ total }: DraftInvoice) => view.formats.money(total),
    },
  ]
  return (
    <section>
      <h2>{words.draft}</h2>
      {drafts.length === 0 ? (
        <Empty>{words.noDraft}</Empty>
      ) : (
        <DataTable caption={words.draft} columns={columns} rows={drafts} empty={words.noDraft} />
      )}
    </section>
  )
}
