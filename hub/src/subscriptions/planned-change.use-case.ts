import { conflict, type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import { periodAt } from '@octroi/shared/time/period'
import { whyNotFor } from '../accounts/segments-of.use-case.ts'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Environment } from '../environment.ts'
import { billingCycle } from '../rating/billing-cycle.ts'
import type { Stores } from '../stores.ts'
import type { Held, Ids } from './held.ts'
import { type HeldNeeds, loadHeld } from './load-held.use-case.ts'
import { type AskedChange, type ChangePlan, planChange } from './plan-change.ts'

export type PlanNeeds = HeldNeeds & Pick<Stores, 'accounts' | 'profiles' | 'activity'>

/** What a change would come to, with nothing kept. */
export async function plannedChange(
  stores: PlanNeeds,
  environment: Environment,
  { subscription: id, ...asked }: AskedChange & { readonly subscription: SubscriptionId },
): Promise<Result<ChangePlan, Failure>> {
  const nowMs = environment.nowMs()
  const subscription = await stores.subscriptions.get(id)
  if (subscription === undefined) return err(notFound('subscription', id))
  const planned = await plannedAmong(stores, environment, await loadHeld(stores, subscription.account, nowMs), {
    subscription: id,
    ...asked,
  })
  return planned.ok ? changedAlone(planned.value, asked, subscription.offer) : planned
}

/** What a plan is made by, where another one follows it. */
export interface PlannedAmong {
  readonly plan: ChangePlan
  /** Of the offer that is changed to, where it is. */
  readonly version?: CatalogueVersion
}

/** The same among subscriptions as they will stand, of somebody who may change to offers that wait when they are ordered. */
export async function plannedAmong(
  stores: PlanNeeds,
  environment: Environment,
  all: readonly Held[],
  { subscription: id, ...asked }: AskedChange & { readonly subscription: SubscriptionId },
): Promise<Result<PlannedAmong, Failure>> {
  const nowMs = environment.nowMs()
  const held = all.find((each) => each.subscription.id === id)
  if (held === undefined) return err(conflict('already_ended', 'The subscription has ended.'))
  const others = all.filter((each) => each !== held)
  const periodEndsMs = endOfPeriod(held, nowMs)
  const version = await versionOf(stores, asked, { nowMs, periodEndsMs, bought: held.subscription.catalogueVersion })
  const of = version === undefined ? {} : { version }
  const planned = planChange({ held, others, periodEndsMs, ...of, nowMs, ids: idsOf(environment) }, asked)
  const closed = await closedFaults(stores, nowMs, held, asked, version)
  const found = [...(planned.ok ? [] : (planned.error.faults ?? [])), ...closed]
  if (closed.length > 0) return err(invalid(found))
  return planned.ok ? ok({ plan: planned.value, ...of }) : planned
}

/** An offer for a segment is not come by through a change either. Who has it already stays with it. */
async function closedFaults(
  stores: PlanNeeds,
  nowMs: number,
  { subscription }: Held,
  { change }: AskedChange,
  version: CatalogueVersion | undefined,
): Promise<readonly Fault[]> {
  if (change.kind !== 'offer' || change.offer === subscription.offer || version === undefined) return []
  const account = await stores.accounts.get(subscription.account)
  if (account === undefined) return []
  return whyNotFor(stores, nowMs, 'offer', { account, catalogue: version.catalogue, offer: change.offer })
}

/** What an offer waits for when it is ordered, nobody comes round by a change. */
function changedAlone({ plan, version }: PlannedAmong, { change }: AskedChange, held: string): Result<ChangePlan, Failure> {
  const waits =
    change.kind === 'offer' &&
    change.offer !== held &&
    ownEntry(version?.catalogue.offers ?? {}, change.offer)?.order !== undefined
  if (!waits) return ok(plan)
  return err(
    invalid([
      fault('offer', 'waits_when_ordered', 'The offer waits for something when it is ordered: change to it by an order.'),
    ]),
  )
}

export function idsOf({ ids }: Pick<Environment, 'ids'>): Ids {
  return {
    nextChange: () => ids.next('change'),
    nextEntitlement: () => ids.next('entitlement'),
    nextSubscription: () => ids.next('subscription'),
  }
}

function endOfPeriod({ subscription, offer }: Held, nowMs: number): number {
  return periodAt(billingCycle(offer, subscription), Math.max(nowMs, subscription.fromMs)).untilMs
}

interface Times {
  readonly nowMs: number
  readonly periodEndsMs: number
  /** The version that was bought, which goes on with its device. */
  readonly bought: number
}

/** The version that an offer is of: the one named, or the one in effect when the change takes place. */
async function versionOf(
  { catalogue }: PlanNeeds,
  { change, at }: AskedChange,
  { nowMs, periodEndsMs, bought }: Times,
): Promise<CatalogueVersion | undefined> {
  if (change.kind === 'transfer') return catalogue.get(bought)
  if (change.kind !== 'offer') return undefined
  if (change.version !== undefined) return catalogue.get(change.version)
  return catalogue.inEffectAt(at === 'now' ? nowMs : at === 'period_end' ? periodEndsMs : at)
}
