import type { Stores } from '../stores.ts'
import { activitiesOf, type Did } from './activity.ts'

/** Adds what accounts did to what they did so far, in the transaction that counts it. */
export async function noteActivity(
  { accounts, activity }: Pick<Stores, 'accounts' | 'activity'>,
  did: readonly Did[],
): Promise<void> {
  if (did.length === 0) return
  const known = await accounts.getAll([...new Set(did.map(({ account }) => account))])
  await activity.add(activitiesOf(did, new Map(known.map(({ id, zone }) => [id, zone]))))
}
