import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { ChangeId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import { type Notice, notify } from '../confirmations/notify.use-case.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { SubscriptionChange } from './change.ts'
import { changeNotices } from './change-notice.ts'
import { keepWrites, type WriteNeeds } from './keep-writes.use-case.ts'
import { loadHeld } from './load-held.use-case.ts'
import type { AskedChange, ChangePlan } from './plan-change.ts'
import { planTakeBack } from './plan-take-back.ts'
import { idsOf, type PlanNeeds, plannedChange } from './planned-change.use-case.ts'

type Needs = PlanNeeds & WriteNeeds & Pick<Stores, 'tenants' | 'endpoints' | 'outbox'>

/** What must be told once it is kept. */
export interface Changed<T> {
  readonly done: T
  /** Devices on which permits were taken back. */
  readonly devices: readonly DeviceId[]
  readonly messages: number
}

/** Plans a change and keeps all of it: what takes effect later is written now, with its time. */
export async function changeSubscription(
  stores: Needs,
  environment: Environment,
  asked: AskedChange & { readonly subscription: SubscriptionId },
): Promise<Result<Changed<ChangePlan>, Failure>> {
  const planned = await plannedChange(stores, environment, asked)
  if (!planned.ok) return planned
  const { writes, begun } = planned.value
  const devices = await keepWrites(stores, environment, writes, begun)
  const messages = await tell(stores, environment, changeNotices(writes, begun))
  return ok({ done: planned.value, devices, messages })
}

/** Takes back a change that has not taken effect, with what follows from it. */
export async function takeBackChange(
  stores: Needs,
  environment: Environment,
  { subscription: id, change }: { readonly subscription: SubscriptionId; readonly change: ChangeId },
): Promise<Result<Changed<SubscriptionChange>, Failure>> {
  const nowMs = environment.nowMs()
  const subscription = await stores.subscriptions.get(id)
  if (subscription === undefined) return err(notFound('subscription', id))
  const all = await loadHeld(stores, subscription.account, nowMs)
  const held = all.find((each) => each.subscription.id === id)
  if (held === undefined) return err(conflict('already_ended', 'The subscription has ended.'))
  const others = all.filter((each) => each !== held)
  const planned = planTakeBack({ held, others, nowMs, ids: idsOf(environment) }, change)
  if (!planned.ok) return planned
  const devices = await keepWrites(stores, environment, planned.value)
  const messages = await tell(stores, environment, changeNotices(planned.value))
  const [taken] = planned.value.takenBack
  return taken === undefined
    ? err(notFound('change', change))
    : ok({ done: { ...taken, takenBackAtMs: nowMs }, devices, messages })
}

export async function tell(stores: Needs, environment: Environment, notices: readonly Notice[]): Promise<number> {
  let messages = 0
  for (const notice of notices) messages += await notify(stores, environment, notice)
  return messages
}
