import { formatAmount } from '@octroi/shared/money/amount'
import type { BacktestRow } from '../../invoicing/backtest.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { Column } from '../frame/listing.tsx'
import { Mark } from '../frame/page.tsx'
import { type BacktestWords, backtestWords } from './backtest-words.ts'

/** What an account paid for an offer and would pay, on the page and in the file. */
export function backtestColumns({ language, formats }: ConsoleView): readonly Column<BacktestRow>[] {
  const words = backtestWords[language]
  const difference = ({ before, after }: BacktestRow) => after && { ...after, minor: after.minor - before.minor }
  const money = (amount: BacktestRow['after']): string => (amount === undefined ? '' : formats.money(amount))
  const decimal = (amount: BacktestRow['after']): string => (amount === undefined ? '' : formatAmount(amount))
  return [
    {
      name: 'account',
      head: words.account,
      cell: ({ account, name }) => <a href={`/console/accounts/${account}`}>{name}</a>,
      text: ({ account }) => account,
    },
    { name: 'name', head: words.account, cell: ({ name }) => name, text: ({ name }) => name, isOnlyInFile: true },
    { name: 'offer', head: words.offer, cell: ({ offer }) => <span class="id">{offer}</span>, text: ({ offer }) => offer },
    {
      name: 'subscriptions',
      head: words.subscriptions,
      cell: ({ subscriptions }) => subscriptions,
      text: ({ subscriptions }) => String(subscriptions),
      isNumber: true,
    },
    {
      name: 'currency',
      head: words.before,
      cell: ({ before }) => before.currency,
      text: ({ before }) => before.currency,
      isOnlyInFile: true,
    },
    {
      name: 'before',
      head: words.before,
      cell: ({ before }) => money(before),
      text: ({ before }) => decimal(before),
      isNumber: true,
    },
    { name: 'after', head: words.after, cell: ({ after }) => money(after), text: ({ after }) => decimal(after), isNumber: true },
    {
      name: 'difference',
      head: words.difference,
      cell: (row) => money(difference(row)),
      text: (row) => decimal(difference(row)),
      isNumber: true,
    },
    {
      name: 'result',
      head: words.result,
      cell: (row) => <Result row={row} words={words} />,
      text: ({ state }) => state,
    },
    {
      name: 'not_counted',
      head: words.result,
      cell: ({ notCounted = [] }) => notCounted.join(' '),
      text: ({ notCounted = [] }) => notCounted.join(' '),
      isOnlyInFile: true,
    },
  ]
}

function Result({ row: { state, notCounted = [] }, words }: { readonly row: BacktestRow; readonly words: BacktestWords }) {
  if (state === 'compared') return <Mark tone="good">{words.states[state]}</Mark>
  return (
    <>
      <Mark tone="warn">{words.states[state]}</Mark>{' '}
      {notCounted.length === 0 ? null : <span class="id">{notCounted.join(', ')}</span>}
    </>
  )
}
