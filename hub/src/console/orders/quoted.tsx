import { formatAmount } from '@octroi/shared/money/amount'
import { periodWords } from '../../http/pages/period-words.ts'
import type { InvoiceLine } from '../../invoicing/draft-invoice.ts'
import type { OrderQuote, QuotedOffer, QuotedPrice } from '../../orders/quote-order.use-case.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { Facts } from '../frame/page.tsx'
import { orderWords } from './order-words.ts'

/** What an order would make and cost. */
export function Quoted({ view, quote }: { readonly view: ConsoleView; readonly quote: OrderQuote }) {
  const words = orderWords[view.language]
  const due = quote.due.map((each) => view.formats.money(each)).join(', ')
  const steps = quote.steps.map((step) => words.stepNames[step]).join(', ')
  return (
    <>
      <Facts
        facts={[
          [words.steps, steps === '' ? words.noSteps : steps],
          due === '' ? undefined : [words.due, due],
          ...quote.items.map(({ atMs, begins }) => {
            const of = quote.items.length === 1 || begins === undefined ? '' : ` (${begins.name})`
            return [`${words.begins}${of}`, view.formats.time(atMs)] as const
          }),
        ]}
      />
      {quote.items.map(({ begins }) => (begins === undefined ? null : <Begins view={view} offer={begins} />))}
    </>
  )
}

function Begins({ view, offer }: { readonly view: ConsoleView; readonly offer: QuotedOffer }) {
  const words = orderWords[view.language]
  const { name, prices, draft } = offer
  const period = periodWords(view.formats, draft.period, draft.subscription.zone)
  return (
    <>
      <h3>{name}</h3>
      <DataTable caption={words.prices} columns={priceColumns(view)} rows={prices} empty={words.noPrices} />
      <h3>{words.firstBill(period, view.formats.money(draft.total))}</h3>
      <DataTable caption={words.firstBill(period, '')} columns={lineColumns(view)} rows={draft.lines} empty={words.noPrices} />
    </>
  )
}

function priceColumns(view: ConsoleView): readonly Column<QuotedPrice>[] {
  const words = orderWords[view.language]
  return [
    { name: 'price', head: words.price, cell: ({ name }) => name, text: ({ price }) => price },
    { name: 'kind', head: words.asked, cell: ({ kind }) => words.kinds[kind], text: ({ kind }) => kind },
    {
      name: 'words',
      head: words.terms,
      cell: ({ words: said }) => (
        <ul class="plain">
          {said.map((each) => (
            <li>{each}</li>
          ))}
        </ul>
      ),
      text: ({ words: said }) => said.join('; '),
    },
  ]
}

function lineColumns(view: ConsoleView): readonly Column<InvoiceLine>[] {
  const words = orderWords[view.language]
  return [
    { name: 'price', head: words.price, cell: ({ name }) => name, text: ({ price }) => price },
    {
      name: 'explanation',
      head: words.explained,
      cell: ({ explanation }) => explanation.join('; '),
      text: ({ explanation }) => explanation.join('; '),
    },
    {
      name: 'amount',
      head: words.amount,
      cell: ({ amount }) => view.formats.money(amount),
      text: ({ amount }) => formatAmount(amount),
      isNumber: true,
    },
  ]
}
