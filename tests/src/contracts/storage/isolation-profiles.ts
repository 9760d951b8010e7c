import { noProfile, type Profile } from '@octroi/hub/accounts/profile'
import type { Stores } from '@octroi/hub/stores'
import { rational } from '@octroi/shared/money/rational'
import type { AskedRows, World } from './isolation-world.ts'

/** Who accounts are. What is not an id carries the mark, so that it shows whose row was read. */
export function profileOf({ number, grantee }: AskedRows, mark: number): Profile {
  const [externalIds, attributes] = [{ crm: `id ${number}` }, { plan: 'student' }]
  return { ...noProfile, version: mark, parent: grantee, legalName: `mark ${mark}`, externalIds, attributes }
}

export function activityOf({ account }: AskedRows, mark: number) {
  return { account, counter: 'trunk.access opened', monthFromMs: 100, total: rational(BigInt(mark)), records: 1 }
}

/** Writes the first row of every table that customers have. */
export async function settleCustomers(
  { profiles, activity }: Stores,
  { first }: Pick<World, 'first'>,
  mark: number,
): Promise<void> {
  await profiles.put(first.account, profileOf(first, mark))
  await activity.add([activityOf(first, mark)])
}
