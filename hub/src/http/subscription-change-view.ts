import type { newChangeSchema, plannedChangeSchema, subscriptionChangeSchema } from '@octroi/shared/api/subscription-changes'
import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { formatInstant, parseInstant } from '@octroi/shared/time/instant'
import type { z } from 'zod'
import { type Change, isScheduled, type SubscriptionChange } from '../subscriptions/change.ts'
import type { AskedChange, ChangePlan } from '../subscriptions/plan-change.ts'
import type { Caller } from './context.ts'

type Asked = Omit<z.infer<typeof newChangeSchema>, 'dryRun'>

/** Reads what was asked; a schema has seen that each kind has what it needs. Prices of another time are the operator's to give. */
export function askedChange({ role }: Caller, asked: Asked): Result<AskedChange, Failure> {
  const isReserved = asked.catalogueVersion !== undefined || asked.kind === 'pin' || asked.kind === 'unpin'
  if (isReserved && role !== 'operator') {
    const path = asked.catalogueVersion === undefined ? 'kind' : 'catalogueVersion'
    return err(invalid([fault(path, 'operator_only', 'Only the operator says which version of the catalogue holds.')]))
  }
  const { at = 'now' } = asked
  const time = at === 'now' || at === 'period_end' ? at : parseInstant(at)
  invariant(time !== undefined, 'a schema has seen the instant')
  return ok({ change: changeOf(asked), at: time })
}

function changeOf({ kind, quantity, offer, catalogueVersion: version }: Asked): Change {
  if (kind === 'quantity') {
    invariant(quantity !== undefined, 'a schema has seen the quantity')
    return { kind, quantity }
  }
  if (kind !== 'offer') return { kind }
  invariant(offer !== undefined, 'a schema has seen the offer')
  return { kind, offer, ...(version === undefined ? {} : { version }), ...(quantity === undefined ? {} : { quantity }) }
}

export function changeView(change: SubscriptionChange, nowMs: number): z.infer<typeof subscriptionChangeSchema> {
  const { id, subscription, change: asked, atMs, askedAtMs, follows, began, takenBackAtMs } = change
  const state = takenBackAtMs !== undefined ? 'taken_back' : isScheduled(change, nowMs) ? 'scheduled' : 'in_effect'
  return {
    ...{ id, subscription, ...askedView(asked), at: formatInstant(atMs), askedAt: formatInstant(askedAtMs), state },
    ...(follows === undefined ? {} : { follows }),
    ...(began === undefined ? {} : { began }),
    ...(takenBackAtMs === undefined ? {} : { takenBackAt: formatInstant(takenBackAtMs) }),
  }
}

function askedView(change: Change) {
  if (change.kind !== 'offer') return change
  const { version, ...asked } = change
  return { ...asked, ...(version === undefined ? {} : { catalogueVersion: version }) }
}

export function planView(
  { change, writes, feesUntilMs, begun }: ChangePlan,
  nowMs: number,
  { isDryRun }: { readonly isDryRun: boolean },
): z.infer<typeof plannedChangeSchema> {
  const { catalogueVersion } = begun?.subscription ?? {}
  return {
    ...changeView(change, nowMs),
    ...(catalogueVersion === undefined ? {} : { catalogueVersion }),
    isDryRun,
    ...(feesUntilMs === undefined ? {} : { feesUntil: formatInstant(feesUntilMs) }),
    addOns: writes.added.filter(({ id }) => id !== change.id).map((each) => changeView(each, nowMs)),
    takesBack: writes.takenBack.map(({ id }) => id),
  }
}
