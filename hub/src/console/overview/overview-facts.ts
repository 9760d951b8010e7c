import type { Currency } from '@octroi/shared/money/currency'
import { add, type Rational } from '@octroi/shared/money/rational'
import type { Zone } from '@octroi/shared/time/zone'
import { localDate } from '@octroi/shared/time/zone'
import type { StandingOpen } from '../../authorizations/authorization.store.ts'
import { type ListedOpening, listOpenings } from '../../authorizations/list-openings.use-case.ts'
import { type DeviceLookout, deviceLookouts, type Trouble, troubles } from '../../devices/device-filter.ts'
import type { Environment } from '../../environment.ts'
import type { DayCharges } from '../../rating/day-charges.ts'
import type { Stores } from '../../stores.ts'

/** Beyond it nobody needs the figure. */
export const countedAtMost = 1000
const openShown = 20
const openingsShown = 10

/** What came of a day or a month, in one currency. */
export interface ChargedSum {
  readonly currency: Currency
  readonly today: Rational
  readonly month: Rational
  readonly charges: number
}

export interface OverviewFacts {
  readonly open: readonly (StandingOpen & { readonly label: string })[]
  readonly openCount: number
  readonly states: Readonly<Record<DeviceLookout, number>>
  readonly troubled: Readonly<Record<Trouble, number>>
  readonly abandoned: number
  readonly money: readonly ChargedSum[]
  readonly openings: readonly ListedOpening[]
}

/** Each figure from an index that holds what is counted, and no further than it is shown. */
export async function readOverview(stores: Stores, environment: Environment, zone: Zone): Promise<OverviewFacts> {
  const { devices, authorizations, rating, outbox } = stores
  const nowMs = environment.nowMs()
  const open = await authorizations.standingOpen(openShown)
  const labels = new Map(
    (await devices.getAll([...new Set(open.map(({ device }) => device))])).map(({ id, label }) => [id, label]),
  )
  const states = { registered: 0, enrolled: 0, frozen: 0, suspended: 0 }
  for (const state of deviceLookouts) states[state] = await devices.count(state, countedAtMost + 1)
  const troubled = { quarantine: 0, gap: 0, lease: 0, clock: 0 }
  for (const trouble of troubles) {
    const { items, next } = await devices.troubled({ limit: countedAtMost }, trouble, nowMs)
    troubled[trouble] = items.length + (next === undefined ? 0 : 1)
  }
  const today = localDate(zone, nowMs)
  return {
    open: open.map((each) => ({ ...each, label: labels.get(each.device) ?? each.device })),
    openCount: await authorizations.countOpen(countedAtMost + 1),
    ...{ states, troubled },
    abandoned: await outbox.countAbandoned(countedAtMost + 1),
    money: chargedSums(await rating.days(`${today.slice(0, 7)}-01`, today), today),
    openings: (await listOpenings(stores, environment, { page: { limit: openingsShown }, owner: undefined })).items,
  }
}

function chargedSums(days: readonly DayCharges[], today: string): readonly ChargedSum[] {
  const sums = new Map<Currency, ChargedSum>()
  for (const { day, currency, exact, charges } of days) {
    const nothing = { currency, today: { n: 0n, d: 1n }, month: { n: 0n, d: 1n }, charges: 0 }
    const before = sums.get(currency) ?? nothing
    sums.set(currency, {
      currency,
      today: day === today ? exact : before.today,
      month: add(before.month, exact),
      charges: before.charges + charges,
    })
  }
  return [...sums.values()]
}
