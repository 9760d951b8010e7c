import type { AccountId } from '@octroi/shared/ids/id'
import type { Account } from '../../accounts/account.ts'
import { countersOf, ruleMonths } from '../../accounts/activity.ts'
import { type KnownAccount, withProfiles } from '../../accounts/known-account.use-case.ts'
import { noProfile } from '../../accounts/profile.ts'
import type { Membership } from '../../accounts/segments.ts'
import { segmentsOf } from '../../accounts/segments-of.use-case.ts'
import type { Catalogue } from '../../catalogue/catalogue.ts'
import type { Stores } from '../../stores.ts'

/** All that is written of an account, and what rules make of it. */
export interface CustomerFacts extends KnownAccount {
  /** From the parent up to the top of the tree. */
  readonly above: readonly Account[]
  readonly memberships: readonly Membership[]
  readonly counters: ReturnType<typeof countersOf>
}

export async function customerFacts(
  stores: Stores,
  nowMs: number,
  account: Account,
  catalogue: Catalogue | undefined,
): Promise<CustomerFacts> {
  const [known = { account, profile: noProfile }] = await withProfiles(stores, [account])
  const ids = await stores.profiles.above(account.id)
  const names = new Map<AccountId, Account>((await stores.accounts.getAll(ids)).map((each) => [each.id, each]))
  const activities = await stores.activity.ofAll([account.id])
  return {
    ...known,
    above: ids.flatMap((id) => names.get(id) ?? []),
    memberships: catalogue === undefined ? [] : await segmentsOf(stores, nowMs, catalogue, known),
    counters: countersOf(activities, ruleMonths(account.zone, nowMs)),
  }
}
