import { readFile } from 'node:fs/promises'
import { type backtestRowSchema, backtestSchema } from '@octroi/shared/api/backtest'
import type { HubConnection } from '@octroi/shared/client/hub-connection'
import { invariant } from '@octroi/shared/errors/invariant'
import { type Amount, formatAmount, parseAmount } from '@octroi/shared/money/amount'
import { isCurrency } from '@octroi/shared/money/currency'
import type { z } from 'zod'
import { csvLine } from '../csv-line.ts'
import { type BacktestTotals, backtestTotals, sumTotals } from '../invoicing/backtest.ts'
import { readCatalogue } from './catalogue.ts'
import { faultLine } from './file-fault.ts'

type Say = (text: string) => void
type Row = z.infer<typeof backtestRowSchema>

export interface BacktestCommand {
  readonly draft: string
  readonly from: string
  readonly to: string
  readonly offer: string | undefined
  readonly as: 'words' | 'json' | 'csv'
}

/** How a row and the end are written: nothing of a large tenant is kept but the totals. */
interface Form {
  readonly begin?: string
  readonly row: (row: Row, isFirst: boolean) => string
  readonly end: (totals: readonly BacktestTotals[]) => string
}

/** Exit codes: 0 re-rated, 1 the draft has faults. Rejects where the hub refuses. `write` gets text with its line ends. */
export async function backtestDraft(hub: HubConnection, command: BacktestCommand, write: Say, complain: Say): Promise<0 | 1> {
  const { draft, from, to, offer, as } = command
  const read = await readCatalogue(draft)
  if (!read.ok) {
    for (const found of read.error) complain(faultLine(found))
    return 1
  }
  const source = await readFile(draft, 'utf8')
  const form = forms[as]
  if (form.begin !== undefined) write(form.begin)
  let totals: readonly BacktestTotals[] = []
  let [after, isFirst]: [string | undefined, boolean] = [undefined, true]
  do {
    const query = new URLSearchParams({
      from,
      to,
      ...(offer === undefined ? {} : { offer }),
      ...(after === undefined ? {} : { after }),
    })
    // Nothing changes at the hub, so each page may be asked again.
    const page: z.infer<typeof backtestSchema> = await hub.postYaml(
      `/v1/catalogue/backtest?${query.toString()}`,
      source,
      backtestSchema,
    )
    for (const row of page.items) {
      write(form.row(row, isFirst))
      isFirst = false
    }
    totals = sumTotals(totals, backtestTotals(page.items.map(amountsOf)))
    after = page.next
  } while (after !== undefined)
  write(form.end(totals))
  return 0
}

const columns = [
  'account',
  'name',
  'offer',
  'subscriptions',
  'state',
  'currency',
  'before',
  'after',
  'difference',
  'notCounted',
] as const

const forms: Readonly<Record<BacktestCommand['as'], Form>> = {
  words: { row: (row) => `${rowWords(row)}\n`, end: (totals) => totals.map((each) => `${totalsWords(each)}\n`).join('') },
  csv: {
    begin: csvLine(columns),
    row: (row) => csvLine(columns.map((name) => [row[name] ?? ''].flat().join(' '))),
    end: () => '',
  },
  json: {
    begin: '{"items":[',
    row: (row, isFirst) => `${isFirst ? '' : ','}\n${JSON.stringify(row)}`,
    end: (totals) => `\n],"totals":${JSON.stringify(totals.map(totalsJson))}}\n`,
  },
}

function rowWords({ account, name, offer, state, currency, before, after, difference, notCounted = [] }: Row): string {
  const what =
    after === undefined
      ? [before, currency, stateWords[state], ...notCounted]
      : [before, '->', after, currency, signed(difference)]
  return [`${account}  ${name}  ${offer}  `, ...what].join(' ')
}

const stateWords: Readonly<Record<Row['state'], string>> = {
  compared: '',
  no_such_offer: '(the draft has no such offer)',
  other_currency: '(the draft asks another currency)',
  other_periods: '(the draft bills other periods: choose months that both fill)',
  not_counted: '(the draft prices what was not counted then)',
  records_forgotten: '(records are forgotten)',
}

function totalsWords({ currency, before, after, more, less, same, leftOut }: BacktestTotals): string {
  const told = (minor: bigint): string => formatAmount({ minor, currency })
  const sums = `${told(before)} -> ${told(after)} ${currency} ${signed(told(after - before))}`
  return `${sums}: ${more} pay more, ${less} less, ${same} the same, ${leftOut} left out`
}

function totalsJson({ currency, before, after, ...counts }: BacktestTotals) {
  const told = (minor: bigint): string => formatAmount({ minor, currency })
  return { currency, before: told(before), after: told(after), difference: told(after - before), ...counts }
}

function signed(amount = ''): string {
  return amount.startsWith('-') ? `(${amount})` : `(+${amount})`
}

function amountsOf({ currency, before, after }: Row): { readonly before: Amount; readonly after?: Amount } {
  invariant(isCurrency(currency), 'a hub tells ISO 4217 codes')
  const read = (text: string): Amount => {
    const amount = parseAmount(text, currency)
    invariant(amount !== undefined, 'a hub tells amounts as decimals')
    return amount
  }
  return { before: read(before), ...(after === undefined ? {} : { after: read(after) }) }
}
