import { isId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { inUnits } from '@octroi/shared/money/quantity'
import { monthOf } from '@octroi/shared/time/month'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { Charge } from '../../rating/charge.ts'
import { chargeKey } from '../../settlement/book-charges.ts'
import type { PartyShare } from '../../settlement/split-charge.ts'
import { accountNames } from '../frame/account-names.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable } from '../frame/listing.tsx'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { entryPath } from '../ledger/ledger-account.ts'
import { type ShareWords, shareWords } from './share-words.ts'

interface Party extends PartyShare {
  readonly name: string
  readonly isOperator: boolean
  /** When the use was charged, which says on which month's statement it stands. */
  readonly month: string
}

interface Split {
  readonly charges: readonly Charge[]
  readonly parties: readonly Party[]
}

/** Who was paid what for an authorization: its charges, how they were shared, and where each part is booked. */
export function splitPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/shares/charges/:file{[^/]+\\.csv}', async (context) => {
      const view = context.get('consoleView')
      const id = context.req.param('file').slice(0, -'.csv'.length)
      const split = await splitOf(context, dependencies, id)
      if (split === undefined) return saidPage(context, view, 'notFound')
      return csvFile(context, dependencies, {
        name: `shares-${id}`,
        columns: partyColumns(view, shareWords[view.language]),
        slice: () => Promise.resolve({ items: split.parties }),
      })
    })
    .get('/shares/charges/:authorization', async (context) => {
      const view = context.get('consoleView')
      const id = context.req.param('authorization')
      const split = await splitOf(context, dependencies, id)
      if (split === undefined) return saidPage(context, view, 'notFound')
      const words = shareWords[view.language]
      const { charges, parties } = split
      return context.html(
        <Page
          view={view}
          title={words.splitTitle}
          section="shares"
          above={<a href="/console/shares">{view.words.sections.shares}</a>}
        >
          <p class="intro">
            <a class="id" href={`/console/authorizations/${id}`}>
              {id}
            </a>
          </p>
          <section>
            <h2 id="charges">{words.charges}</h2>
            <DataTable caption={words.charges} columns={chargeColumns(view, words)} rows={charges} empty={words.noCharge} />
          </section>
          {parties.length === 0 ? null : (
            <section>
              <h2 id="split">{words.split}</h2>
              <DataTable caption={words.split} columns={partyColumns(view, words)} rows={parties} empty="" />
              <p class="under">{words.sum}</p>
            </section>
          )}
          <p class="pager">
            <a href={`/console/shares/charges/${id}.csv`} download>
              {view.words.exportCsv}
            </a>
          </p>
        </Page>,
      )
    })
}

async function splitOf(context: Context<HttpEnv>, { storage }: HttpDependencies, id: string): Promise<Split | undefined> {
  if (!isId('authorization', id)) return undefined
  return storage.read(context.get('caller').tenant, async (stores) => {
    const tenant = await stores.tenants.get()
    if (tenant === undefined || (await stores.authorizations.get(id)) === undefined) return undefined
    const [charges, shares] = [await stores.rating.chargesOf(id), await stores.settlement.sharesOf(id)]
    const names = await accountNames(
      stores,
      shares.map(({ account }) => account),
    )
    const [first] = charges
    const month = first === undefined ? '' : monthOf(tenant.zone, first.happenedAtMs).name
    const parties = shares.map((share) => ({
      ...share,
      name: names.get(share.account) ?? share.account,
      isOperator: share.account === tenant.operator,
      month,
    }))
    return { charges, parties }
  })
}

function chargeColumns({ formats }: ConsoleView, words: ShareWords): readonly Column<Charge>[] {
  return [
    { name: 'price', head: words.price, cell: ({ price }) => price, text: ({ price }) => price },
    {
      name: 'quantity',
      head: words.quantity,
      cell: ({ quantity }) => formats.exact(inUnits(quantity)),
      text: ({ quantity }) => formatExact(inUnits(quantity)),
      isNumber: true,
    },
    {
      name: 'explanation',
      head: words.explanation,
      cell: ({ explanation }) => explanation.join('; '),
      text: ({ explanation }) => explanation.join('; '),
    },
    {
      name: 'exact',
      head: words.exact,
      cell: ({ exact, currency }) => `${formats.exact(exact)} ${currency}`,
      text: ({ exact }) => formatExact(exact),
      isNumber: true,
    },
    {
      name: 'record',
      head: words.record,
      cell: ({ device, seq }) => <a href={`/console/devices/${device}/records/${seq}/proof`}>{seq}</a>,
      text: ({ seq }) => String(seq),
      isNumber: true,
    },
    {
      name: 'entry',
      head: words.entry,
      cell: (charge) => <a href={entryPath(chargeKey(charge))}>{words.toEntry}</a>,
      text: (charge) => chargeKey(charge),
    },
  ]
}

function partyColumns({ formats }: ConsoleView, words: ShareWords): readonly Column<Party>[] {
  return [
    {
      name: 'account',
      head: words.party,
      cell: ({ account, name, isOperator }) => (
        <a href={`/console/accounts/${account}`}>{isOperator ? words.operatorPart : name}</a>
      ),
      text: ({ account }) => account,
    },
    {
      name: 'exact',
      head: words.exact,
      cell: ({ exact }) => formats.exact(exact),
      text: ({ exact }) => formatExact(exact),
      isNumber: true,
    },
    {
      name: 'statement',
      head: words.statement,
      cell: ({ account, isOperator, month }) =>
        isOperator ? '' : <a href={`/console/shares/partners/${account}?period=${month}`}>{formats.month(month)}</a>,
      text: ({ month }) => month,
    },
  ]
}
