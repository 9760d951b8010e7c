import { lineSchema, periodNameSchema } from '@octroi/shared/api/invoices'
import { lineBatchCursor } from '@octroi/shared/api/resales'
import { idSchema } from '@octroi/shared/api/shapes'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { formatExact } from '@octroi/shared/money/decimal'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { lineName, quantityWords } from '../../http/pages/line-words.ts'
import type { NamedLine } from '../../invoicing/find-line.use-case.ts'
import { type LineBatch, lineBatches } from '../../invoicing/line-batches.use-case.ts'
import { readLine, writeLine } from '../../invoicing/line-reference.ts'
import type { PageRequest } from '../../page.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { askedOf } from '../frame/query.ts'
import { resaleWords } from './resale-words.ts'

const querySchema = z.object({ after: lineBatchCursor.optional() })

/** What stands behind a wholesale line: batches of the reseller's devices, by alias and hash. */
export function lineBatchRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { environment } = dependencies
  return new Hono<HttpEnv>()
    .get('/invoices/:account/:month/:line/batches.csv', async (context) => {
      const view = context.get('consoleView')
      const named = namedLine(context)
      const found = named && (await foundLine(context, dependencies, named, { limit: 1 }))
      if (named === undefined || found === undefined) return saidPage(context, view, 'notFound')
      return csvFile(context, dependencies, {
        name: `batches-${found.period.name}-${writeLine(named.reference).replaceAll(':', '-')}`,
        columns: columnsOf(view, found.line.unit),
        slice: async (stores, page) => {
          const read = await lineBatches(stores, environment, { ...named, page })
          return read.ok ? read.value.page : { items: [] }
        },
      })
    })
    .get('/invoices/:account/:month/:line/batches', async (context) => {
      const view = context.get('consoleView')
      const [named, query] = [namedLine(context), querySchema.safeParse(askedOf(context))]
      if (named === undefined || !query.success) return saidPage(context, view, 'notFound')
      const { after } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const found = await foundLine(context, dependencies, named, page)
      if (found === undefined) return saidPage(context, view, 'notFound')
      const words = resaleWords[view.language]
      const path = `/console/invoices/${named.account}/${named.month}/${writeLine(named.reference)}`
      return context.html(
        <Page view={view} title={words.batches} section="invoices" above={<a href={path}>{lineName(view, found.line)}</a>}>
          <p class="intro">{words.batchesIntro}</p>
          <DataTable
            caption={words.batches}
            columns={columnsOf(view, found.line.unit)}
            rows={found.page.items}
            empty={words.noBatches}
          />
          <UnderList view={view} path={`${path}/batches`} after={after} next={found.page.next} />
        </Page>,
      )
    })
}

function namedLine(context: Context<HttpEnv>): NamedLine | undefined {
  const account = idSchema('account').safeParse(context.req.param('account'))
  const month = periodNameSchema.safeParse(context.req.param('month'))
  const line = lineSchema.safeParse(context.req.param('line'))
  if (!account.success || !month.success || !line.success) return undefined
  return { account: account.data, month: month.data, reference: readLine(line.data) }
}

async function foundLine(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  named: NamedLine,
  page: PageRequest,
) {
  const asked = { ...named, page }
  const found = await storage.read(context.get('caller').tenant, (stores) => lineBatches(stores, environment, asked))
  return found.ok ? found.value : undefined
}

function columnsOf(view: ConsoleView, unit: string): readonly Column<LineBatch>[] {
  const words = resaleWords[view.language]
  return [
    { name: 'alias', head: words.alias, cell: ({ device }) => <span class="id">{device}</span>, text: ({ device }) => device },
    {
      name: 'batch',
      head: words.batch,
      cell: ({ batch }) => (batch === undefined ? words.forgotten : <span class="id">{toBase64url(batch)}</span>),
      text: ({ batch }) => (batch === undefined ? '' : toBase64url(batch)),
    },
    { name: 'records', head: words.records, cell: rangesOf, text: rangesOf },
    {
      name: 'quantity',
      head: words.quantity,
      cell: ({ quantity }) => (quantity === undefined ? '' : quantityWords(view, unit, quantity)),
      text: ({ quantity }) => (quantity === undefined ? '' : formatExact(quantity)),
      isNumber: true,
    },
  ]
}

function rangesOf({ seqs }: LineBatch): string {
  return seqs.map(({ first, last }) => (first === last ? String(first) : `${first}–${last}`)).join(', ')
}
