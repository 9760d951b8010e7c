import { type Fault, fault } from '@octroi/shared/errors/fault'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Account } from '../accounts/account.ts'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Offer } from '../catalogue/catalogue.ts'
import type { Environment } from '../environment.ts'
import type { Change } from '../subscriptions/change.ts'
import { heldAfter } from '../subscriptions/held-after.ts'
import { loadHeld } from '../subscriptions/load-held.use-case.ts'
import type { ChangePlan } from '../subscriptions/plan-change.ts'
import { type PlanNeeds, plannedAmong } from '../subscriptions/planned-change.use-case.ts'
import type { AskedChangeItem, PlacedItem } from './asked-order.ts'

/** What an order changes, with what it comes to. */
export interface PlannedItem {
  readonly placed: PlacedItem<AskedChangeItem>
  readonly plan: ChangePlan
  /** What it is changed to, where that is an offer. */
  readonly to?: { readonly version: CatalogueVersion; readonly offer: Offer; readonly isAnother: boolean }
}

export interface PlannedItems {
  readonly planned: readonly PlannedItem[]
  readonly faults: readonly Fault[]
}

/** A change of an order, at the version of the catalogue that it was ordered at where it was ordered before. */
export type OrderedChange = PlacedItem<AskedChangeItem> & { readonly version?: number }

/** Plans the changes of an order one after another, each as those before it leave what the account has. */
export async function planChanges(
  stores: PlanNeeds,
  environment: Environment,
  account: Pick<Account, 'id'>,
  changes: readonly OrderedChange[],
): Promise<PlannedItems> {
  const planned: PlannedItem[] = []
  const faults: Fault[] = []
  let all = changes.length === 0 ? [] : await loadHeld(stores, account.id, environment.nowMs())
  for (const placed of changes) {
    const { item, at } = placed
    const { subscription, at: time } = item
    const held = all.find((each) => each.subscription.id === subscription)
    const change = changeOf(placed)
    if (held === undefined) {
      faults.push(
        fault(at('subscription'), 'subscription_not_found', `The account has no subscription ${subscription} in force.`),
      )
    }
    if (change === undefined) faults.push(fault(at('offer'), 'required', 'A change is to another `offer`, `quantity` or both.'))
    if (held === undefined || change === undefined) continue
    const done = await plannedAmong(stores, environment, all, { subscription, change, at: time })
    if (!done.ok) {
      const { faults: found = [fault('', done.error.code, done.error.detail)] } = done.error
      faults.push(...found.map((each) => ({ ...each, path: at(pathOf(each.path)) })))
      continue
    }
    const { plan, version } = done.value
    const offer = item.offer === undefined || version === undefined ? undefined : ownEntry(version.catalogue.offers, item.offer)
    all = heldAfter(all, plan, offer)
    const isAnother = item.offer !== held.subscription.offer
    planned.push({ placed, plan, ...(version === undefined || offer === undefined ? {} : { to: { version, offer, isAnother } }) })
  }
  return { planned, faults }
}

function changeOf({ item: { action, offer, quantity }, version }: OrderedChange): Change | undefined {
  if (action !== 'change') return { kind: action }
  if (offer === undefined) return quantity === undefined ? undefined : { kind: 'quantity', quantity }
  return { kind: 'offer', offer, ...(version === undefined ? {} : { version }), ...(quantity === undefined ? {} : { quantity }) }
}

/** What is told of a change as a whole is told of the field that an item has for it. */
function pathOf(path: string): string {
  if (path === 'change') return 'action'
  return path === '' ? 'subscription' : path
}
