import { type Fault, fault } from '@octroi/shared/errors/fault'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Stores } from '../stores.ts'
import type { Account } from './account.ts'
import { ruleMonths } from './activity.ts'
import { type KnownAccount, withProfiles } from './known-account.use-case.ts'
import { failedWords, type Membership, membership, memberships, type SegmentFacts } from './segments.ts'

type Needs = Pick<Stores, 'profiles' | 'activity'>

/** What segments look at, of several accounts at once. */
export async function segmentFacts(
  stores: Needs,
  nowMs: number,
  known: readonly KnownAccount[],
): Promise<readonly SegmentFacts[]> {
  const activities = await stores.activity.ofAll(known.map(({ account }) => account.id))
  return known.map(({ account, profile }) => ({
    ...{ account, profile, months: ruleMonths(account.zone, nowMs) },
    activities: activities.filter((each) => each.account === account.id),
  }))
}

/** In which segments of a catalogue an account is now, and why. */
export async function segmentsOf(
  stores: Needs,
  nowMs: number,
  catalogue: Catalogue,
  known: KnownAccount,
): Promise<readonly Membership[]> {
  if (catalogue.segments === undefined) return []
  const [facts] = await segmentFacts(stores, nowMs, [known])
  return facts === undefined ? [] : memberships(catalogue, facts)
}

/** Why an offer that is for segments is not for an account now: of each segment, the rules that fail. */
export async function whyNotFor(
  stores: Needs,
  nowMs: number,
  path: string,
  { account, catalogue, offer }: { readonly account: Account; readonly catalogue: Catalogue; readonly offer: string },
): Promise<readonly Fault[]> {
  const { for: meant } = ownEntry(catalogue.offers, offer) ?? {}
  if (meant === undefined) return []
  const [facts] = await segmentFacts(stores, nowMs, await withProfiles(stores, [account]))
  if (facts === undefined) return []
  const found = meant.flatMap((key) => {
    const segment = ownEntry(catalogue.segments ?? {}, key)
    return segment === undefined ? [] : [membership(catalogue, key, segment, facts)]
  })
  if (found.some(({ isMember }) => isMember)) return []
  return found.map((each) => fault(path, 'not_in_segment', `The offer is for \`${each.segment}\`: ${failedWords(each)}.`))
}
