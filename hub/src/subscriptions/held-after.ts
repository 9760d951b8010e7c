import type { Held } from './held.ts'
import type { ChangePlan } from './plan-change.ts'

/** What an account holds once a planned change is kept: so that several are planned one after another before any is kept. */
export function heldAfter(
  all: readonly Held[],
  { writes, begun }: ChangePlan,
  offer: Held['offer'] | undefined,
): readonly Held[] {
  const gone = new Set(writes.takenBack.map(({ id }) => id))
  const ends = new Map(writes.ended.map(({ id, untilMs }) => [id, untilMs]))
  const limits = new Map(writes.limited.map(({ id, limit }) => [id, limit]))
  const after = all.map(({ subscription, offer: bought, changes, entitlements }): Held => {
    const isOf = (each: { readonly subscription: string }): boolean => each.subscription === subscription.id
    return {
      subscription: writes.subscriptions.find(({ id }) => id === subscription.id) ?? subscription,
      offer: bought,
      changes: [...changes.filter(({ id }) => !gone.has(id)), ...writes.added.filter(isOf)],
      entitlements: [
        ...entitlements
          .map((each) => limitedTo(each, limits.get(each.id)))
          .map((each) => (ends.has(each.id) ? endedAt(each, ends.get(each.id)) : each)),
        ...writes.begun.filter(isOf),
      ],
    }
  })
  if (begun === undefined || offer === undefined) return after
  return [...after, { subscription: begun.subscription, offer, changes: [], entitlements: begun.entitlements }]
}

function endedAt({ untilMs: _, ...entitlement }: Held['entitlements'][number], untilMs: number | undefined) {
  return { ...entitlement, ...(untilMs === undefined ? {} : { untilMs }) }
}

function limitedTo(entitlement: Held['entitlements'][number], limit: Held['entitlements'][number]['limit']) {
  return limit === undefined ? entitlement : { ...entitlement, limit }
}
