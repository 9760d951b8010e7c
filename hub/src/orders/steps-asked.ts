import { type OrderStepKind, orderSteps } from '@octroi/shared/api/vocabulary'
import { daysAfter, type Zone } from '@octroi/shared/time/zone'
import type { Offer } from '../catalogue/catalogue.ts'

const expiresAfterDays = 30

/** What an order waits for: whatever any of its offers asks, each once, in the order in which they are shown. */
export function stepsAsked(offers: readonly Pick<Offer, 'order'>[]): readonly OrderStepKind[] {
  const asked = new Set(offers.flatMap(({ order }) => stepsOf(order)))
  return orderSteps.filter((step) => asked.has(step))
}

function stepsOf(order: Offer['order']): readonly OrderStepKind[] {
  return [...(order?.approval === undefined ? [] : ['approval' as const]), ...(order?.waitsFor ?? [])]
}

/** The most impatient offer decides. */
export function expiryOf(offers: readonly Pick<Offer, 'order'>[], zone: Zone, placedAtMs: number): number | undefined {
  const days = offers.flatMap(({ order }) => (order === undefined ? [] : [order.expiresAfterDays ?? expiresAfterDays]))
  return days.length === 0 ? undefined : daysAfter(zone, placedAtMs, Math.min(...days))
}
