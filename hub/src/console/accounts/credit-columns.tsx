import type { AccountId } from '@octroi/shared/ids/id'
import { type Amount, formatAmount } from '@octroi/shared/money/amount'
import { formatInstant } from '@octroi/shared/time/instant'
import type { PageRequest, Page as Slice } from '../../page.ts'
import type { Credit } from '../../promotions/credit.ts'
import { leftOf, usedCredits } from '../../promotions/credits-left.use-case.ts'
import type { Stores } from '../../stores.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { Column } from '../frame/listing.tsx'
import { Mark } from '../frame/page.tsx'
import { creditWords } from './credit-words.ts'

/** A credit with what is left of it. */
export interface CreditRow {
  readonly credit: Credit
  readonly left: Amount
  readonly isExpired: boolean
}

export async function creditRows(stores: Stores, nowMs: number, page: PageRequest, id: AccountId): Promise<Slice<CreditRow>> {
  const { items, ...rest } = await stores.promotions.credits(page, id)
  const account = await stores.accounts.get(id)
  const used = account === undefined ? new Map() : await usedCredits(stores, { nowMs: () => nowMs }, account)
  const rows = items.map((credit): CreditRow => {
    const isExpired = credit.expiresAtMs !== undefined && credit.expiresAtMs <= nowMs
    return { credit, left: { ...credit.amount, minor: leftOf(credit, used, nowMs) }, isExpired }
  })
  return { items: rows, ...rest }
}

export function creditColumns({ language, formats }: ConsoleView): readonly Column<CreditRow>[] {
  const words = creditWords[language]
  return [
    {
      name: 'credit',
      head: words.credit,
      cell: ({ credit: { id, reason, points } }) => (
        <>
          {reason ?? ''} {points === undefined ? '' : words.ofPoints(points)} <span class="under id">{id}</span>
        </>
      ),
      text: ({ credit }) => credit.id,
    },
    { name: 'reason', head: words.reason, cell: () => null, text: ({ credit }) => credit.reason ?? '', isOnlyInFile: true },
    {
      name: 'granted',
      head: words.granted,
      cell: ({ credit }) => formats.money(credit.amount),
      text: ({ credit }) => formatAmount(credit.amount),
      isNumber: true,
    },
    {
      name: 'left',
      head: words.left,
      cell: ({ left }) => formats.money(left),
      text: ({ left }) => formatAmount(left),
      isNumber: true,
    },
    { name: 'currency', head: words.currency, cell: () => null, text: ({ left }) => left.currency, isOnlyInFile: true },
    {
      name: 'priority',
      head: words.priority,
      cell: ({ credit }) => credit.priority,
      text: ({ credit }) => String(credit.priority),
      isNumber: true,
    },
    {
      name: 'since',
      head: words.since,
      cell: ({ credit }) => formats.time(credit.grantedAtMs),
      text: ({ credit }) => formatInstant(credit.grantedAtMs),
    },
    {
      name: 'until',
      head: words.expires,
      cell: ({ credit: { expiresAtMs }, isExpired }) => (
        <>
          {expiresAtMs === undefined ? '' : formats.time(expiresAtMs)}{' '}
          {isExpired ? <Mark tone="plain">{words.expired}</Mark> : null}
        </>
      ),
      text: ({ credit: { expiresAtMs } }) => (expiresAtMs === undefined ? '' : formatInstant(expiresAtMs)),
    },
  ]
}
