import type { Currency } from '@octroi/shared/money/currency'
import { add, type Rational } from '@octroi/shared/money/rational'
import { localDate, type Zone } from '@octroi/shared/time/zone'
import type { Charge } from './charge.ts'

/** What the charges of a day come to in a currency. */
export interface DayCharges {
  /** `2026-11-23`, in the tenant's zone. */
  readonly day: string
  readonly currency: Currency
  readonly exact: Rational
  readonly charges: number
}

type Priced = Pick<Charge, 'happenedAtMs' | 'currency' | 'exact'>

export function chargesByDay(charges: readonly Priced[], zone: Zone): readonly DayCharges[] {
  const days = new Map<string, DayCharges>()
  for (const { happenedAtMs, currency, exact } of charges) {
    const day = localDate(zone, happenedAtMs)
    const sum = days.get(`${day} ${currency}`)
    days.set(`${day} ${currency}`, {
      ...{ day, currency },
      exact: sum === undefined ? exact : add(sum.exact, exact),
      charges: (sum?.charges ?? 0) + 1,
    })
  }
  return [...days.values()]
}
