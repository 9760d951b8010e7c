import type { Limit } from '@octroi/shared/decisions/limit'
import { invariant } from '@octroi/shared/errors/invariant'
import { parseQuantity } from '@octroi/shared/money/quantity'
import { ownEntry } from '@octroi/shared/own-entry'
import { calendarMonths } from '@octroi/shared/time/month'
import type { Catalogue, Offer } from '../catalogue/catalogue.ts'
import { billingCycle } from '../rating/billing-cycle.ts'
import { phasesOf, quantitiesOf } from '../subscriptions/phase.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

type WrittenLimit = NonNullable<Offer['entitlements'][number]['limit']>

/** A limit as a subscription buys it: with its meter and its periods, so that no later version of the catalogue changes it. */
export function boughtLimit(
  { meters, offers }: Catalogue,
  {
    meter,
    quantity,
    perQuantity,
    proration = 'none',
    every,
    kind,
    priority,
    expiresAfterDays,
    rollover,
    notices,
    offline,
  }: WrittenLimit,
  subscription: Pick<Subscription, 'offer' | 'zone' | 'fromMs' | 'quantity' | 'phases' | 'replaces'>,
): Limit {
  const counts = ownEntry(meters, meter)
  const offer = ownEntry(offers, subscription.offer)
  invariant(counts !== undefined && offer !== undefined, 'publishing checked the limit')
  invariant(counts.aggregation === 'count' || counts.aggregation === 'sum', 'publishing checked the meter')
  const cycles = { month: calendarMonths(subscription.zone), period: billingCycle(offer, subscription), once: undefined }
  const cycle = cycles[every]
  const { service, unit, where } = counts
  const counted = { service, unit, ...(where === undefined ? {} : { where }) }
  return {
    meter,
    counts:
      counts.record === 'reading'
        ? {
            ...counted,
            ...{ record: 'reading', reading: counts.reading, aggregation: 'sum' },
            ...(counts.from === undefined ? {} : { from: counts.from }),
          }
        : { ...counted, record: counts.record, aggregation: 'count' },
    quantity: exact(quantity),
    ...(perQuantity === true ? { perQuantity: quantitiesOf(phasesOf(subscription)) } : {}),
    ...(proration === 'none' ? {} : { proration }),
    ...(cycle === undefined ? {} : { cycle }),
    ...{ kind, priority, notices: notices.toSorted((left, right) => left - right) },
    ...(subscription.replaces === undefined ? {} : { replaces: subscription.replaces.subscription }),
    ...(expiresAfterDays === undefined ? {} : { expiresAfterDays }),
    ...(rollover === undefined ? {} : { rollover: { atMost: exact(rollover.atMost) } }),
    ...(offline === undefined ? {} : { offline: { perDevice: exact(offline.perDevice) } }),
  }
}

function exact(written: string): bigint {
  const quantity = parseQuantity(written)
  invariant(quantity !== undefined, 'publishing checked the quantity')
  return quantity
}
