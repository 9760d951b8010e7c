import { roundToAmount } from '@octroi/shared/money/amount'
import { currencyExponent } from '@octroi/shared/money/currency'
import { formatExact } from '@octroi/shared/money/decimal'
import { compare, rational } from '@octroi/shared/money/rational'
import type { Charge } from '../../rating/charge.ts'
import type { PartyShare } from '../../settlement/split-charge.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { DataTable } from '../frame/listing.tsx'
import { Empty } from '../frame/page.tsx'
import type { AuthorizationFacts } from './authorization-facts.ts'
import { authorizationWords } from './authorization-words.ts'

/** A charge with every digit, where it is no amount that can be paid: it is rounded on an invoice, once. */
export function chargeAmount({ formats }: ConsoleView, { exact, currency }: Pick<Charge, 'exact' | 'currency'>): string {
  const rounded = roundToAmount(exact, currency)
  const isPayable = compare(exact, rational(rounded.minor, 10n ** BigInt(currencyExponent(currency)))) === 0
  if (isPayable) return formats.money(rounded)
  return `${formats.exact(exact)} ${currency}`
}

/** What was charged, by which explanation, and who got what of it. */
export function Money({ view, facts }: { readonly view: ConsoleView; readonly facts: AuthorizationFacts }) {
  const words = authorizationWords[view.language]
  const { charges, shares } = facts
  return (
    <section>
      <h2>{words.money}</h2>
      {charges.length === 0 ? (
        <Empty>{words.noCharge}</Empty>
      ) : (
        <>
          <Charges view={view} charges={charges} />
          {shares.length === 0 ? null : <Shares view={view} facts={facts} />}
        </>
      )}
    </section>
  )
}

function Charges({ view, charges }: { readonly view: ConsoleView; readonly charges: readonly Charge[] }) {
  const words = authorizationWords[view.language]
  const columns = [
    { name: 'price', head: words.pricedAs, cell: ({ price }: Charge) => price, text: ({ price }: Charge) => price },
    {
      name: 'explanation',
      head: words.explanation,
      cell: ({ explanation }: Charge) => explanation.map((line) => <div lang="en">{line}</div>),
      text: ({ explanation }: Charge) => explanation.join(' '),
    },
    {
      name: 'amount',
      head: words.amount,
      cell: (charge: Charge) => chargeAmount(view, charge),
      text: ({ exact }: Charge) => formatExact(exact),
      isNumber: true,
    },
  ]
  return <DataTable caption={words.money} columns={columns} rows={charges} empty="" />
}

function Shares({ view, facts: { shares, names, charges } }: { readonly view: ConsoleView; readonly facts: AuthorizationFacts }) {
  const words = authorizationWords[view.language]
  const currency = charges[0]?.currency
  const columns = [
    {
      name: 'party',
      head: words.party,
      cell: ({ account }: PartyShare) => (
        <a href={`/console/accounts/${account}`} title={account}>
          {names.get(account) ?? account}
        </a>
      ),
      text: ({ account }: PartyShare) => account,
    },
    {
      name: 'share',
      head: words.share,
      cell: ({ exact }: PartyShare) => (currency === undefined ? '' : chargeAmount(view, { exact, currency })),
      text: ({ exact }: PartyShare) => formatExact(exact),
      isNumber: true,
    },
  ]
  return (
    <>
      <h3>{words.shares}</h3>
      <DataTable caption={words.shares} columns={columns} rows={shares} empty="" />
    </>
  )
}
