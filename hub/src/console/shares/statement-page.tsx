import { monthSchema } from '@octroi/shared/api/invoices'
import { idSchema } from '@octroi/shared/api/shapes'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { type PartnerStatement, partnerStatement } from '../../settlement/partner-statement.use-case.ts'
import type { SharedPart } from '../../settlement/settlement.store.ts'
import type { Stores } from '../../stores.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { postingsPath } from '../ledger/ledger-account.ts'
import { type ShareWords, shareWords } from './share-words.ts'

const querySchema = z.object({
  period: monthSchema.optional(),
  after: z
    .string()
    .max(300)
    .regex(/^\d{1,15} dev_[0-9a-z]{26} \d{1,15} sub_[0-9a-z]{26} [a-z0-9.-]{1,64}$/)
    .optional(),
})

/** What a partner earned in a month, share by share. */
export function statementPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/shares/partners/:file{[^/]+\\.csv}', async (context) => {
      const view = context.get('consoleView')
      const found = await statementFor(context, dependencies, context.req.param('file').slice(0, -'.csv'.length))
      if (found === undefined) return saidPage(context, view, 'notFound')
      const { account, period } = found.statement
      return csvFile(context, dependencies, {
        name: `statement-${account}-${period.name}`,
        columns: columnsOf(view),
        slice: ({ settlement }: Stores, page) => settlement.partsOfPartner(page, account, period),
      })
    })
    .get('/shares/partners/:account', async (context) => {
      const view = context.get('consoleView')
      const found = await statementFor(context, dependencies, context.req.param('account'))
      const query = querySchema.safeParse(askedOf(context))
      if (found === undefined || !query.success) return saidPage(context, view, 'notFound')
      const { account, period } = found.statement
      const { after } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const { items, next } = await dependencies.storage.read(context.get('caller').tenant, ({ settlement }) =>
        settlement.partsOfPartner(page, account, period),
      )
      const words = shareWords[view.language]
      const path = `/console/shares/partners/${account}`
      return context.html(
        <Page
          view={view}
          title={words.statementOf(found.name)}
          section="shares"
          above={<a href="/console/shares">{view.words.sections.shares}</a>}
        >
          <p class="intro">{words.statementIntro}</p>
          <p>
            <a class="id" href={`/console/accounts/${account}`}>
              {account}
            </a>
            {' · '}
            <a href={postingsPath(`payable ${account}`)}>{words.inLedger}</a>
          </p>
          <MonthForm view={view} words={words} path={path} month={period.name} />
          <div id="statement" data-topics="usage">
            <Totals view={view} words={words} statement={found.statement} />
            <section>
              <h2 id="parts">{words.parts}</h2>
              <DataTable caption={words.parts} columns={columnsOf(view)} rows={items} empty={words.noParts} />
            </section>
          </div>
          <UnderList view={view} path={path} filter={{ period: period.name }} after={after} next={next} />
        </Page>,
      )
    })
}

async function statementFor(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  text: string,
): Promise<{ readonly statement: PartnerStatement; readonly name: string } | undefined> {
  const id = idSchema('account').safeParse(text)
  const query = querySchema.pick({ period: true }).safeParse(askedOf(context))
  if (!id.success || !query.success) return undefined
  const { period } = query.data
  const command = { account: id.data, ...(period === undefined ? {} : { month: period }) }
  return storage.read(context.get('caller').tenant, async (stores) => {
    const account = await stores.accounts.get(id.data)
    const statement = await partnerStatement(stores, environment, command)
    return account === undefined || !statement.ok ? undefined : { statement: statement.value, name: account.name }
  })
}

interface MonthProps {
  readonly view: ConsoleView
  readonly words: ShareWords
  readonly path: string
  readonly month: string
}

function MonthForm({ words, path, month }: MonthProps) {
  return (
    <form class="filter" method="get" action={path}>
      <div class="field">
        <label for="period">{words.month}</label>
        <input id="period" name="period" type="month" value={month} pattern="[0-9]{4}-[0-9]{2}" placeholder="2026-11" required />
      </div>
      <button type="submit">{words.show}</button>
    </form>
  )
}

interface TotalsProps {
  readonly view: ConsoleView
  readonly words: ShareWords
  readonly statement: PartnerStatement
}

function Totals({ view: { formats }, words, statement: { totals, isCut } }: TotalsProps) {
  if (totals.length === 0) return null
  return (
    <>
      <dl class="figures">
        {totals.map(({ amount, exact }) => (
          <div>
            <dt>{`${words.earned} (${words.exact.toLowerCase()}: ${formats.exact(exact)})`}</dt>
            <dd>{formats.money(amount)}</dd>
          </div>
        ))}
      </dl>
      {isCut ? <p class="notice wrong">{words.cut}</p> : null}
    </>
  )
}

function columnsOf({ language, formats }: ConsoleView): readonly Column<SharedPart>[] {
  const words = shareWords[language]
  return [
    {
      name: 'at',
      head: words.when,
      cell: ({ charge }) => formats.moment(charge.happenedAtMs),
      text: ({ charge }) => formatInstant(charge.happenedAtMs),
    },
    {
      name: 'authorization',
      head: words.authorization,
      cell: ({ charge: { authorization } }) => (
        <>
          <a class="id" href={`/console/authorizations/${authorization}`}>
            {authorization}
          </a>
          <span class="under">
            <a href={`/console/shares/charges/${authorization}`}>{words.split}</a>
          </span>
        </>
      ),
      text: ({ charge }) => charge.authorization,
    },
    {
      name: 'device',
      head: words.device,
      cell: ({ charge: { device } }) => (
        <a class="id" href={`/console/devices/${device}`}>
          {device}
        </a>
      ),
      text: ({ charge }) => charge.device,
    },
    { name: 'price', head: words.price, cell: ({ charge }) => charge.price, text: ({ charge }) => charge.price },
    {
      name: 'exact',
      head: words.exact,
      cell: ({ exact }) => formats.exact(exact),
      text: ({ exact }) => formatExact(exact),
      isNumber: true,
    },
    { name: 'currency', head: words.currency, cell: ({ charge }) => charge.currency, text: ({ charge }) => charge.currency },
  ]
}
