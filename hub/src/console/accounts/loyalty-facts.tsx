import { formatExact } from '@octroi/shared/money/decimal'
import type { LoyaltyStanding } from '../../promotions/loyalty-standing.use-case.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { creditWords } from './credit-words.ts'

const monthsAtMost = 6

/** The points of an account, and the last months that earned them. */
export function LoyaltyFacts({ view, standing }: { readonly view: ConsoleView; readonly standing: LoyaltyStanding }) {
  const words = creditWords[view.language]
  const { programme, months, balance, redeemed } = standing
  const columns: readonly Column<LoyaltyStanding['months'][number]>[] = [
    { name: 'month', head: words.month, cell: ({ period }) => view.formats.month(period), text: ({ period }) => period },
    {
      name: 'of',
      head: words.counted,
      cell: ({ of }) => view.formats.exact(of),
      text: ({ of }) => formatExact(of),
      isNumber: true,
    },
    { name: 'rate', head: words.rate, cell: ({ rate }) => rate, text: ({ rate }) => rate, isNumber: true },
    {
      name: 'points',
      head: words.points,
      cell: ({ points }) => String(points),
      text: ({ points }) => String(points),
      isNumber: true,
    },
  ]
  return (
    <section>
      <h2>{programme?.name ?? words.points}</h2>
      <p>{words.pointsFacts(String(balance), String(redeemed))}</p>
      {months.length === 0 ? null : (
        <DataTable caption={words.points} columns={columns} rows={months.slice(-monthsAtMost).toReversed()} empty="" />
      )}
    </section>
  )
}
